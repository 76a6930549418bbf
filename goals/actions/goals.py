"""Make and edit goals: refused when they cannot be, kept with their history."""

from collections.abc import Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.history import sign
from accounts.actions.refusals import Refused
from accounts.models import Organisation, User
from goals.actions.goal_rules import refuse_impossible
from goals.models import Goal, Milestone
from goals.queries.goal_terms import HAS_FIGURE, GoalTerms, WrittenMilestone
from goals.queries.parents import parents_for, would_circle
from goals.queries.smart_check import smart_check

_ZERO = Decimal(0)
_ELSEWHERE = {"out_of", "milestones"}
_COLUMNS = tuple(field.name for field in fields_of(GoalTerms) if field.name not in _ELSEWHERE)


@transaction.atomic
def make_goal(*, by: User | None, now: datetime, strict: bool = False, **fields: Any) -> Goal:
    """Store a new goal; `fields` are those of `GoalTerms`. Fields its shape has no use for are
    left out, a total starts at 0 unless told otherwise.

    Raises Refused for what cannot be: see `goal_rules`, and a parent that `by` does not see or
    that does not stand above the owner. `strict`: also for weak letters without `weak_because`.
    """
    terms = fitting(GoalTerms(**fields))
    _refuse(None, terms, by=by, now=now, strict=strict)
    return _store(Goal(made_by=by), terms, by=by)


@transaction.atomic
def edit_goal(*, goal: Goal, by: User, now: datetime, strict: bool = False, **fields: Any) -> Goal:
    """Let an open goal say something else; fields that are not given stay as they are.

    Milestones keep the day they were done on, by their name or else by their order. Raises
    Refused like `make_goal`, and for a goal that is closed.
    """
    locked = Goal.objects.select_for_update(no_key=True).get(pk=goal.pk)
    if not locked.is_open:
        raise Refused(_("This goal is closed: its history stays as it was."))
    terms = fitting(GoalTerms(**{**_stored(locked), **fields}))
    _refuse(locked, terms, by=by, now=now, strict=strict)
    return _store(locked, terms, by=by)


def fitting(terms: GoalTerms) -> GoalTerms:
    """The terms without what the shape has no use for."""
    statement = terms.statement.strip()
    terms = replace(terms, statement=statement, out_of=tuple(dict.fromkeys(terms.out_of)))
    terms = replace(terms, milestones=tuple(terms.milestones))
    if terms.shape != Goal.Shape.MILESTONES:
        terms = replace(terms, milestones=())
    if terms.shape not in HAS_FIGURE:
        return replace(terms, metric=None, out_of=(), start=None, target=None, unit="")
    if terms.metric:
        terms = replace(terms, unit="")
    if terms.shape == Goal.Shape.DAILY:
        return replace(terms, start=None, out_of=())
    if terms.shape == Goal.Shape.TOTAL and terms.start is None:
        return replace(terms, start=_ZERO)
    return terms


def refuse_circle(goal: Goal | None, parent: Goal) -> None:
    """Raises Refused when the goal would stand above itself.

    One at a time: of two who hang goals below each other the later one is told.
    """
    if goal and goal.pk and goal.parent_id != parent.pk:
        Organisation.objects.select_for_update(no_key=True).get(pk=Organisation.current().pk)
    if would_circle(goal, parent):
        raise Refused(_("The goal above would be part of this one: a circle."), "parent")


def _refuse(
    goal: Goal | None, terms: GoalTerms, *, by: User | None, now: datetime, strict: bool
) -> None:
    refuse_impossible(terms, today=Organisation.current().day_of(now))
    _refuse_parent(goal, terms, by=by, now=now)
    if not strict or terms.weak_because.strip():
        return
    if weak := smart_check(terms, now=now).weak_names:
        raise Refused(
            _("Weak: %s. Mend it, or say why it is saved all the same.") % ", ".join(weak),
            "weak_because",
        )


def _refuse_parent(goal: Goal | None, terms: GoalTerms, *, by: User | None, now: datetime) -> None:
    """A parent that is there already, or that a former goal had, is taken as it is."""
    parent, before = terms.parent, goal or terms.former
    if parent is None:
        return
    refuse_circle(goal, parent)
    owner = (terms.person, terms.team)
    if before and before.parent_id == parent.pk and (before.person, before.team) == owner:
        return
    today = Organisation.current().day_of(now)
    allowed = parents_for(by, person=terms.person, team=terms.team, today=today)
    if not allowed.filter(pk=parent.pk).exists():
        raise Refused(_("Choose an open goal of the same owner or of one above."), "parent")


def _store(goal: Goal, terms: GoalTerms, *, by: User | None) -> Goal:
    for name in _COLUMNS:
        setattr(goal, name, getattr(terms, name))
    sign(goal, by)
    goal.save()
    if goal.pk and set(goal.out_of.all()) != set(terms.out_of):
        goal.out_of.set(terms.out_of)
    _store_milestones(goal, terms.milestones, by=by)
    return goal


def _stored(goal: Goal) -> dict[str, Any]:
    steps = tuple((step.name, step.weight, step.due_on) for step in goal.milestones.all())
    columns = {name: getattr(goal, name) for name in _COLUMNS}
    return {**columns, "out_of": tuple(goal.out_of.all()), "milestones": steps}


def _store_milestones(goal: Goal, written: Sequence[WrittenMilestone], *, by: User | None) -> None:
    known = list(goal.milestones.all())
    for position, (step, (name, weight, due_on)) in enumerate(_matched(goal, known, written)):
        changed = {"name": name.strip(), "position": position, "weight": weight, "due_on": due_on}
        if step.pk and all(getattr(step, field) == value for field, value in changed.items()):
            continue
        for field, value in changed.items():
            setattr(step, field, value)
        sign(step, by)
        step.save()
    for step in known:
        sign(step, by)
        step.delete()


def _matched(
    goal: Goal, known: list[Milestone], written: Sequence[WrittenMilestone]
) -> list[tuple[Milestone, WrittenMilestone]]:
    """Each with the stored one of its name, or else the next that is left, or a new one.

    What is left in `known` afterwards is written no more.
    """
    named = {}
    for each in written:
        found = next((step for step in known if step.name == each[0].strip()), None)
        if found and each not in named:
            named[each] = found
            known.remove(found)
    pairs = []
    for each in written:
        step = named.pop(each, None) or (known.pop(0) if known else Milestone(goal=goal))
        pairs.append((step, each))
    return pairs
