"""The tree of teams: make, rename, move, give managers and a calendar."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.access import team_ids_below
from accounts.actions.calendars import marking_moved_days
from accounts.actions.history import sign
from accounts.actions.marks import mark_stale
from accounts.actions.refusals import Refused
from accounts.models import Calendar, Membership, Team, User


@dataclass(frozen=True)
class TeamDetails:
    """`calendar` None: that of the team above."""

    name: str
    parent: Team | None = None
    calendar: Calendar | None = None
    managers: Collection[User] = ()
    external_id: str | None = None


@transaction.atomic
def create_team(*, details: TeamDetails, by: User | None) -> Team:
    """Raises Refused when there is a team of that name at that place."""
    team = Team()
    _refuse_the_same_name(team, details)
    return _stored(team, details, by=by)


@transaction.atomic
def edit_team(*, team: Team, details: TeamDetails, by: User | None, today: date) -> Team:
    """Change a team. Raises Refused for a circle and for a name that is taken there.

    Another place in the tree can mean another scorecard. The tree has no dates: everybody who
    ever was in the team or below it is scored anew.
    """
    team = _tree_locked()[team.pk]
    inside = team_ids_below([team.pk])
    if details.parent and details.parent.pk in inside:
        raise Refused(_("A team cannot stand below itself."), "parent")
    _refuse_the_same_name(team, details)
    moved = team.parent_id != (details.parent.pk if details.parent else None)
    with marking_moved_days(today=today):
        _stored(team, details, by=by)
    if moved:
        members = Membership.objects.filter(team_id__in=inside).values_list("user_id", flat=True)
        mark_stale(reps=members, from_day=date.min, to_day=None)
    return team


@transaction.atomic
def remove_team(*, team: Team, by: User | None) -> None:
    """Remove a team that never had anybody in it. Raises Refused for any other."""
    if team.children.exists():
        raise Refused(_("“%s” has teams below it; move or remove those first.") % team.name)
    if team.memberships.exists():
        raise Refused(_("“%s” has or had people in it, and they keep their history.") % team.name)
    sign(team, by)
    try:
        team.delete()
    except ProtectedError:
        words = _("“%s” keeps a scorecard, quotas, goals or a plan, and stays with them.")
        raise Refused(words % team.name) from None


def _tree_locked() -> dict[int, Team]:
    """Every team by id. Two moves at a time could make a circle that neither sees."""
    teams = Team.objects.without_tree_fields().order_by("pk").select_for_update(of=("self",))
    return {team.pk: team for team in teams}


def _refuse_the_same_name(team: Team, details: TeamDetails) -> None:
    beside = Team.objects.without_tree_fields().filter(parent=details.parent)
    if beside.filter(name=details.name).exclude(pk=team.pk).exists():
        raise Refused(_("There is a team of this name at this place already."), "name")


def _stored(team: Team, details: TeamDetails, *, by: User | None) -> Team:
    team.name, team.parent = details.name, details.parent
    team.calendar, team.external_id = details.calendar, details.external_id
    sign(team, by)
    team.save()
    team.managers.set(details.managers)
    return team
