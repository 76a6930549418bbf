"""The tree of teams."""

from copy import copy
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import team_ids_below, teams_steered_by
from accounts.actions.teams import create_team, edit_team, remove_team
from accounts.forms.teams import TeamForm
from accounts.models import Role, Team
from accounts.queries.teams import team_tree
from accounts.views.answers import accepted, done, form_page, setup_crumbs, tried
from accounts.views.days import organisation_day
from accounts.views.guards import setup_page
from accounts.views.requests import PersonRequest


@require_safe
@setup_page
def teams(request: PersonRequest) -> HttpResponse:
    tree = team_tree(request.user, today=organisation_day())
    return render(request, "accounts/teams.html", {"tree": tree, "crumbs": setup_crumbs()})


@setup_page
def team_new(request: PersonRequest) -> HttpResponse:
    """A team, for managers below one of theirs; `?parent=` chooses which."""
    steered = teams_steered_by(request.user)
    form = TeamForm(
        request.POST or None,
        initial={"parent": request.GET.get("parent")},
        above=steered,
        may_be_top=request.user.role == Role.ADMIN,
    )
    if accepted(request, form, lambda: create_team(details=form.details(), by=request.user)):
        words = _("The team “%s” was made.") % form.cleaned_data["name"]
        return done(request, words, "setup_teams")
    return _page(request, form, {})


@setup_page
def team(request: PersonRequest, team_id: int) -> HttpResponse:
    """Rename a team, move it, choose its managers and calendar."""
    found = get_object_or_404(teams_steered_by(request.user), pk=team_id)
    form = TeamForm(
        request.POST or None,
        instance=copy(found),
        above=_places_for(found, request),
        may_be_top=request.user.role == Role.ADMIN or found.parent_id is None,
    )
    today = organisation_day()
    if accepted(
        request,
        form,
        lambda: edit_team(team=found, details=form.details(), by=request.user, today=today),
    ):
        words = _("The team “%s” was saved.") % form.cleaned_data["name"]
        return done(request, words, "setup_teams")
    return _page(request, form, {"team": found})


@require_POST
@setup_page
def team_removal(request: PersonRequest, team_id: int) -> HttpResponse:
    found = get_object_or_404(teams_steered_by(request.user), pk=team_id)
    words = _("The team “%s” was removed.") % found.name
    return tried(request, lambda: remove_team(team=found, by=request.user), words, "setup_teams")


def _places_for(found: Team, request: PersonRequest) -> QuerySet[Team]:
    """Where the team may stand: below the user's teams, or where it stands; never below itself."""
    steered = teams_steered_by(request.user).exclude(pk__in=team_ids_below([found.pk]))
    return steered | Team.objects.filter(pk=found.parent_id or 0)


def _page(request: PersonRequest, form: TeamForm, context: dict[str, Any]) -> HttpResponse:
    crumbs = setup_crumbs((_("Teams"), "setup_teams"))
    return form_page(
        request, "accounts/team.html", {"form": form, "crumbs": crumbs, **context}, form
    )
