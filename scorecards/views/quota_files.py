"""The tables of the quota pages as files."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.exports import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from scorecards.forms.quota_rules import UpliftForm
from scorecards.queries.quotas.changes import quota_preview
from scorecards.queries.quotas.history import change_page, changes_visible_to, sheet_history
from scorecards.queries.quotas.profiles import profiles_listed
from scorecards.queries.quotas.sheet import sheet_page
from scorecards.queries.quotas.tables import (
    QuotaTable,
    change_table,
    history_table,
    preview_table,
    profiles_table,
    sheet_table,
    uplift_table,
)
from scorecards.queries.quotas.uplift import rule_of, uplift_on, uplift_plan
from scorecards.views.quota_asked import sheet_asked, step_of
from scorecards.views.setup import setup_page


@setup_page
@require_safe
def sheet(request: PersonRequest, metric: str, year: str, team: str, kind: str) -> HttpResponse:
    asked = sheet_asked(request.user, metric, year, team)
    return file_of(sheet_table(sheet_page(asked, step=step_of(asked.metric))), kind)


@setup_page
@require_safe
def preview(request: PersonRequest, metric: str, year: str, team: str, kind: str) -> HttpResponse:
    asked = sheet_asked(request.user, metric, year, team)
    page = sheet_page(asked, step=step_of(asked.metric))
    if page.draft is None:
        raise Http404
    return file_of(preview_table(quota_preview(page)), kind)


@setup_page
@require_safe
def uplift(request: PersonRequest, metric: str, year: str, team: str, kind: str) -> HttpResponse:
    """What the rule in the address would do, without one what the kept one would."""
    asked = sheet_asked(request.user, metric, year, team)
    rule = rule_of(uplift_on(asked))
    if request.GET:
        form = UpliftForm(request.GET, is_top=asked.team is None)
        if not form.is_valid():
            raise Http404
        rule = form.rule
    page = sheet_page(asked, step=step_of(asked.metric))
    return file_of(uplift_table(page, uplift_plan(page, rule)), kind)


@setup_page
@require_safe
def history(request: PersonRequest, metric: str, year: str, team: str, kind: str) -> HttpResponse:
    asked = sheet_asked(request.user, metric, year, team)
    return file_of(history_table(asked, sheet_history(asked)), kind)


@setup_page
@require_safe
def profiles(request: PersonRequest, kind: str) -> HttpResponse:
    return file_of(profiles_table(profiles_listed()), kind)


@setup_page
@require_safe
def change(request: PersonRequest, change_id: int, kind: str) -> HttpResponse:
    today = organisation_day()
    found = get_object_or_404(changes_visible_to(request.user, today=today), pk=change_id)
    return file_of(change_table(change_page(found, user=request.user, today=today)), kind)


def file_of(table: QuotaTable, kind: str) -> HttpResponse:
    """The table as `csv` or `xlsx`; there is no other kind."""
    if kind == "csv":
        content, content_type = csv_bytes(table.header, table.rows), CSV_TYPE
    elif kind == "xlsx":
        content, content_type = xlsx_bytes(table.name, table.header, table.rows), XLSX_TYPE
    else:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{table.name}.{kind}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
