"""Goals that repeat: the timetable ends a turn whose due day is over and begins the next."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.actions.refusals import Refused
from accounts.models import Organisation
from goals.actions.closing import close_goal
from goals.actions.goals import make_goal
from goals.actions.open_goals import locked
from goals.models import Goal
from goals.queries.figures import figures_of
from goals.queries.goal_terms import GoalTerms, WrittenMilestone, terms_of
from goals.queries.owners import owner_day
from goals.rhythm import next_span

log = logging.getLogger(__name__)

_A_DAY = timedelta(days=1)
# An installation that was off for a year catches up by itself and comes to an end.
_MOST_TURNS = 100


def turn_over(*, now: datetime) -> int:
    """Begin the next turn of every repeating goal whose due day is over; says how many began.

    By the owner's own day. A turn that is still open is closed as met or missed by its
    progress. Running it again changes nothing: a goal has one successor.
    """
    begun = 0
    for _turn in range(_MOST_TURNS):
        waiting = list(_over(now))
        turned = sum(_turn_one(goal, now=now) for goal in waiting)
        begun += turned
        if not turned:
            break
    return begun


def _over(now: datetime) -> QuerySet[Goal]:
    """Goals whose due day may be over somewhere on earth and that have no successor."""
    tomorrow = Organisation.current().day_of(now) + _A_DAY
    successors = Goal.objects.filter(former=OuterRef("pk"))
    return (
        Goal.objects.exclude(recurrence=Goal.Recurrence.NEVER)
        .exclude(outcome=Goal.Outcome.DROPPED)
        .filter(~Exists(successors), due_on__lt=tomorrow)
        .order_by("pk")
    )


@transaction.atomic
def _turn_one(goal: Goal, *, now: datetime) -> bool:
    goal = locked(goal)
    if not _is_over(goal, now=now):
        return False
    if goal.is_open:
        _end(goal, now=now)
    if goal.person and not goal.person.is_employed_on(goal.due_on + _A_DAY):
        return False
    try:
        with transaction.atomic():
            _begin_next(goal, now=now)
    except Refused as refused:
        log.warning("A goal cannot repeat", extra={"goal": goal.pk, "reason": refused.message})
        return False
    return True


def _is_over(goal: Goal, *, now: datetime) -> bool:
    """Asked again behind the lock: another worker may have been quicker."""
    drops = goal.outcome == Goal.Outcome.DROPPED
    over = owner_day(goal, now=now) > goal.due_on
    return over and not drops and not goal.successors.exists()


def _end(goal: Goal, *, now: datetime) -> None:
    reached = figures_of([goal], now=now)[goal.pk].progress
    met = reached is not None and reached >= 1
    close_goal(
        goal=goal,
        by=None,
        now=now,
        outcome=Goal.Outcome.MET if met else Goal.Outcome.MISSED,
        change_reason=_("Its due day was over."),
    )


def _begin_next(goal: Goal, *, now: datetime) -> Goal:
    starts, due = next_span(
        recurrence=goal.recurrence, starts_on=goal.starts_on, due_on=goal.due_on
    )
    terms = terms_of(goal)
    fields = {name: getattr(terms, name) for name in GoalTerms.__dataclass_fields__}
    fields |= {"starts_on": starts, "due_on": due, "former": goal}
    fields["milestones"] = _moved(terms.milestones, by=starts - goal.starts_on, due=due)
    return make_goal(by=goal.made_by, now=now, **fields)


def _moved(
    milestones: Sequence[WrittenMilestone], *, by: timedelta, due: date
) -> list[WrittenMilestone]:
    return [
        (name, weight, None if day is None else min(day + by, due))
        for name, weight, day in milestones
    ]
