"""The cascade: the company's goals, the teams' below them, the people's below those (rule 33)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.urls import reverse

from accounts.charts.tree import TreeNode
from accounts.models import Organisation, User
from goals.access import goals_visible_to
from goals.models import Goal
from goals.queries.figures import GoalFigures, figures_of
from goals.queries.owners import owner_name


def goal_tree(user: User, *, now: datetime) -> list[TreeNode]:
    """Open goals that this user sees, each below the goal it is part of.

    Whose parent is closed or out of sight stands at the top. Circles are cut where they are met
    again. A constant number of queries.
    """
    today = Organisation.current().day_of(now)
    seen = goals_visible_to(user, today=today).filter(closed_at__isnull=True)
    goals = list(seen.select_related("person", "team"))
    figures = figures_of(goals, now=now, with_paths=False)
    known = {goal.pk for goal in goals}
    below: dict[int | None, list[Goal]] = defaultdict(list)
    for goal in sorted(goals, key=_from_the_top):
        below[goal.parent_id if goal.parent_id in known else None].append(goal)
    return list(_nodes(below[None], below, figures, depth=0))


def _from_the_top(goal: Goal) -> tuple[int, object, int]:
    """The company's before teams' before people's, earlier due ones first."""
    level = 2 if goal.person_id else 1 if goal.team_id else 0
    return level, goal.due_on, goal.pk


def _nodes(
    goals: Sequence[Goal],
    below: Mapping[int | None, Sequence[Goal]],
    figures: Mapping[int, GoalFigures],
    *,
    depth: int,
) -> Iterator[TreeNode]:
    for goal in goals:
        found = figures[goal.pk]
        yield TreeNode(
            name=goal.statement,
            depth=depth,
            progress=found.progress,
            status=found.status,
            url=reverse("goal", args=[goal.pk]),
            note=owner_name(goal),
        )
        yield from _nodes(below.get(goal.pk, ()), below, figures, depth=depth + 1)
