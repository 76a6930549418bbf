"""The facts behind a figure, as a page and as files."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext

from accounts.exports import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from accounts.models import Organisation
from accounts.views.requests import PersonRequest
from scorecards.models import Metric
from scorecards.queries.closings.notes import closed_notes
from scorecards.queries.facts import FactsPage, cells_of, facts_of, facts_page, facts_url
from scorecards.queries.standings import rep_clock
from scorecards.views.people import may_log_for, visible_rep

A_PAGE = 50


@login_required
def facts(request: PersonRequest, rep_id: int) -> HttpResponse:
    """The entries and opportunities that a metric counts between two days."""
    page = _page(request, rep_id)
    pages = Paginator(range(page.count), A_PAGE).get_page(request.GET.get("page"))
    first = pages.start_index() - 1 if page.count else 0
    address = _address(page)
    context = {
        "page": page,
        "rep": page.rep,
        "notes": closed_notes(
            [page.rep.pk], starts=page.starts, ends=page.ends, reader=request.user
        ),
        "facts": facts_of(page, first=first, last=first + A_PAGE),
        "pages": pages,
        "query": f"&{address.partition('?')[2]}",
        "csv_url": address.replace("/facts/", "/facts.csv"),
        "xlsx_url": address.replace("/facts/", "/facts.xlsx"),
        "may_correct": may_log_for(request.user, page.rep),
        "organisation": Organisation.current(),
    }
    return render(request, "scorecards/rep/facts.html", context)


@login_required
def facts_csv(request: PersonRequest, rep_id: int) -> HttpResponse:
    page = _page(request, rep_id)
    return _file(page, csv_bytes(_header(page), cells_of(facts_of(page))), CSV_TYPE, "csv")


@login_required
def facts_xlsx(request: PersonRequest, rep_id: int) -> HttpResponse:
    page = _page(request, rep_id)
    book = xlsx_bytes(page.metric.name, _header(page), cells_of(facts_of(page)))
    return _file(page, book, XLSX_TYPE, "xlsx")


def _page(request: PersonRequest, rep_id: int) -> FactsPage:
    rep = visible_rep(request.user, rep_id)
    metric = get_object_or_404(Metric, slug=request.GET.get("metric", ""))
    today = rep_clock(rep, Organisation.current(), now=timezone.now()).today
    starts = _asked_day(request, "from") or today.replace(day=1)
    ends = max(starts, _asked_day(request, "to") or today)
    return facts_page(rep, metric, starts=starts, ends=ends)


def _asked_day(request: PersonRequest, name: str) -> date | None:
    """The day of the address; None without one, and with a message for a bad one."""
    text = request.GET.get(name)
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        messages.warning(request, gettext("“%s” is not a day; write 2026-03-14.") % text)
    return day


def _address(page: FactsPage) -> str:
    return facts_url(page.rep.pk, metric=page.metric.slug, starts=page.starts, ends=page.ends)


def _header(page: FactsPage) -> list[str]:
    quantity = f"{page.metric.name} ({page.metric.get_unit_display()})"
    return [gettext("Day"), quantity, gettext("What"), gettext("Source"), gettext("Entered by")]


def _file(page: FactsPage, content: bytes, content_type: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    name = f"{page.metric.slug}-{page.starts}-{page.ends}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
