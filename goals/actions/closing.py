"""The end of a goal: met, missed or dropped, with what was learned; and going on after all."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.history import sign
from accounts.actions.refusals import Refused
from accounts.models import User
from goals.actions.open_goals import locked, locked_open
from goals.models import Goal
from goals.queries.figures import GoalFigures, figures_of
from scorecards.scoring.rounding import half_up

_END = ("outcome", "lesson", "closed_at", "closed_by", "final_actual", "final_progress")
_SAID = ("said_status", "said_because", "said_by")
# As many digits as the columns hold.
_MOST_ACTUAL = Decimal(10) ** 16
_MOST_PROGRESS = Decimal(10) ** 12


@transaction.atomic
def close_goal(
    *,
    goal: Goal,
    by: User | None,
    now: datetime,
    outcome: str,
    lesson: str = "",
    change_reason: str = "",
) -> Goal:
    """The goal keeps the actual and the progress it has now; nothing of it changes any more.

    `by` None: the timetable. Raises Refused when it is closed already.
    """
    goal = locked_open(goal)
    if outcome not in Goal.Outcome.values:
        raise Refused(_("Say whether it was met, missed or dropped."), "outcome")
    ended = figures_of([goal], now=now)[goal.pk]
    goal.outcome, goal.lesson = outcome, lesson.strip()
    goal.closed_at, goal.closed_by = now, by
    goal.final_actual, goal.final_progress = _final(ended)
    goal.said_status, goal.said_because, goal.said_by = "", "", None
    return _store(goal, by=by, reason=change_reason)


@transaction.atomic
def reopen_goal(*, goal: Goal, by: User, reason: str) -> Goal:
    """Go on with a closed goal; how it had ended and why it goes on stay in its history."""
    goal = locked(goal)
    if goal.is_open:
        raise Refused(_("This goal is open."))
    if not reason.strip():
        raise Refused(_("Say why it goes on."), "reason")
    goal.outcome, goal.lesson = "", ""
    goal.closed_at, goal.closed_by = None, None
    goal.final_actual, goal.final_progress = None, None
    return _store(goal, by=by, reason=reason.strip())


def _final(ended: GoalFigures) -> tuple[Decimal | None, Decimal | None]:
    actual, progress = ended.own_actual, ended.progress
    fits = actual is not None and abs(actual) < _MOST_ACTUAL
    is_share = progress is not None and abs(progress) < _MOST_PROGRESS
    return (
        half_up(actual, places=4) if actual is not None and fits else None,
        half_up(progress, places=8) if progress is not None and is_share else None,
    )


def _store(goal: Goal, *, by: User | None, reason: str) -> Goal:
    vars(goal).update(_change_reason=reason[:100] or None)
    sign(goal, by)
    goal.save(update_fields=[*_END, *_SAID])
    return goal
