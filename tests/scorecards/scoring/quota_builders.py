"""What somebody owes by quotas of spring 2026, shortly said.

March 2026 has 22 working days from Monday to Friday, its 2nd is a Monday; April has 22, May 21.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.calendars import Absence, CalendarSpan, DayShare, WorkCalendar, day_shares
from scorecards.scoring.quotas import Owing, QuotaTerms, by_month
from scorecards.scoring.records import BenchmarkTerms, OverrideTerms, PeriodTarget
from scorecards.scoring.targets import target_of
from tests.scorecards.scoring.builders import Number, benchmark

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
ENDS = {MARCH: date(2026, 3, 31), APRIL: date(2026, 4, 30), MAY: date(2026, 5, 31)}
MONTH_DAYS = {MARCH: Decimal(22), APRIL: Decimal(22), MAY: Decimal(21)}
_ALWAYS = CalendarSpan(date.min, None, WorkCalendar(frozenset(range(5)), frozenset()))


def following(target: Number = 1000, **options: Any) -> BenchmarkTerms:
    """A benchmark of calls that takes its target from the quota."""
    return replace(benchmark(target=target, **options), from_quota=True)


def quota(
    amount: Number | None, month: date = MARCH, *, starts: date | None = None, ramp: str = ""
) -> QuotaTerms:
    shares = tuple(Decimal(share) for share in ramp.split())
    return QuotaTerms(month, None if amount is None else Decimal(amount), starts or month, shares)


def shares(
    starts: date,
    ends: date,
    *,
    joined_on: date | None = None,
    away: Sequence[tuple[date, date]] = (),
) -> tuple[DayShare, ...]:
    return day_shares(
        starts=starts,
        ends=ends,
        spans=[_ALWAYS],
        employed_from=joined_on,
        employed_to=None,
        absences=[Absence(*days, Decimal(1)) for days in away],
    )


def target(
    *quotas: QuotaTerms,
    starts: date = MARCH,
    ends: date = ENDS[MARCH],
    terms: BenchmarkTerms | None = None,
    joined_on: date | None = None,
    away: Sequence[tuple[date, date]] = (),
    overrides: Sequence[OverrideTerms] = (),
    ramp: Sequence[Decimal] = (),
) -> PeriodTarget:
    employed = [(joined_on or date.min, date.max)]
    return target_of(
        terms=terms or following(),
        shares=shares(starts, ends, joined_on=joined_on, away=away),
        overrides=overrides,
        ramp=ramp,
        joined_on=joined_on,
        owing=Owing({"calls": by_month(quotas)}, MONTH_DAYS, employed),
    )
