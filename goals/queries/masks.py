"""What a goal refers to without its reader being allowed to know it: said to be there, unnamed."""

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from goals.access import goals_visible_to, plans_visible_to
from goals.models import Goal, Plan
from goals.queries.goal_changes import FieldChange, GoalChange, goal_changes


class Mask:
    """What this user may read of other goals and plans."""

    def __init__(self, user: User, *, today: date) -> None:
        self._goals = goals_visible_to(user, today=today)
        self._plans = plans_visible_to(user)

    def goal(self, goal: Goal) -> Goal:
        """The goal with a parent and a plan whose names the user may read."""
        shown = copy(goal)
        shown.parent = self.value(goal.parent)
        shown.plan = self.value(goal.plan)
        return shown

    def value(self, value: Any) -> Any:
        """A goal or plan out of sight as a nameless copy; everything else as it is."""
        if isinstance(value, Goal) and not self._goals.filter(pk=value.pk).exists():
            value = copy(value)
            value.statement = _("a goal that is not shown to you")
        if isinstance(value, Plan) and not self._plans.filter(pk=value.pk).exists():
            value = copy(value)
            value.name = _("a plan that is not shown to you")
        return value


def masked_changes(goal: Goal, mask: Mask) -> Iterable[GoalChange]:
    """The history of a goal, without names that its reader may not know."""
    for change in goal_changes(goal):
        fields = tuple(
            FieldChange(each.name, mask.value(each.before), mask.value(each.after))
            for each in change.fields
        )
        yield replace(change, fields=fields)
