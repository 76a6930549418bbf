"""Who changed what about a goal, and when: read from its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from goals.models import Goal, Milestone

_LEFT_OUT = {"id", "made_at", "made_by", "former"}
_NAMES = ("history_user", "person", "team", "metric", "parent", "plan", "serves_quota")


@dataclass(frozen=True)
class FieldChange:
    """`name` is the field's own word; None is nothing. Amounts stay as they are stored."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class GoalChange:
    """`what` is "made" for the first row, "changed" for others; `by` None is the machine."""

    at: datetime
    by: str | None
    what: str
    fields: tuple[FieldChange, ...]


def goal_changes(goal: Goal) -> list[GoalChange]:
    """Newest first; what changed nothing that can be read is left out. Three queries."""
    rows = list(
        goal.history.select_related(*_NAMES, "said_by", "closed_by")
        .prefetch_related("historicalgoal_out_of_set__metric")
        .order_by("history_date", "history_id")
    )
    found = [_made(row) for row in rows[:1]]
    for before, after in pairwise(rows):
        if fields := tuple(_fields(before, after)):
            found.append(GoalChange(after.history_date, _by(after), "changed", fields))
    found += _of_milestones(goal)
    return sorted(_together(found), key=lambda change: change.at, reverse=True)


def _made(row: Any) -> GoalChange:
    return GoalChange(row.history_date, _by(row), "made", ())


def _by(row: Any) -> str | None:
    return row.history_user.name if row.history_user else None


def _fields(before: Any, after: Any) -> Iterable[FieldChange]:
    for field in Goal._meta.concrete_fields:
        if field.name in _LEFT_OUT or getattr(before, field.attname) == getattr(
            after, field.attname
        ):
            continue
        yield FieldChange(
            str(field.verbose_name), _read(before, field.name), _read(after, field.name)
        )
    whole = [
        sorted(each.metric.name for each in row.historicalgoal_out_of_set.all())
        for row in (before, after)
    ]
    if whole[0] != whole[1]:
        name = str(Goal._meta.get_field("out_of").verbose_name)
        yield FieldChange(name, ", ".join(whole[0]), ", ".join(whole[1]))


def _read(row: Any, name: str) -> Any:
    """The value as people read it: words of a choice, names of rows."""
    words = getattr(row, f"get_{name}_display", None)
    return words() if words else getattr(row, name)


def _of_milestones(goal: Goal) -> Iterable[GoalChange]:
    """Milestones that came, went or were renamed after the goal was made."""
    rows = Milestone.history.filter(goal_id=goal.pk).select_related("history_user")
    known: dict[int, str] = {}
    for row in rows.order_by("history_date", "history_id"):
        before = known.get(row.id)
        after = None if row.history_type == "-" else row.name
        known[row.id] = row.name
        if before != after:
            change = FieldChange(str(Milestone._meta.verbose_name), before, after)
            yield GoalChange(row.history_date, _by(row), "changed", (change,))


def _together(changes: Iterable[GoalChange]) -> list[GoalChange]:
    """What one person did in one second is one change."""
    found: dict[tuple[int, str | None], GoalChange] = {}
    for change in sorted(changes, key=lambda each: each.at):
        key = (int(change.at.timestamp()), change.by)
        known = found.get(key)
        if known is None:
            found[key] = change
        else:
            fields = known.fields + change.fields
            found[key] = GoalChange(known.at, known.by, known.what, fields)
    made = [change for change in found.values() if change.what == "made"]
    for change in made:  # with a goal everything that it is made of comes into being
        found[int(change.at.timestamp()), change.by] = GoalChange(change.at, change.by, "made", ())
    return list(found.values())
