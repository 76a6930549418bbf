"""Will we make the number? Attainment of the company, a team, a rep; as pages and as files."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.access import may_see_teams, may_set_up, teams_visible_to
from accounts.exports import CSV_TYPE, XLSX_TYPE, Cell, csv_bytes, xlsx_bytes
from accounts.models import Organisation, Role, User
from accounts.views.requests import PersonRequest
from scorecards.periods import BadPeriodKey, PeriodKind, period_containing
from scorecards.queries.attainment.choices import span_switch
from scorecards.queries.attainment.export import Sheet, sheet_of, sheet_of_rep, sheet_of_trend
from scorecards.queries.attainment.lines import BEHIND, SORTS
from scorecards.queries.attainment.page import AttainmentPage, attainment_page
from scorecards.queries.attainment.rep import RepAttainment, rep_attainment
from scorecards.queries.attainment.scope import AttainmentChoice, owed_metrics
from scorecards.queries.attainment.trend import AttainmentTrend, attainment_trend
from scorecards.queries.terms import period_rules
from scorecards.scoring.spans import Span, span_from_key, span_of
from scorecards.views.people import visible_rep

_FILES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}
_Found = TypeVar("_Found")


@require_safe
@login_required
def attainment(request: PersonRequest, team_id: int | None = None) -> HttpResponse:
    """Of all that one sees, or of one team; a rep's own. For htmx only what changes."""
    if request.user.role == Role.REP and team_id is None:
        return _rep(request, request.user)
    found = _page(request, team_id)
    if found is None:
        return _nothing_owed(request)
    context = _frame(found.choice, Organisation.current(), found.today)
    template = "_figures" if request.htmx else "page"
    return render(request, f"scorecards/attainment/{template}.html", {**context, "page": found})


@require_safe
@login_required
def attainment_file(
    request: PersonRequest, table: str, ending: str, team_id: int | None = None
) -> HttpResponse:
    """One table of the page: teams, people, reps (all of those below), trend."""
    found = _trend(request, team_id) if table == "trend" else _page(request, team_id)
    if found is None:
        raise Http404
    if isinstance(found, AttainmentTrend):
        sheet: Sheet | None = sheet_of_trend(found.trend)
    else:
        sheet = sheet_of(found, table)
    if sheet is None:
        raise Http404
    name = found.group.team.name if found.group.team else Organisation.current().name
    return _file(sheet, f"{name} {table} {found.choice.span.key}", ending)


@require_safe
@login_required
def attainment_past(request: PersonRequest, team_id: int | None = None) -> HttpResponse:
    """The last periods of the same group; the page before fetches them once it stands."""
    found = _trend(request, team_id)
    if found is None:
        return _nothing_owed(request)
    context = _frame(found.choice, Organisation.current(), found.today)
    template = "_past" if request.htmx else "past"
    return render(request, f"scorecards/attainment/{template}.html", {**context, "page": found})


@require_safe
@login_required
def rep(request: PersonRequest, rep_id: int) -> HttpResponse:
    """A rep's own attainment with every month and what it owes."""
    return _rep(request, visible_rep(request.user, rep_id))


@require_safe
@login_required
def rep_file(request: PersonRequest, rep_id: int, table: str, ending: str) -> HttpResponse:
    found = _of_rep(request, visible_rep(request.user, rep_id))
    sheet = sheet_of_rep(found, table) if found else None
    if found is None or sheet is None:
        raise Http404
    return _file(sheet, f"{found.rep.name} {table} {found.choice.span.key}", ending)


def _page(request: PersonRequest, team_id: int | None) -> AttainmentPage | None:
    return _of_group(request, team_id, attainment_page)


def _trend(request: PersonRequest, team_id: int | None) -> AttainmentTrend | None:
    return _of_group(request, team_id, attainment_trend)


def _of_group(
    request: PersonRequest, team_id: int | None, query: Callable[..., _Found]
) -> _Found | None:
    """None as long as nobody owes anything at all."""
    if not may_see_teams(request.user):
        raise Http404
    team = None
    if team_id is not None:
        team = get_object_or_404(teams_visible_to(request.user), pk=team_id)
    organisation = Organisation.current()
    choice = asked_choice(request, organisation)
    if choice is None:
        return None
    return query(request.user, team, choice, organisation=organisation, now=timezone.now())


def _rep(request: PersonRequest, rep: User) -> HttpResponse:
    found = _of_rep(request, rep)
    if found is None:
        return _nothing_owed(request)
    context = _frame(found.choice, Organisation.current(), found.today)
    template = "_rep_figures" if request.htmx else "rep"
    return render(request, f"scorecards/attainment/{template}.html", {**context, "page": found})


def _of_rep(request: PersonRequest, rep: User) -> RepAttainment | None:
    organisation = Organisation.current()
    choice = asked_choice(request, organisation)
    if choice is None:
        return None
    return rep_attainment(rep, choice, organisation=organisation, now=timezone.now())


def asked_choice(request: PersonRequest, organisation: Organisation) -> AttainmentChoice | None:
    """What the address asks for; this month's money without it. None: nothing is owed."""
    metrics = owed_metrics()
    if not metrics:
        return None
    asked = request.GET.get("metric")
    metric = next((each for each in metrics if each.metric.slug == asked), metrics[0])
    sort = request.GET.get("sort", BEHIND)
    return AttainmentChoice(
        span=_asked_span(request, organisation),
        metric=metric,
        sort=sort if sort in SORTS else BEHIND,
        metrics=tuple(metrics),
    )


def _asked_span(request: PersonRequest, organisation: Organisation) -> Span:
    today, rules = organisation.day_of(timezone.now()), period_rules(organisation)
    if key := request.GET.get("period"):
        try:
            return span_from_key(key, today=today, rules=rules)
        except BadPeriodKey as error:
            messages.warning(request, str(error))
    return span_of(period_containing(day=today, kind=PeriodKind.MONTH, rules=rules))


def _frame(choice: AttainmentChoice, organisation: Organisation, today: date) -> dict[str, Any]:
    switch = span_switch(choice.span, today=today, rules=period_rules(organisation))
    return {
        "organisation": organisation,
        "switch": switch,
        "choice": choice,
        "metric": choice.metric.metric,
        "unit": choice.metric.metric.unit,
    }


def _nothing_owed(request: PersonRequest) -> HttpResponse:
    context = {"may_set_up": may_set_up(request.user)}
    return render(request, "scorecards/attainment/empty.html", context)


def _file(sheet: Sheet, name: str, ending: str) -> HttpResponse:
    rows: list[list[Cell]] = sheet.rows
    if ending == "csv":
        content = csv_bytes(sheet.header, rows)
    elif ending == "xlsx":
        content = xlsx_bytes(name, sheet.header, rows)
    else:
        raise Http404
    file = f'attachment; filename="{slugify(name) or "attainment"}.{ending}"'
    headers = {"Content-Disposition": file}
    return HttpResponse(content, content_type=_FILES[ending], headers=headers)
