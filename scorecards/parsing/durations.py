"""Lengths of time → minutes.

`00:02:23`, `02:23` (minutes and seconds), `26:00:00`, `143 s`, `2m 23s`, `1 h 5 min`, `1.5 h`, and
the time cells of a workbook. A bare number needs the mapping to name its unit. Minutes are seconds
divided by 60, rounded half up to 4 places (6 milliseconds).
"""

import re
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from scorecards.parsing.amounts import DecimalMark, parse_amount
from scorecards.parsing.rows import Cell, Refused, text_of

DurationUnit = Literal["seconds", "minutes", "hours", "clock"]
UNITS: tuple[DurationUnit, ...] = ("seconds", "minutes", "hours", "clock")

_SECONDS: dict[str, int] = {"seconds": 1, "minutes": 60, "hours": 3600}
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,3}):([0-5]\d)(?:[.,](\d{1,6}))?")
_PART = re.compile(
    r"([\d.,]+) ?(hours?|hrs?|hr|h|minutes?|mins?|min|m|seconds?|secs?|sec|s)\b\.?[ ,]*",
    re.IGNORECASE,
)
_PLACES = Decimal("0.0001")


def parse_minutes(
    cell: Cell, unit: DurationUnit, mark: DecimalMark, *, column: str
) -> Decimal | Refused:
    """Minutes to 4 places. `unit` is what a bare number counts; "clock" takes no bare numbers."""
    seconds = _seconds(cell, unit, mark)
    if seconds is None:
        return Refused(column, f"{text_of(cell)!r} is not a length of time")
    return (seconds / 60).quantize(_PLACES, rounding=ROUND_HALF_UP)


def _seconds(cell: Cell, unit: DurationUnit, mark: DecimalMark) -> Decimal | None:
    if isinstance(cell, timedelta):
        return None if cell < timedelta() else Decimal(cell // timedelta(microseconds=1)) / 10**6
    if isinstance(cell, time):
        whole = cell.hour * 3600 + cell.minute * 60 + cell.second
        return whole + Decimal(cell.microsecond) / 10**6
    if cell is None or isinstance(cell, datetime):
        return None
    if isinstance(cell, str) and (match := _CLOCK.fullmatch(cell)):
        return _clock(match)
    if isinstance(cell, str) and re.search("[a-z]", cell, re.IGNORECASE):
        return _in_words(cell, mark)
    number = parse_amount(cell, mark, column="") if isinstance(cell, str | Decimal) else None
    if not isinstance(number, Decimal) or number < 0 or unit == "clock":
        return None
    return number * _SECONDS[unit]


def _clock(match: re.Match[str]) -> Decimal | None:
    hours, minutes, seconds, fraction = match.groups()
    if hours and int(minutes) > 59:
        return None
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return Decimal(f"{whole}.{fraction or 0}")


def _in_words(text: str, mark: DecimalMark) -> Decimal | None:
    total, position = Decimal(0), 0
    for match in _PART.finditer(text):
        number = parse_amount(match.group(1), mark, column="")
        if match.start() != position or not isinstance(number, Decimal):
            return None
        unit = {"h": "hours", "m": "minutes", "s": "seconds"}[match.group(2)[0].lower()]
        total += number * _SECONDS[unit]
        position = match.end()
    return total if position == len(text) else None
