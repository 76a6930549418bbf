"""What no goal may say: each refusal names its field and a reason (rules 32, 33)."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions.refusals import Refused
from goals.models import Goal
from goals.queries.goal_terms import LONGEST, GoalTerms
from scorecards.models import Metric

MOST = Decimal(10) ** 12
MOST_MILESTONES = 50
MOST_WEIGHT = 1_000_000
_VOLUMES = (Metric.Aggregation.SUM, Metric.Aggregation.COUNT)
_LONGEST = {
    Goal.Recurrence.WEEKLY: 7,
    Goal.Recurrence.MONTHLY: 31,
    Goal.Recurrence.QUARTERLY: 92,
}

Refusals = Iterator[tuple[str, str]]


def refuse_impossible(terms: GoalTerms, *, today: date) -> None:
    """Raises Refused with the first thing that cannot be."""
    for field, reason in refusals_of(terms, today=today):
        raise Refused(reason, field)


def refusals_of(terms: GoalTerms, *, today: date) -> Refusals:
    """(field, reason) of everything that cannot be, the weightiest first."""
    if terms.person and terms.team:
        yield "owner", _("A goal belongs to a person or to a team, not to both.")
    if terms.shape not in Goal.Shape.values:
        yield "shape", _("Choose what kind of goal this is.")
        return
    yield from _days(terms, today)
    yield from _OF_SHAPE[Goal.Shape(terms.shape)](terms)
    yield from _weight(terms)
    if not terms.statement.strip():
        yield "statement", _("Say in one sentence what shall be reached.")


def _weight(terms: GoalTerms) -> Refusals:
    if terms.weight < 0:
        yield "weight", _("A weight is not below zero.")
    elif terms.weight >= MOST_WEIGHT:
        yield "weight", _("A weight is below a million.")
    elif not keeps(terms.weight, places=3):
        yield "weight", _("A weight has at most three decimals.")


def _days(terms: GoalTerms, today: date) -> Refusals:
    starts, due = terms.starts_on, terms.due_on
    if starts is None:
        yield "starts_on", _("Say from when.")
    if due is None:
        yield "due_on", _("Say until when.")
    if starts is None or due is None:
        return
    if due < starts:
        yield "due_on", _("It is due before it starts.")
    if abs(starts - today) > LONGEST:
        yield "starts_on", _("It starts more than five years from today.")
    if due - starts > LONGEST:
        yield "due_on", _("A goal lasts five years at most: split it into steps.")
    longest = _LONGEST.get(Goal.Recurrence(terms.recurrence))
    if longest is not None and (due - starts).days >= longest:
        yield "recurrence", _("It lasts longer than the time after which it repeats.")


def _total(terms: GoalTerms) -> Refusals:
    yield from _amounts(terms)
    if terms.out_of:
        yield "out_of", _("A total is no share: choose “move a figure”.")
    if terms.metric and terms.metric.aggregation not in _VOLUMES:
        yield "metric", _("“%s” does not add up: choose “move a figure”.") % terms.metric.name
    if terms.start is not None and terms.target is not None and terms.target < terms.start:
        yield "target", _("A total only grows: choose “move a figure” for one that falls.")


def _level(terms: GoalTerms) -> Refusals:
    yield from _amounts(terms)
    metric = terms.metric
    if terms.out_of and metric is None:
        yield "metric", _("Say which part of the whole is meant.")
    if metric is None:
        return
    if not terms.out_of and metric.aggregation in _VOLUMES:
        yield (
            "out_of",
            _("“%s” grows day by day. Say out of what it is a share, or choose “reach a total”.")
            % metric.name,
        )
    if terms.out_of:
        yield from _share(terms, metric)


def _share(terms: GoalTerms, metric: Metric) -> Refusals:
    for part in (metric, *terms.out_of):
        if part.aggregation not in _VOLUMES:
            yield "out_of", _("“%s” does not add up: it is no part of a share.") % part.name
    if set(terms.out_of) == {metric}:
        yield "out_of", _("A figure out of itself is always 100%.")
    elif metric in terms.out_of:
        for field in ("start", "target"):
            share = getattr(terms, field)
            if share is not None and not 0 <= share <= 1:
                yield field, _("A part is between 0 and 100% of its whole.")


def _daily(terms: GoalTerms) -> Refusals:
    metric = terms.metric
    if metric is None:
        yield "metric", _("Say what is counted every day.")
    elif metric.aggregation not in _VOLUMES:
        yield "metric", _("“%s” does not add up day by day.") % metric.name
    if terms.target is None:
        yield "target", _("Say how many every working day.")
    elif terms.target <= 0:
        yield "target", _("Every working day needs more than zero.")
    else:
        yield from _amount("target", terms.target)


def _milestones(terms: GoalTerms) -> Refusals:
    if not any(name.strip() for name, _weight, _due in terms.milestones):
        yield "milestones", _("Name at least one milestone.")
    if len(terms.milestones) > MOST_MILESTONES:
        yield (
            "milestones",
            ngettext(
                "At most %d milestone; give the rest a goal of its own.",
                "At most %d milestones; give the rest a goal of its own.",
                MOST_MILESTONES,
            )
            % MOST_MILESTONES,
        )
    for name, weight, due in terms.milestones:
        if not name.strip():
            yield "milestones", _("Every milestone needs a name.")
        if weight <= 0:
            yield "milestones", _("“%s” needs a weight above zero.") % name
        if due is not None and not _within(terms, due):
            yield "milestones", _("“%s” is due outside of the goal’s time.") % name


def _within(terms: GoalTerms, day: date) -> bool:
    first, last = terms.starts_on or day, terms.due_on or day
    return first <= day <= last


def _outcome(terms: GoalTerms) -> Refusals:
    yield from ()


def _amounts(terms: GoalTerms) -> Refusals:
    """A figure needs a way to go, between amounts that can be."""
    if terms.start is None:
        yield "start", _("Say where it starts.")
    if terms.target is None:
        yield "target", _("Say what shall be reached.")
    if terms.start is not None and terms.start == terms.target:
        yield "target", _("Start and target are the same: there is no way to go.")
    for field in ("start", "target"):
        amount = getattr(terms, field)
        if amount is not None:
            yield from _amount(field, amount)


def _amount(field: str, amount: Decimal) -> Refusals:
    if amount.copy_abs() >= MOST:
        yield field, _("Nobody reaches such an amount.")
    elif not keeps(amount, places=4):
        yield field, _("At most four decimals can be kept.")


def keeps(amount: Decimal, *, places: int) -> bool:
    """Whether so many decimals say all of it; what is rounded away could leave nothing to reach."""
    return amount == round(amount, places)


_OF_SHAPE: dict[Goal.Shape, Callable[[GoalTerms], Refusals]] = {
    Goal.Shape.TOTAL: _total,
    Goal.Shape.LEVEL: _level,
    Goal.Shape.DAILY: _daily,
    Goal.Shape.MILESTONES: _milestones,
    Goal.Shape.OUTCOME: _outcome,
}
