"""The start of the quotas: which metric, which year, whose sheet."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Organisation, User
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from scorecards.access import may_steer_top_quotas, metrics_visible_to, quota_sheets_steered_by
from scorecards.actions.quotas import refusal_of
from scorecards.models import Metric
from scorecards.periods import (
    Period,
    PeriodKind,
    following,
    period_containing,
    previous,
)
from scorecards.queries.quotas.overview import SheetSummary, latest_metric, sheet_summaries
from scorecards.queries.quotas.tables import overview_table
from scorecards.queries.terms import period_rules
from scorecards.views.quota_files import file_of
from scorecards.views.setup import setup_page


@dataclass(frozen=True)
class Asked:
    """What the start page shows: a metric and year, out of those there are."""

    metrics: list[Metric]
    metric: Metric | None
    years: list[Period]
    year: Period


@setup_page
@require_safe
def quotas(request: PersonRequest) -> HttpResponse:
    asked = _asked(request)
    rows = _rows(request.user, asked)
    has_teams = any(row.key != "top" for row in rows)
    context = {"asked": asked, "rows": rows, "has_teams": has_teams}
    return render(request, "scorecards/quotas/start.html", context)


@setup_page
@require_safe
def quotas_file(request: PersonRequest, kind: str) -> HttpResponse:
    asked = _asked(request)
    if asked.metric is None:
        raise Http404
    name = f"quotas-{asked.metric.slug}-{asked.year.key}"
    return file_of(overview_table(_rows(request.user, asked), name=name), kind)


def _asked(request: PersonRequest) -> Asked:
    """Money comes first; unasked, the metric of the last publication is shown."""
    visible = metrics_visible_to(request.user).filter(is_active=True)
    metrics = [metric for metric in visible if refusal_of(metric) is None]
    metrics.sort(key=lambda metric: metric.unit != Metric.Unit.MONEY)
    wanted = request.GET.get("metric") or latest_metric()
    chosen = next((metric for metric in metrics if metric.slug == wanted), None)
    years = _years()
    year = next((each for each in years if each.key == request.GET.get("year")), years[1])
    return Asked(metrics, chosen or next(iter(metrics), None), years, year)


def _years() -> list[Period]:
    """The previous fiscal year, this one, the next one."""
    rules = period_rules(Organisation.current())
    this = period_containing(day=organisation_day(), kind=PeriodKind.YEAR, rules=rules)
    return [previous(this, rules), this, following(this, rules)]


def _rows(user: User, asked: Asked) -> list[SheetSummary]:
    if asked.metric is None:
        return []
    teams = quota_sheets_steered_by(user)
    return sheet_summaries(
        metric=asked.metric,
        year=asked.year,
        teams=set(teams.values_list("pk", flat=True)),
        with_top=may_steer_top_quotas(user),
        top_name=_("Teams at the top"),
    )
