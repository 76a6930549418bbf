"""Months, quarters and years as people write them above columns and into cells.

`2026-01`, `01/2026`, `202601`, `Jan 2026`, `January '26`, `2026-01-01`, `FY26 Jan`; `Q1 2026`,
`2026-Q1`, `Q1 FY26`, `FY2026-Q1`; `2026`, `FY2026`, `FY25/26`. A month or quarter may stand without
its year, which then stands elsewhere. Fiscal years are named after the year they end in.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from scorecards.parsing.moments import month_number
from scorecards.periods import PeriodRules, period_from_key
from scorecards.scoring.quotas import months_between


@dataclass(frozen=True, slots=True)
class PeriodName:
    """`number`: of the month in the calendar year, or of the quarter; 0 for a year. `year` None:
    it is not said. `fiscal`: the year is a fiscal one."""

    kind: Literal["month", "quarter", "year"]
    number: int = 0
    year: int | None = None
    fiscal: bool = False

    def within(self, year: "PeriodName | None") -> "PeriodName":
        """With the year that is said elsewhere, where the name itself says none."""
        if self.year is not None or year is None:
            return self
        return replace(self, year=year.year, fiscal=year.fiscal)


_SEPARATORS = re.compile(r"[\s_.,'’/–-]+")
_YEAR = r"(?P<fiscal>fy ?)?(?P<year>(?:19|20)\d\d)"
_ANY_YEAR = r"(?P<fiscal>fy ?)?(?P<year>(?:19|20)\d\d|\d\d)"
_SHORT_FISCAL = r"(?P<fiscal>fy ?)(?P<year>\d\d)"
_TWO_YEARS = r"(?P<fiscal>fy ?)(?P<before>(?:20)?\d\d) (?P<year>(?:20)?\d\d)"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_NAME = r"(?P<name>[a-z]{3,9})"
_QUARTER = r"q(?:uarter ?)?(?P<quarter>[1-4])"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        *(_YEAR, _SHORT_FISCAL, _TWO_YEARS),
        *(_QUARTER, rf"{_QUARTER} ?{_ANY_YEAR}", rf"{_ANY_YEAR} ?{_QUARTER}"),
        rf"(?P<year>(?:19|20)\d\d) {_MONTH}(?: 0?1(?: 00:00:00)?)?",
        r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])",
        *(rf"{_MONTH} (?P<year>(?:19|20)\d\d)", _MONTH),
        *(_NAME, rf"{_NAME} ?{_ANY_YEAR}", rf"{_ANY_YEAR} ?{_NAME}"),
    )
)


@lru_cache(maxsize=4096)
def read_period_name(text: str) -> PeriodName | None:
    """None when the text names no month, quarter or year."""
    plain = _SEPARATORS.sub(" ", text.casefold()).strip()
    for shape in _SHAPES:
        if (match := shape.fullmatch(plain)) and (found := _named(match.groupdict())):
            return found
    return None


def months_named(name: PeriodName, *, rules: PeriodRules) -> tuple[date, ...]:
    """The first days of the months meant. Raises ValueError with a sentence when that is open."""
    if name.year is None:
        raise ValueError("no year is said: neither here nor in a column for the year")
    start = rules.fiscal_start_month
    if name.kind == "month":
        before = name.fiscal and 1 < start <= name.number
        return (date(name.year - before, name.number, 1),)
    if start != 1 and not name.fiscal:
        raise ValueError(f"the fiscal year does not begin in January: write FY{name.year}")
    quarter = f"-Q{name.number}" if name.kind == "quarter" else ""
    period = period_from_key(f"{'FY' if start != 1 else ''}{name.year}{quarter}", rules)
    return tuple(months_between(period.starts, period.ends))


def _named(parts: dict[str, str | None]) -> PeriodName | None:
    year = _full(parts.get("year"))
    before = _full(parts.get("before"))
    if before and year != before + 1:
        return None
    fiscal = bool(parts.get("fiscal"))
    if quarter := parts.get("quarter"):
        return PeriodName("quarter", int(quarter), year, fiscal)
    if name := parts.get("name"):
        number = month_number(name)
        return PeriodName("month", number, year, fiscal) if number else None
    if month := parts.get("month"):
        return PeriodName("month", int(month), year, fiscal)
    return PeriodName("year", 0, year, fiscal)


def _full(year: str | None) -> int | None:
    """Two digits mean this century: nobody plans the former one."""
    return None if not year else int(year) + (2000 if len(year) == 2 else 0)
