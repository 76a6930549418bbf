"""Each goal's own figure day by day, with the working days of its owner (rules 14, 16, 32)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

from accounts.calendars import share_gone
from goals.courses import (
    Counted,
    Course,
    level_course,
    milestones_course,
    reported_course,
    share_course,
    total_course,
)
from goals.models import Goal
from goals.progress import path_value, progress
from goals.queries.sources import Sources
from goals.queries.tallies import owner_of
from goals.streaks import DayMet, day_met
from scorecards.models import Metric
from scorecards.scoring.elapsed import days_done
from scorecards.scoring.lines import value_of
from scorecards.scoring.records import ONE, ZERO, Aggregation

SHARE = "share"
DAYS = "days"
_ALWAYS = (date.min, date.max)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class OwnCourse:
    """A goal's own figure from `start` to `target` in `unit`.

    `presence` is the owner's part of each day from the goal's first to its last; `today` and
    `gone_today` are the owner's clock, which stops when the goal is closed. `days` are those
    of a daily goal.
    """

    goal: Goal
    unit: str
    start: Decimal
    target: Decimal
    course: Course
    presence: tuple[Decimal, ...]
    today: date
    gone_today: Decimal
    days: tuple[DayMet, ...] = ()

    @cached_property
    def working_days(self) -> Decimal:
        return (
            Decimal(self._asked_until(self.goal.due_on)) if self.days else sum(self.presence, ZERO)
        )

    def is_closed_by(self, day: date) -> bool:
        return not self.goal.is_open and day >= self.today

    def actual_on(self, day: date) -> Decimal | None:
        return self.course.on(min(day, self.today))

    def progress_on(self, day: date) -> Decimal | None:
        if self.start == self.target:  # a daily goal without a single working day
            return None
        return progress(start=self.start, target=self.target, actual=self.actual_on(day))

    def elapsed_on(self, day: date) -> Decimal:
        """The share of the working days that is over at the end of a day."""
        return self.done_on(day) / self.working_days if self.working_days else ZERO

    def done_on(self, day: date) -> Decimal:
        """The working days that are over at the end of a day; today by the clock.

        Days of a daily goal are over or not: today is as soon as it counts.
        """
        if self.days:
            return Decimal(self._over_by(day))
        is_now = day == self.today
        done = days_done(
            self.presence,
            starts=self.goal.starts_on,
            today=day if is_now else day + _A_DAY,
            gone_today=self.gone_today if is_now else ZERO,
        )
        return sum(done, ZERO)

    def expected_on(self, day: date) -> Decimal | None:
        """The straight path; there is none to a yes or no."""
        if self.goal.shape == Goal.Shape.OUTCOME:
            return None
        return path_value(start=self.start, target=self.target, elapsed=self.elapsed_on(day))

    def _over_by(self, day: date) -> int:
        running = sum(
            each.day == self.today <= day and each.needed is not None and each.met is None
            for each in self.days
        )
        return self._asked_until(day) - running

    def _asked_until(self, day: date) -> int:
        return sum(each.needed is not None and each.day <= day for each in self.days)


def own_courses(sources: Sources, *, now: datetime) -> dict[int, OwnCourse]:
    """By goal id; no queries."""
    return {pk: _own_course(goal, sources, now) for pk, goal in sources.goals.items()}


def _own_course(goal: Goal, sources: Sources, now: datetime) -> OwnCourse:
    today, gone = _clock(goal, sources, goal.closed_at or now)
    presence = _presence(goal, sources)
    days: tuple[DayMet, ...] = ()
    start, target = ZERO, ONE
    if goal.shape == Goal.Shape.DAILY:
        days = _days(goal, sources, presence, today)
        course, target = _met_course(days), Decimal(sum(day.needed is not None for day in days))
    else:
        course = _course(goal, sources)
        if goal.start is not None and goal.target is not None and _has_figure(goal):
            start, target = goal.start, goal.target
    return OwnCourse(
        goal=goal,
        unit=_unit(goal, sources),
        start=start,
        target=target,
        course=course,
        presence=presence,
        today=today,
        gone_today=gone,
        days=days,
    )


def _course(goal: Goal, sources: Sources) -> Course:
    start = goal.start if goal.start is not None and _has_figure(goal) else ZERO
    if goal.shape == Goal.Shape.MILESTONES:
        return milestones_course(sources.milestones.get(goal.pk, []))
    if goal.shape == Goal.Shape.OUTCOME:
        said = sources.reports.get(goal.pk, [])
        return reported_course(((day, ONE if value else ZERO) for day, value in said), start=ZERO)
    if goal.metric_id is None:
        return reported_course(sources.reports.get(goal.pk, []), start=start)
    counted = _counted(goal, sources, goal.metric_id)
    if goal.shape == Goal.Shape.TOTAL:
        return total_course(counted, start=start)
    whole = [_counted(goal, sources, metric) for metric in sources.out_of.get(goal.pk, [])]
    return share_course(counted, whole=whole) if whole else level_course(counted, start=start)


def _has_figure(goal: Goal) -> bool:
    return goal.shape in (Goal.Shape.TOTAL, Goal.Shape.LEVEL)


def _counted(goal: Goal, sources: Sources, metric: int) -> Counted:
    found = sources.tallies.get((owner_of(goal), metric), {})
    since = {day: found[day] for day in found if goal.starts_on <= day <= goal.due_on}
    return Counted(since, Aggregation(sources.metrics[metric].aggregation))


def _unit(goal: Goal, sources: Sources) -> str:
    """A part of a whole is a share; money for each of a number of things is money."""
    if goal.shape == Goal.Shape.DAILY:
        return DAYS
    if not _has_figure(goal):
        return SHARE
    if goal.metric_id is None:
        return goal.unit
    unit = sources.metrics[goal.metric_id].unit
    whole = {sources.metrics[metric].unit for metric in sources.out_of.get(goal.pk, [])}
    return SHARE if whole == {unit} else unit


def _days(
    goal: Goal, sources: Sources, presence: tuple[Decimal, ...], today: date
) -> tuple[DayMet, ...]:
    """Every day of a daily goal; half a working day owes half of a volume (rule 15)."""
    metric = sources.metrics.get(goal.metric_id or 0)
    done = _done_by_day(goal, sources, metric)
    shrinks = metric is None or Aggregation(metric.aggregation).is_volume
    before = ZERO if shrinks else None
    target = goal.target or ZERO
    return tuple(
        day_met(
            day=(day := goal.starts_on + timedelta(days=n)),
            actual=done.get(day, before),
            needed=(target * share if shrinks else target) if share else None,
            at_most=metric is not None and metric.direction == Metric.Direction.LOWER,
            today=today,
        )
        for n, share in enumerate(presence)
    )


def _done_by_day(
    goal: Goal, sources: Sources, metric: Metric | None
) -> Mapping[date, Decimal | None]:
    if metric is None:
        return dict(sources.reports.get(goal.pk, []))
    counted = _counted(goal, sources, metric.pk)
    return {day: value_of(tally, counted.aggregation) for day, tally in counted.tallies.items()}


def _met_course(days: tuple[DayMet, ...]) -> Course:
    met = [day.day for day in days if day.met]
    return Course(ZERO, tuple(met), tuple(Decimal(n) for n in range(1, len(met) + 1)))


def _presence(goal: Goal, sources: Sources) -> tuple[Decimal, ...]:
    if goal.person_id:
        shares = sources.working[goal.person_id].shares(
            starts=goal.starts_on, ends=goal.due_on, on_card=[_ALWAYS]
        )
        return tuple(share.present for share in shares)
    calendar = sources.calendars[owner_of(goal)]
    length = (goal.due_on - goal.starts_on).days + 1
    days = (goal.starts_on + timedelta(days=n) for n in range(length))
    return tuple(ONE if calendar.works(day) else ZERO for day in days)


def _clock(goal: Goal, sources: Sources, moment: datetime) -> tuple[date, Decimal]:
    """The owner's day and the share of its working hours that is gone (rule 16)."""
    organisation = sources.organisation
    person = sources.people.get(goal.person_id or 0)
    zone = person.time_zone if person and person.time_zone else organisation.time_zone
    local = moment.astimezone(ZoneInfo(zone))
    gone = share_gone(
        at=local.time(), opens=organisation.work_starts, closes=organisation.work_ends
    )
    return local.date(), gone
