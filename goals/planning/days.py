"""The working days over which a plan is spread, with newcomers who ramp (rules 14, 30, 35)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.calendars import Absence, CalendarSpan, WorkCalendar, day_shares
from scorecards.scoring.records import ONE, ZERO
from scorecards.scoring.tenure import tenure_month

Stretch = tuple[date, date]
"""Days in a row, both ends included."""
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthWork:
    """A person's month in the plan.

    `working`: the days their calendar works in the whole month; `present`: those on which they
    are in the group, employed and not away; `full`: the same, as ramped people's days. `share`
    is the mean ramp share of the days on which they are employed in the group.
    """

    month: date
    working: Decimal
    present: Decimal
    full: Decimal
    share: Decimal


class WorkDays:
    """The working days of calendars in a range, listed once for all the people who live by them."""

    def __init__(self, *, starts: date, ends: date) -> None:
        self.starts, self.ends = starts, ends
        self._days: dict[int, tuple[WorkCalendar, list[date]]] = {}

    def of(self, calendar: WorkCalendar) -> list[date]:
        if id(calendar) not in self._days:
            days = (self.starts + timedelta(days=n) for n in range(self._length))
            self._days[id(calendar)] = calendar, [day for day in days if calendar.works(day)]
        return self._days[id(calendar)][1]

    def worked(self, spans: Sequence[CalendarSpan]) -> list[date]:
        """Every day of the range on which somebody with these calendars works (rule 14)."""
        if len({id(span.calendar) for span in spans}) == 1:
            return self.of(spans[0].calendar)
        shares = day_shares(
            starts=self.starts,
            ends=self.ends,
            spans=spans,
            employed_from=None,
            employed_to=None,
            absences=(),
        )
        return [share.day for share in shares if share.working]

    @property
    def _length(self) -> int:
        return (self.ends - self.starts).days + 1


def presence(
    worked: Sequence[date], *, stretches: Sequence[Stretch], absences: Sequence[Absence]
) -> list[tuple[date, Decimal]]:
    """The days of these that fall into the stretches, each with the part not taken off."""
    away: dict[date, Decimal] = {}
    for absence in absences:
        for day in _within(worked, absence.starts, absence.ends):
            away[day] = away.get(day, ZERO) + absence.share
    return [
        (day, max(ZERO, ONE - away[day]) if day in away else ONE)
        for starts, ends in stretches
        for day in _within(worked, starts, ends)
    ]


def month_work(
    worked: Sequence[date],
    present: Iterable[tuple[date, Decimal]],
    *,
    joined_on: date | None,
    ramp: Sequence[Decimal],
) -> tuple[MonthWork, ...]:
    """A person's days by month, oldest first; months without a day in the group are left out."""
    working: dict[date, int] = {}
    for day in worked:
        month = day.replace(day=1)
        working[month] = working.get(month, 0) + 1
    found: dict[date, list[Decimal]] = {}
    for day, part in present:
        share = ramp_share(day, joined_on=joined_on, ramp=ramp)
        sums = found.setdefault(day.replace(day=1), [ZERO, ZERO, ZERO, ZERO])
        sums[0] += part
        sums[1] += part * share
        sums[2] += share
        sums[3] += ONE
    return tuple(
        MonthWork(month, Decimal(working[month]), here, full, shares / days)
        for month, (here, full, shares, days) in sorted(found.items())
    )


def ramp_share(day: date, *, joined_on: date | None, ramp: Sequence[Decimal]) -> Decimal:
    """The part of the full number that somebody does on a day (rule 30); without a day, all."""
    # After so many months of at most 31 days every ramp is over; most people are long there.
    if joined_on is None or not ramp or (day - joined_on).days > 31 * len(ramp):
        return ONE
    tenure = tenure_month(joined_on=joined_on, day=day)
    return ramp[tenure - 1] if tenure <= len(ramp) else ONE


def common_days(one: Iterable[Stretch], other: Stretch) -> Iterator[Stretch]:
    """The parts of the stretches that lie in the other one."""
    for starts, ends in one:
        first, last = max(starts, other[0]), min(ends, other[1])
        if first <= last:
            yield first, last


def _within(days: Sequence[date], starts: date, ends: date) -> Sequence[date]:
    return days[bisect_left(days, starts) : bisect_right(days, ends)]
