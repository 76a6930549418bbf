"""Which goals a goal may be part of: those of its owner and of whoever stands above."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Membership, Team, User
from goals.access import goals_visible_to
from goals.models import Goal


def parents_for(
    user: User | None, *, person: User | None, team: Team | None, today: date
) -> QuerySet[Goal]:
    """Open goals that this user sees and whose owner is the same or stands above.

    Above a person stand the teams they are in or manage, every team over these and the managers
    of all of them; above a team the teams over it; above everybody the company. Without a user
    nothing is hidden.
    """
    seen = goals_visible_to(user, today=today) if user else Goal.objects.all()
    above = Q(person__isnull=True, team__isnull=True)
    if person or team:
        teams = _teams_over(_own_teams(person, team, today))
        above |= Q(team__in=teams)
    if person:
        above |= Q(person=person)
        above |= Q(person__in=User.objects.filter(managed_teams__in=teams).values("pk"))
    return seen.filter(above, closed_at__isnull=True)


def would_circle(goal: Goal | None, parent: Goal) -> bool:
    """Whether the goal stands somewhere above this parent, or is it."""
    if goal is None or goal.pk is None:
        return False
    above = dict(Goal.objects.values_list("pk", "parent_id"))
    step: int | None = parent.pk
    seen: set[int] = set()
    while step is not None and step not in seen:
        if step == goal.pk:
            return True
        seen.add(step)
        step = above.get(step)
    return False


def _own_teams(person: User | None, team: Team | None, today: date) -> list[int]:
    if team:
        return [team.pk]
    stays = Membership.objects.on(today).filter(user=person).values_list("team_id", flat=True)
    managed = Team.objects.without_tree_fields().filter(managers=person)
    return [*stays, *managed.values_list("pk", flat=True)]


def _teams_over(teams: Sequence[int]) -> set[int]:
    """These teams and every team above them."""
    parents = dict(Team.objects.without_tree_fields().values_list("pk", "parent_id"))
    found: set[int] = set()
    for team in teams:
        step: int | None = team
        while step is not None and step not in found:
            found.add(step)
            step = parents.get(step)
    return found
