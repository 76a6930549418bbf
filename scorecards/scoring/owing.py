"""What somebody owes month by month, and in which team (rules 11, 15, 16, 22, 30)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from scorecards.scoring.attainment import Owed
from scorecards.scoring.quotas import (
    QuotaStretch,
    QuotaTerms,
    by_month,
    end_of_month,
    months_between,
    quota_stretches,
)
from scorecards.scoring.records import ZERO
from scorecards.scoring.stays import Stay
from scorecards.scoring.tenure import tenure_month

_A_DAY = timedelta(days=1)

OwedByMonth = dict[tuple[int | None, date], Owed]
"""By (team, first day of the month); a key says that something is owed, if only 0."""


@dataclass(frozen=True, slots=True)
class Worker:
    """When somebody works: where, employed between which days, away on which shares of days.

    `today` and `gone_today` are the worker's own clock. A team works by its calendar: it has one
    stay, no first day and no time off.
    """

    stays: tuple[Stay, ...]
    today: date
    gone_today: Decimal
    joined_on: date | None = None
    left_on: date | None = None
    away: Mapping[date, Decimal] | None = None

    def is_steady(self, starts: date, ends: date) -> bool:
        """One team, one calendar, never away and employed all the time: as most people are."""
        return (
            len(self.stays) == 1
            and not self.away
            and (self.joined_on is None or self.joined_on <= starts)
            and (self.left_on is None or self.left_on >= ends)
        )

    def is_employed_between(self, first: date, last: date) -> bool:
        """On one of these days at least."""
        return (self.joined_on or first) <= last and (self.left_on or last) >= first

    def steady_stay(self, first: date, last: date) -> Stay | None:
        """The one stay of the whole month around these days, all of them employed."""
        if (self.joined_on and self.joined_on > first) or (self.left_on and self.left_on < last):
            return None
        month, ends = first.replace(day=1), end_of_month(first)
        return next((s for s in self.stays if s.starts <= month and s.ends >= ends), None)

    def stays_between(self, starts: date, ends: date) -> Iterator[tuple[Stay, date, date]]:
        """The stays, as far as they are employed days between the two."""
        first = max(starts, self.joined_on or starts)
        last = min(ends, self.left_on or ends)
        for stay in self.stays:
            if (days := stay.cut(first, last)) is not None:
                yield stay, *days

    def days(self, stay: Stay, starts: date, ends: date, *, lowers: bool = True) -> Decimal:
        """Days of work between two days of a stay; less those away when time off `lowers`."""
        days = stay.counts.between(starts, ends)
        if not self.away or not lowers:
            return days
        works = stay.counts.calendar.works
        return days - sum(
            (share for day, share in self.away.items() if starts <= day <= ends and works(day)),
            ZERO,
        )

    def days_done(self, stay: Stay, starts: date, ends: date, *, lowers: bool = True) -> Decimal:
        """Those over by now; today by the share of its hours that is gone (rule 16)."""
        if starts > self.today:
            return ZERO
        if ends < self.today:
            return self.days(stay, starts, ends, lowers=lowers)
        past = self.days(stay, starts, self.today - _A_DAY, lowers=lowers)
        return past + self.gone_today * self.days(stay, self.today, self.today, lowers=lowers)

    def all_days_done(self, starts: date, ends: date) -> Decimal:
        """The same of calendar days: a month without a working day falls on all of its days."""
        past = _all_days(starts, min(ends, self.today - _A_DAY))
        return past + (self.gone_today if starts <= self.today <= ends else ZERO)

    def month_days(self, month: date) -> Decimal:
        """The working days over which a month spreads: of all its days, employed or not."""
        ends = end_of_month(month)
        within = [stay for stay in self.stays if stay.starts <= ends and stay.ends >= month]
        if len(within) == 1 and within[0].starts <= month and within[0].ends >= ends:
            return within[0].counts.of_month(month)
        cut = ((stay, stay.cut(month, ends)) for stay in within)
        return sum((stay.counts.between(*days) for stay, days in cut if days), ZERO)


def owed_by_month(
    quotas: Sequence[QuotaTerms], worker: Worker, *, starts: date, ends: date, lowers: bool
) -> OwedByMonth:
    """What is owed between two days, and what of it the days done owe.

    A quota follows its owner's days: who moves within a month owes each team what its days
    there owe, so the teams' parts total the whole. `worker.stays` hold the range's whole months;
    `lowers`: whether time off does.
    """
    if worker.is_steady(starts, ends) and _are_plain(quotas, worker, starts):
        return _owed_in_whole_months(quotas, worker, worker.stays[0], starts, ends)
    owed: OwedByMonth = {}
    away = {day.replace(day=1) for day in worker.away or ()} if lowers else set()
    for month, terms in by_month(quotas).items():
        first, last = max(month, starts), min(end_of_month(month), ends)
        stay = None if month in away else worker.steady_stay(first, last)
        if stay is not None and _are_plain(terms, worker, first):
            owed |= _owed_in_whole_months(terms, worker, stay, starts, ends)
        elif worker.is_employed_between(first, last):
            owed |= _owed_in_stretches(terms, worker, starts, ends, lowers=lowers)
    return owed


def _are_plain(quotas: Sequence[QuotaTerms], worker: Worker, day: date) -> bool:
    """One amount for each whole month, without a ramp for somebody of so long a tenure."""
    if not all(terms.amount is not None and terms.starts <= terms.month for terms in quotas):
        return False
    longest = max((len(terms.ramp) for terms in quotas), default=0)
    joined = worker.joined_on
    return not longest or joined is None or tenure_month(joined_on=joined, day=day) > longest


def _owed_in_stretches(
    quotas: Sequence[QuotaTerms], worker: Worker, starts: date, ends: date, *, lowers: bool
) -> OwedByMonth:
    owed: OwedByMonth = {}
    for stretch in stretches_of(quotas, worker, starts=starts, ends=ends):
        for stay, first, last in worker.stays_between(stretch.starts, stretch.ends):
            if stretch.every_day:
                days, done = _all_days(first, last), worker.all_days_done(first, last)
            else:
                days = worker.days(stay, first, last, lowers=lowers)
                done = worker.days_done(stay, first, last, lowers=lowers)
            part = Owed(stretch.owed(days), stretch.owed(done))
            key = stay.team, stretch.month
            known = owed.get(key)
            owed[key] = part if known is None else known + part
    return owed


def _owed_in_whole_months(
    quotas: Sequence[QuotaTerms], worker: Worker, stay: Stay, starts: date, ends: date
) -> OwedByMonth:
    """The same for steady workers and plain amounts, by few multiplications.

    Thousands of people share a calendar and a clock: what of each month is looked at and done is
    the same for all of them. Of several plain amounts of a month the last one holds.
    """
    clock = starts, ends, worker.today, worker.gone_today
    known = stay.counts.remembered.setdefault(clock, {})
    owed: OwedByMonth = {}
    for terms in quotas:
        month, amount = terms.month, terms.amount
        if (days := known.get(month)) is None:
            days = known[month] = _days_of_month(month, worker, stay, starts, ends)
        if amount is not None:
            all_days, asked, done = days
            quota = amount if asked == all_days else amount * asked / all_days
            expected = quota if done == asked else amount * done / all_days
            owed[stay.team, month] = Owed(quota, expected)
    return owed


def _days_of_month(
    month: date, worker: Worker, stay: Stay, starts: date, ends: date
) -> tuple[Decimal, Decimal, Decimal]:
    """Days of the month over which it spreads, those asked for, and those of them that are done."""
    first, last = max(month, starts), min(end_of_month(month), ends)
    if not (working := stay.counts.of_month(month)):
        every = Decimal((end_of_month(month) - month).days + 1)
        return every, _all_days(first, last), worker.all_days_done(first, last)
    done = worker.days_done(stay, first, last, lowers=False)
    return working, worker.days(stay, first, last, lowers=False), done


def _all_days(starts: date, ends: date) -> Decimal:
    return max(ZERO, Decimal((ends - starts).days + 1))


def stretches_of(
    quotas: Sequence[QuotaTerms], worker: Worker, *, starts: date, ends: date
) -> tuple[QuotaStretch, ...]:
    """The stretches that a worker owes (`quota_stretches`), by the worker's own calendars."""
    months = {terms.month for terms in quotas}
    return quota_stretches(
        quotas,
        month_days={
            month: worker.month_days(month)
            for month in months_between(starts, ends)
            if month in months
        },
        starts=starts,
        ends=ends,
        joined_on=worker.joined_on,
    )


def days_left(worker: Worker, *, starts: date, ends: date) -> dict[int | None, Decimal]:
    """Present working days from now on by team, with the rest of today (rule 18)."""
    left: dict[int | None, Decimal] = {}
    for stay, first, last in worker.stays_between(max(starts, worker.today), ends):
        rest = worker.days(stay, first, last) - worker.days_done(stay, first, last)
        left[stay.team] = left.get(stay.team, ZERO) + rest
    return left
