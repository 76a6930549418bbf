"""The teams a person manages, and the board of one of them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.access import may_see_teams, may_set_up, teams_visible_to
from accounts.exports import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from accounts.models import Organisation, Team
from accounts.views.requests import PersonRequest, number_in
from scorecards.queries.boards.board import Board, BoardChoice, board_of
from scorecards.queries.boards.export import sheet_of
from scorecards.queries.boards.overview import overview_of
from scorecards.queries.boards.rows import NEED
from scorecards.queries.closings.notes import closed_notes
from scorecards.queries.period_choices import period_choice
from scorecards.queries.terms import period_rules
from scorecards.views.periods import asked_period


@require_safe
@login_required
def overview(request: PersonRequest) -> HttpResponse:
    """Every team the person sees, as a tree; for htmx only the tree. The only one at once."""
    if not may_see_teams(request.user):
        raise Http404
    teams = teams_visible_to(request.user).values_list("pk", flat=True)[:2]
    if len(teams) == 1:
        return redirect("team", teams[0])
    organisation, now = Organisation.current(), timezone.now()
    rules = period_rules(organisation)
    period = asked_period(request, rules)
    found = overview_of(request.user, period=period, organisation=organisation, now=now)
    context = {
        "overview": found,
        "switch": period_choice(found.period, today=found.today, rules=rules),
        "organisation": organisation,
        "may_set_up": may_set_up(request.user),
    }
    template = "_overview" if request.htmx else "overview"
    return render(request, f"scorecards/team/{template}.html", context)


@require_safe
@login_required
def board(request: PersonRequest, team_id: int) -> HttpResponse:
    """The board of a team; for htmx only what changes with the scores."""
    organisation = Organisation.current()
    found = _board(request, team_id, organisation)
    rules = period_rules(organisation)
    context: dict[str, Any] = {
        "board": found,
        "switch": period_choice(found.period, today=found.today, rules=rules, people=found.people),
        "organisation": organisation,
        "may_set_up": may_set_up(request.user),
    }
    if found.day < found.today:
        context["notes"] = closed_notes(
            found.people, starts=found.period.starts, ends=found.day, reader=request.user
        )
    template = "_board" if request.htmx else "board"
    return render(request, f"scorecards/team/{template}.html", context)


@require_safe
@login_required
def board_csv(request: PersonRequest, team_id: int) -> HttpResponse:
    """What the board shows, as CSV."""
    found = _board(request, team_id, Organisation.current())
    sheet = sheet_of(found)
    return _download(csv_bytes(sheet.header, sheet.rows), CSV_TYPE, found, "csv")


@require_safe
@login_required
def board_xlsx(request: PersonRequest, team_id: int) -> HttpResponse:
    """What the board shows, as a workbook."""
    found = _board(request, team_id, Organisation.current())
    sheet = sheet_of(found)
    content = xlsx_bytes(found.team.name, sheet.header, sheet.rows)
    return _download(content, XLSX_TYPE, found, "xlsx")


def _board(request: PersonRequest, team_id: int, organisation: Organisation) -> Board:
    team: Team = get_object_or_404(teams_visible_to(request.user), pk=team_id)
    choice = BoardChoice(
        period=asked_period(request, period_rules(organisation)),
        sort=request.GET.get("sort") or NEED,
        job_role=number_in(request.GET.get("job_role", "")),
    )
    return board_of(
        team, viewer=request.user, choice=choice, organisation=organisation, now=timezone.now()
    )


def _download(content: bytes, content_type: str, found: Board, ending: str) -> HttpResponse:
    name = f"{slugify(found.team.name) or 'team'}-{found.period.key}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
