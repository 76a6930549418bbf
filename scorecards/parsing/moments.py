"""Dates and times as exports write them.

Always the same, whatever the column: `2017-03-01`, `2017/3/1`, `20170301`, `1 Mar 2017`,
`March 1, 2017`, date cells of a workbook; each may be followed by a time (`T09:09:33.000+0000`,
`02:18 AM`, `14:05 UTC`). With points between, the day comes first (`1.3.2017`).
`1/3/2017` and `1-3-17` need the order of their column, which `dates.py` decides. Two-digit
years 00–68 are 2000–2068, 69–99 are 1969–1999; a two-digit year never comes first.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from functools import lru_cache
from typing import Literal, NamedTuple

from scorecards.parsing.clocks import read_clock
from scorecards.parsing.rows import Cell, Refused, text_of

Order = Literal["day-first", "month-first"]
ORDERS: tuple[Order, ...] = ("day-first", "month-first")

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:Z|[-+](?:[01]\d|2[0-3]):[0-5]\d)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_DAY_NAMED = re.compile(r"(\d{1,2})\.?[ -]*([a-z]{3,9})\.?[ ,-]*(\d{4}|\d{2})(?!\d)", re.IGNORECASE)
_MONTH_NAMED = re.compile(r"([a-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})", re.IGNORECASE)
_NAMES = "january february march april may june july august september october november december"
_MONTHS = {
    spelling: number
    for number, name in enumerate(_NAMES.split(), start=1)
    for spelling in (name, name[:3], name[:4])
}
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True)
class DateFormat:
    """How a column writes dates. `order` None: no date in it depends on the order.
    `pattern` is a strptime pattern that a mapping named; it then counts alone."""

    order: Order | None = None
    pattern: str | None = None


class Moment(NamedTuple):
    """A day, the clock time on it if one was written, and the zone if one was written."""

    day: date
    at: time | None = None
    zone: tzinfo | None = None

    def aware(self) -> datetime | None:
        """The instant, or None when time or zone are not written."""
        if self.at is None or self.zone is None:
            return None
        return datetime.combine(self.day, self.at, self.zone)


def parse_moment(cell: Cell, form: DateFormat, *, column: str) -> Moment | Refused:
    """A date cell or text. Numbers are refused: they are dates only by a guess."""
    if isinstance(cell, datetime):
        return _in_reach(Moment(cell.date(), cell.time(), cell.tzinfo), column)
    if isinstance(cell, date):
        return _in_reach(Moment(cell), column)
    found = _to_the_second(cell, form) or _read(cell, form) if isinstance(cell, str) else None
    if found is None:
        return Refused(column, f"{text_of(cell)!r} is not a date{_expected(form)}")
    return _in_reach(found, column)


def _to_the_second(text: str, form: DateFormat) -> Moment | None:
    """What programs write and no second row repeats: a tenth of the time of `_read`, which gives
    the same."""
    if form.pattern or not _ISO.fullmatch(text):
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return Moment(read.date(), read.time(), read.tzinfo)


@lru_cache(maxsize=4096)
def _read(text: str, form: DateFormat) -> Moment | None:
    if form.pattern:
        return _by_pattern(text, form.pattern)
    for expression, build in _SHAPES:
        match = expression.match(text)
        if match is None:
            continue
        day = build(match, form.order)
        return _with_time(day, text[match.end() :]) if day else None
    return None


def _by_pattern(text: str, pattern: str) -> Moment | None:
    try:
        read = datetime.strptime(text, pattern)  # noqa: DTZ007 - a pattern may name no zone
    except ValueError:
        return None
    timed = any(code in pattern for code in ("%H", "%I", "%X", "%c", "%T"))
    return Moment(read.date(), read.time() if timed else None, read.tzinfo)


def _year_first(match: re.Match[str], _: Order | None) -> date | None:
    return day_of(match.group(1), int(match.group(3)), int(match.group(4)))


def _compact(match: re.Match[str], _: Order | None) -> date | None:
    return day_of(match.group(1), int(match.group(2)), int(match.group(3)))


def _year_last(match: re.Match[str], order: Order | None) -> date | None:
    first, mark, second, year = match.groups()
    if mark == "." or order != "month-first":
        return day_of(year, int(second), int(first))
    return day_of(year, int(first), int(second))


def _day_named(match: re.Match[str], _: Order | None) -> date | None:
    return day_of(match.group(3), month_number(match.group(2)), int(match.group(1)))


def _month_named(match: re.Match[str], _: Order | None) -> date | None:
    return day_of(match.group(3), month_number(match.group(1)), int(match.group(2)))


_SHAPES = (
    (_YEAR_FIRST, _year_first),
    (_COMPACT, _compact),
    (YEAR_LAST, _year_last),
    (_DAY_NAMED, _day_named),
    (_MONTH_NAMED, _month_named),
)


def month_number(name: str) -> int:
    """1–12, or 0 for a word that is no month."""
    return _MONTHS.get(name.lower(), 0)


def day_of(year: str, month: int, day: int) -> date | None:
    """The day, or None when there is none such; `year` has two or four digits."""
    full = int(year)
    if len(year) == 2:
        full += 2000 if full <= 68 else 1900
    try:
        return date(full, month, day)
    except ValueError:
        return None


def _with_time(day: date, rest: str) -> Moment | None:
    rest = rest.removeprefix("T").strip(" ,")
    if not rest:
        return Moment(day)
    read = read_clock(rest)
    return Moment(day, *read) if read else None


def _in_reach(moment: Moment, column: str) -> Moment | Refused:
    if _FIRST_YEAR <= moment.day.year <= _LAST_YEAR:
        return moment
    return Refused(column, f"the year {moment.day.year} cannot be meant")


def _expected(form: DateFormat) -> str:
    if form.pattern:
        return f" written as {form.pattern}"
    return f" (the column is {form.order})" if form.order else ""
