"""Days, weeks, months, quarters and years, and the keys that name them (scoring.md rule 25)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MONDAY = 0
SUNDAY = 6
FIRST_YEAR = 1900
LAST_YEAR = 2999
ONE_DAY = timedelta(days=1)


class PeriodKind(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class PeriodRules:
    """The organisation's choices: week start (0 Monday, 6 Sunday), fiscal start month 1 to 12."""

    first_weekday: int = MONDAY
    fiscal_start_month: int = 1

    def __post_init__(self) -> None:
        if self.first_weekday not in (MONDAY, SUNDAY):
            raise ValueError("Weeks start on Monday (0) or Sunday (6).")
        if not 1 <= self.fiscal_start_month <= 12:
            raise ValueError("The fiscal year starts in a month from 1 to 12.")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole days, both ends included, with the key that names it in addresses."""

    kind: PeriodKind
    key: str
    starts: date
    ends: date

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends


class BadPeriodKey(ValueError):
    """A key that names no period; its text is a sentence for the person who typed it."""


def period_containing(*, day: date, kind: PeriodKind, rules: PeriodRules) -> Period:
    """The period of that kind in which the day lies."""
    return _MAKERS[kind](day, rules)


def period_from_key(key: str, rules: PeriodRules) -> Period:
    """The period that a key names. Raises BadPeriodKey when it names none under these rules."""
    for kind, shape in _SHAPES.items():
        if found := shape.fullmatch(key):
            return _from_match(key, kind, found, rules)
    raise BadPeriodKey(
        f"“{key}” is not a period; write a day like 2026-03-14, a week like 2026-W11, "
        f"a month like 2026-03, {_fiscal_examples(rules)}."
    )


def previous(period: Period, rules: PeriodRules) -> Period:
    """The period of the same kind that ends the day before this one starts."""
    return period_containing(day=period.starts - ONE_DAY, kind=period.kind, rules=rules)


def following(period: Period, rules: PeriodRules) -> Period:
    """The period of the same kind that starts the day after this one ends."""
    return period_containing(day=period.ends + ONE_DAY, kind=period.kind, rules=rules)


def last_periods(
    *, day: date, kind: PeriodKind, count: int, rules: PeriodRules
) -> tuple[Period, ...]:
    """So many periods up to and including the one that contains the day, oldest first."""
    if count < 1:
        return ()
    found = [period_containing(day=day, kind=kind, rules=rules)]
    while len(found) < count:
        found.append(previous(found[-1], rules))
    return tuple(reversed(found))


def periods_between(
    *, starts: date, ends: date, kind: PeriodKind, rules: PeriodRules
) -> tuple[Period, ...]:
    """Every period that shares a day with the range, oldest first; none for an empty range."""
    found: list[Period] = []
    day = starts
    while day <= ends:
        found.append(period_containing(day=day, kind=kind, rules=rules))
        day = found[-1].ends + ONE_DAY
    return tuple(found)


def first_starting_from(*, day: date, kind: PeriodKind, rules: PeriodRules) -> Period:
    """The first period that starts on or after the day: where a new version begins (rule 12)."""
    period = period_containing(day=day, kind=kind, rules=rules)
    return period if period.starts == day else following(period, rules)


def _day(day: date, rules: PeriodRules) -> Period:
    return Period(PeriodKind.DAY, day.isoformat(), day, day)


def _week(day: date, rules: PeriodRules) -> Period:
    """A Sunday-first week takes the ISO number of its Monday, so that each number names one."""
    starts = day - timedelta(days=(day.weekday() - rules.first_weekday) % 7)
    monday = starts + timedelta(days=(MONDAY - starts.weekday()) % 7)
    year, week, _ = monday.isocalendar()
    return Period(PeriodKind.WEEK, f"{year:04}-W{week:02}", starts, starts + timedelta(days=6))


def _month(day: date, rules: PeriodRules) -> Period:
    starts = day.replace(day=1)
    return Period(PeriodKind.MONTH, f"{day:%Y-%m}", starts, _end_of_months(starts, 1))


def _quarter(day: date, rules: PeriodRules) -> Period:
    year = _year(day, rules)
    index = (day.month - rules.fiscal_start_month) % 12 // 3
    starts = _months_after(year.starts, 3 * index)
    key = f"{year.key}-Q{index + 1}"
    return Period(PeriodKind.QUARTER, key, starts, _end_of_months(starts, 3))


def _year(day: date, rules: PeriodRules) -> Period:
    first = day.year if day.month >= rules.fiscal_start_month else day.year - 1
    starts = date(first, rules.fiscal_start_month, 1)
    ends = _end_of_months(starts, 12)
    return Period(PeriodKind.YEAR, f"{_prefix(rules)}{ends.year:04}", starts, ends)


_MAKERS = {
    PeriodKind.DAY: _day,
    PeriodKind.WEEK: _week,
    PeriodKind.MONTH: _month,
    PeriodKind.QUARTER: _quarter,
    PeriodKind.YEAR: _year,
}

_YEAR = "(?P<year>[0-9]{4})"
_SHAPES = {
    PeriodKind.DAY: re.compile(_YEAR + "-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"),
    PeriodKind.WEEK: re.compile(_YEAR + "-W(?P<week>[0-9]{2})"),
    PeriodKind.MONTH: re.compile(_YEAR + "-(?P<month>[0-9]{2})"),
    PeriodKind.QUARTER: re.compile("(?P<fiscal>FY)?" + _YEAR + "-Q(?P<quarter>[1-4])"),
    PeriodKind.YEAR: re.compile("(?P<fiscal>FY)?" + _YEAR),
}


def _from_match(key: str, kind: PeriodKind, found: re.Match[str], rules: PeriodRules) -> Period:
    numbers = {name: int(text) for name, text in found.groupdict("0").items() if text != "FY"}
    if not FIRST_YEAR <= numbers["year"] <= LAST_YEAR:
        raise BadPeriodKey(f"“{key}” lies outside the years {FIRST_YEAR} to {LAST_YEAR}.")
    if "fiscal" in found.groupdict() and (found["fiscal"] or "") != _prefix(rules):
        raise BadPeriodKey(f"“{key}” does not fit; write {_fiscal_examples(rules)}.")
    try:
        day = _first_day(kind, numbers, rules)
    except ValueError:
        raise BadPeriodKey(f"“{key}” is not in the calendar.") from None
    return period_containing(day=day, kind=kind, rules=rules)


def _first_day(kind: PeriodKind, numbers: dict[str, int], rules: PeriodRules) -> date:
    year = numbers["year"]
    if kind is PeriodKind.WEEK:
        return date.fromisocalendar(year, numbers["week"], 1)
    if kind in (PeriodKind.DAY, PeriodKind.MONTH):
        return date(year, numbers["month"], numbers.get("day", 1))
    first = year if rules.fiscal_start_month == 1 else year - 1
    starts = date(first, rules.fiscal_start_month, 1)
    return _months_after(starts, 3 * (numbers.get("quarter", 1) - 1))


def _fiscal_examples(rules: PeriodRules) -> str:
    prefix = _prefix(rules)
    return f"a quarter like {prefix}2026-Q1 or a year like {prefix}2026"


def _prefix(rules: PeriodRules) -> str:
    return "" if rules.fiscal_start_month == 1 else "FY"


def _months_after(first_of_month: date, months: int) -> date:
    years, month = divmod(first_of_month.month - 1 + months, 12)
    return date(first_of_month.year + years, month + 1, 1)


def _end_of_months(first_of_month: date, months: int) -> date:
    last = _months_after(first_of_month, months - 1)
    return last.replace(day=monthrange(last.year, last.month)[1])
