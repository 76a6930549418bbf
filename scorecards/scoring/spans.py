"""What attainment is asked for: a month, quarter or year, the year to date, the last few."""

import re
from dataclasses import dataclass
from datetime import date

from scorecards.periods import (
    BadPeriodKey,
    Period,
    PeriodKind,
    PeriodRules,
    last_periods,
    period_containing,
    period_from_key,
)

YEAR_TO_DATE = "ytd"
KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
MOST = {PeriodKind.MONTH: 24, PeriodKind.QUARTER: 12, PeriodKind.YEAR: 5}
_LAST = re.compile("last-([0-9]{1,2})-(month|quarter|year)s")


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are looked at, both ends included.

    `period` is set when they are exactly one period; `kind` is the length by which the past is
    compared; `count` how many periods of it there are (0 for the year to date).
    """

    key: str
    starts: date
    ends: date
    kind: PeriodKind
    count: int
    period: Period | None = None

    @property
    def ends_itself(self) -> bool:
        """Not the year to date, which goes up to today, whenever that is."""
        return self.count > 0

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends


def span_of(period: Period) -> Span:
    return Span(period.key, period.starts, period.ends, period.kind, 1, period)


def span_from_key(key: str, *, today: date, rules: PeriodRules) -> Span:
    """The days that a key names. Raises BadPeriodKey, whose text is for the person.

    Beside the keys of periods (rule 25): `ytd`, from the first day of the fiscal year to today,
    and `last-3-months`, the present one and those before it.
    """
    if key == YEAR_TO_DATE:
        year = period_containing(day=today, kind=PeriodKind.YEAR, rules=rules)
        return Span(key, year.starts, today, PeriodKind.MONTH, 0)
    if found := _LAST.fullmatch(key):
        kind, count = PeriodKind(found[2]), int(found[1])
        if not 1 <= count <= MOST[kind]:
            raise BadPeriodKey(f"“{key}”: write from 1 to {MOST[kind]} {kind.value}s.")
        periods = last_periods(day=today, kind=kind, count=count, rules=rules)
        return Span(key, periods[0].starts, periods[-1].ends, kind, count)
    period = period_from_key(key, rules)
    if period.kind not in KINDS:
        raise BadPeriodKey(
            f"“{key}” is too short for a quota; write a month, a quarter, a year, "
            "“ytd” or the last few like “last-3-months”."
        )
    return span_of(period)
