"""What is said about a goal on its way: check-ins, a status of one's own, milestones done."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.history import sign
from accounts.actions.refusals import Refused
from accounts.models import User
from goals.actions.goal_rules import MOST, keeps
from goals.actions.open_goals import locked_open
from goals.models import CheckIn, Goal, Milestone
from goals.queries.owners import owner_day


@transaction.atomic
def check_in(
    *,
    goal: Goal,
    by: User,
    now: datetime,
    confidence: int,
    value: Decimal | None = None,
    note: str = "",
    blockers: str = "",
    status: str = "",
    because: str = "",
) -> CheckIn:
    """Say where the goal is. The status somebody said before ends here (rule 34); a new one
    needs a reason. `value` counts where nothing else reports the figure, and 1 or 0 for a goal
    of yes or no. Raises Refused for a closed goal, before it starts and a status without reason.
    """
    goal = locked_open(goal)
    today = owner_day(goal, now=now)
    if today < goal.starts_on:
        raise Refused(_("This goal has not started yet."))
    _refuse_value(goal, value)
    said = CheckIn(
        goal=goal,
        by=by,
        day=today,
        value=value if is_typed(goal) else None,
        confidence=confidence,
        note=note.strip(),
        blockers=blockers.strip(),
    )
    sign(said, by)
    said.save(force_insert=True)
    if status or goal.said_status:
        _store_status(goal, by=by, status=status, because=because)
    return said


@transaction.atomic
def say_status(*, goal: Goal, by: User, status: str, because: str) -> None:
    """A status that stands for that of pace until the next check-in; "" takes it back."""
    _store_status(locked_open(goal), by=by, status=status, because=because)


@transaction.atomic
def tick_milestone(*, milestone: Milestone, by: User, now: datetime, done_on: date | None) -> None:
    """The milestone was done on a day; None: it is not done after all."""
    goal = locked_open(milestone.goal)
    if done_on is not None and done_on > owner_day(goal, now=now):
        raise Refused(_("A milestone is done today or on a day before."), "done_on")
    milestone.done_on = done_on
    sign(milestone, by)
    milestone.save(update_fields=["done_on"])


def is_typed(goal: Goal) -> bool:
    """Whether check-ins report the goal's figure."""
    if goal.shape == Goal.Shape.OUTCOME:
        return True
    return goal.metric_id is None and goal.shape != Goal.Shape.MILESTONES


def _refuse_value(goal: Goal, value: Decimal | None) -> None:
    if value is not None and Decimal(value).copy_abs() >= MOST:
        raise Refused(_("Nobody reaches such an amount."), "value")
    if value is not None and not keeps(Decimal(value), places=4):
        raise Refused(_("At most four decimals can be kept."), "value")
    if goal.driver == Goal.Driver.OWN and is_typed(goal) and value is None:
        raise Refused(_("Say where it is now: nothing else reports it."), "value")


def _store_status(goal: Goal, *, by: User, status: str, because: str) -> None:
    because = because.strip()
    if status and not because:
        raise Refused(_("Say why: the status by pace is another one."), "because")
    goal.said_status = status
    goal.said_because = because if status else ""
    goal.said_by = by if status else None
    sign(goal, by)
    goal.save(update_fields=["said_status", "said_because", "said_by"])
