"""Quotas: how an amount falls on months, and what is owed on which days (rules 11, 12, 29, 30).

A month's amount falls on its working days. A month without any (the firm is shut) has its
amount fall on all of its calendar days instead, so that no amount is ever lost.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from scorecards.scoring.records import ONE, ZERO
from scorecards.scoring.tenure import tenure_month

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuotaTerms:
    """What is owed for one month from a day on; None clears the month.

    `month` is its first day; `ramp` the shares of newcomers by tenure month (rule 30). The rows
    of a rep or team come in the order of publication (`Quota.objects.in_order()`): of those
    that have begun on a day the last one holds.
    """

    month: date
    amount: Decimal | None
    starts: date
    ramp: tuple[Decimal, ...] = ()


QuotasByMonth = Mapping[date, Sequence[QuotaTerms]]
"""By the first day of the month, each in the order of publication."""


@dataclass(frozen=True, slots=True)
class QuotaStretch:
    """Days in a row of one month on which one amount and one share of the ramp are in force.

    `amount` is for the whole month, `ramp_share` the newcomer's part of it (1: all; their
    `tenure_month`, 0 once the ramp is over), `month_days` the working days over which the month
    spreads it. So a day owes amount × ramp share × its share of a working day ÷ month days.
    `every_day`: the month has no working day, and `month_days` are all of its days.
    """

    starts: date
    ends: date
    month: date
    amount: Decimal
    ramp_share: Decimal
    tenure_month: int
    month_days: Decimal
    every_day: bool = False

    @property
    def in_force(self) -> Decimal:
        """The month's amount with the ramp."""
        return self.amount * self.ramp_share

    def owed(self, days: Decimal) -> Decimal:
        """What so many of the month's days owe; divided last, so that wholes stay whole."""
        return self.in_force * days / self.month_days

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends


@dataclass(frozen=True, slots=True)
class Owing:
    """What a rep owes by quotas: the terms by metric and month, the working days of those months
    (by first day), and the days on which they are employed and on the scorecard (None: all)."""

    quotas: Mapping[str, QuotasByMonth]
    month_days: Mapping[date, Decimal]
    days: Sequence[tuple[date, date]] | None = None

    def stretches(
        self, metric: str, *, starts: date, ends: date, joined_on: date | None
    ) -> tuple[QuotaStretch, ...]:
        return _stretches_between(
            self.quotas.get(metric, {}), self.month_days, starts, ends, joined_on
        )

    def is_employed_on(self, day: date) -> bool:
        return self.days is None or any(first <= day <= last for first, last in self.days)


NOTHING_OWED = Owing(quotas={}, month_days={})


def quota_stretches(
    quotas: Sequence[QuotaTerms],
    *,
    month_days: Mapping[date, Decimal],
    starts: date,
    ends: date,
    joined_on: date | None = None,
) -> tuple[QuotaStretch, ...]:
    """The days between two days (inclusive) that owe something of a quota, in order.

    `quotas`: of one rep or team and metric, in the order of publication. `month_days`:
    the working days of the owner's calendar in every month of the range, by its first day. Days
    before the first row of their month, or after it was cleared, are in no stretch.
    """
    return _stretches_between(by_month(quotas), month_days, starts, ends, joined_on)


def by_month(quotas: Iterable[QuotaTerms]) -> dict[date, list[QuotaTerms]]:
    """The terms of each month, in their order."""
    found: dict[date, list[QuotaTerms]] = {}
    for terms in quotas:
        found.setdefault(terms.month, []).append(terms)
    return found


def amount_in_force(quotas: Sequence[QuotaTerms], *, on: date) -> QuotaTerms | None:
    """Of one month's rows, in order, the one that holds on a day; None before the first."""
    return next((terms for terms in reversed(quotas) if terms.starts <= on), None)


def spread_equally(amount: Decimal, *, parts: int, step: Decimal) -> tuple[Decimal, ...]:
    """So many equal parts, each a multiple of `step` (0.01 for cents, 1 for whole things)."""
    return spread_by_weight(amount, weights=[ONE] * parts, step=step)


def spread_by_weight(
    amount: Decimal, *, weights: Sequence[Decimal], step: Decimal
) -> tuple[Decimal, ...]:
    """The amount in proportion to the weights: working days, or a seasonal profile (rule 29).

    Every part is rounded half up to a multiple of `step`; the last one that has a weight takes
    what is left, so that the parts total the amount exactly. Where rounding up would leave it
    less than nothing (6 whole things over 12 months), the parts before it are rounded down.
    Raises ValueError when a weight or the amount is below zero, or no weight is above zero.
    """
    if amount < 0 or any(weight < 0 for weight in weights) or not any(weights):
        raise ValueError("An amount and its weights cannot be below zero, and one must be above.")
    whole, last = sum(weights, ZERO), max(n for n, weight in enumerate(weights) if weight)
    for rounding in (ROUND_HALF_UP, ROUND_DOWN):
        parts = [_stepped(amount * weight / whole, step, rounding) for weight in weights]
        rest = amount - sum(parts[:last], ZERO)
        if rest >= 0:
            break
    return (*parts[:last], rest, *[ZERO] * (len(weights) - last - 1))


def months_between(starts: date, ends: date) -> Iterator[date]:
    """The first days of all months that share a day with the range."""
    month = starts.replace(day=1)
    while month <= ends:
        yield month
        month = end_of_month(month) + _A_DAY


def end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _stretches_between(
    quotas: QuotasByMonth,
    month_days: Mapping[date, Decimal],
    starts: date,
    ends: date,
    joined_on: date | None,
) -> tuple[QuotaStretch, ...]:
    return tuple(
        stretch
        for month in months_between(starts, ends)
        if month in quotas
        for stretch in _stretches_of_month(
            quotas[month], month_days[month], max(starts, month), ends, joined_on
        )
    )


def _stretches_of_month(
    quotas: Sequence[QuotaTerms],
    month_days: Decimal,
    starts: date,
    ends: date,
    joined_on: date | None,
) -> Iterator[QuotaStretch]:
    """Cut the month's days wherever another amount or another tenure month begins."""
    month = quotas[0].month
    last = min(ends, end_of_month(month))
    every_day = not month_days
    spread_over = Decimal(end_of_month(month).day) if every_day else month_days
    cuts = {starts} | {terms.starts for terms in quotas if starts < terms.starts <= last}
    if joined_on is not None and any(terms.ramp for terms in quotas):
        cuts.update(_tenure_cut(joined_on, starts, last))
    for day, until, held in _runs(sorted(cuts), last, quotas, joined_on):
        terms, tenure, share = held
        if terms is not None and terms.amount is not None:
            yield QuotaStretch(
                day, until, month, terms.amount, share, tenure, spread_over, every_day
            )


_Held = tuple[QuotaTerms | None, int, Decimal]
"""The terms in force on a day, the tenure month while their ramp runs, and its share."""


def _runs(
    days: Sequence[date], last: date, quotas: Sequence[QuotaTerms], joined_on: date | None
) -> Iterator[tuple[date, date, _Held]]:
    """First and last days on which the same holds, of days where something may change."""
    held = [_held_on(day, quotas, joined_on) for day in days]
    begins = [n for n in range(len(days)) if n == 0 or held[n] != held[n - 1]]
    for n, following in zip(begins, [*begins[1:], None], strict=True):
        yield days[n], last if following is None else days[following] - _A_DAY, held[n]


def _held_on(day: date, quotas: Sequence[QuotaTerms], joined_on: date | None) -> _Held:
    terms = amount_in_force(quotas, on=day)
    return terms, *_ramp_on(terms.ramp if terms else (), joined_on, day)


def _tenure_cut(joined_on: date, starts: date, ends: date) -> Iterator[date]:
    """The day of the month on which another tenure month begins, after the first day."""
    day = ends.replace(day=min(joined_on.day, end_of_month(ends).day))
    if day > joined_on and starts < day <= ends:
        yield day


def _ramp_on(ramp: Sequence[Decimal], joined_on: date | None, day: date) -> tuple[int, Decimal]:
    if not ramp or joined_on is None:
        return 0, ONE
    tenure = tenure_month(joined_on=joined_on, day=day)
    return (tenure, ramp[tenure - 1]) if tenure <= len(ramp) else (0, ONE)


def _stepped(amount: Decimal, step: Decimal, rounding: str) -> Decimal:
    return (amount / step).to_integral_value(rounding) * step
