"""Numbers as people and exports write them, and the decimal mark of a column.

`1,234.50`, `1.234,50`, `1 234,50`, `1'234.50`, `$1,234`, `€ 5`, `5 EUR`, `(1,234)` and `5-` for
negatives, `12 %` (a hundredth), cells that are numbers already. Spaces and apostrophes only ever
group; groups have three digits (two after the first in the Indian way: `12,34,567`).

Which of point and comma is the decimal mark is decided over the whole column:

1. Some value reads only one way (`1,234.50`, `1,5`, `1.234.567`): that way, for all. Values that
   contradict one another are a question.
2. Otherwise nothing decides but values such as `1,234` or `1.234`: one mark, three digits.
   - Commas, and every number from 1,000 on has one: thousands. No export writes decimals that
     have three places in every row with a comma.
   - Points, and some number from 1,000 on has none (`12345` beside `1.234`): decimals, for that
     column does not group.
   - Anything else is a question: a wrong guess would be wrong by a factor of a thousand.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from scorecards.parsing.dates import Ambiguous
from scorecards.parsing.rows import Cell, Refused, text_of

DecimalMark = Literal[".", ","]
MARKS: tuple[DecimalMark, ...] = (".", ",")

_GROUP = {".": r"[,'’ \u00a0\u202f]", ",": r"[.'’ \u00a0\u202f]"}
_NUMBER = {
    mark: re.compile(
        rf"(?:[1-9]\d{{0,2}}({group})\d{{3}}(?:\1\d{{3}})*"
        rf"|[1-9]\d?({group})\d\d(?:\2\d\d)*\2\d{{3}}|\d+|(?=\{mark}))(?:\{mark}\d+)?"
    )
    for mark, group in _GROUP.items()
}
_CURRENCY = r"(?:[A-Z]{3}|(?:US|CA|A|R)?\$|[€£¥₹₽₩₺₴₪฿]|kr\.?|zł|Kč|Fr\.?)"
_DRESSED = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-+\u2212])?\s*{_CURRENCY}?\s*(?P<inner>[-+\u2212])?\s*"
    rf"(?P<number>\d?[\d.,'’ \u00a0\u202f]*\d)\s*(?P<percent>%)?\s*{_CURRENCY}?\s*(?P<after>-)?"
    r"\s*(?P<close>\))?"
)
_LARGEST = Decimal(10) ** 15


def decide_decimal_mark(samples: Iterable[str]) -> DecimalMark | Ambiguous:
    column = NumberColumn()
    for text in samples:
        column.see(text)
    return column.decide()


@dataclass
class NumberColumn:
    """Gathers evidence value by value in constant memory."""

    only: dict[DecimalMark, int] = field(default_factory=lambda: dict.fromkeys(MARKS, 0))
    """How many values read only with this decimal mark."""
    unsure: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MARKS, 0))
    """How many values such as `1.234` hold this mark once, and three digits after it."""
    ungrouped: int = 0
    example: str = ""

    def see(self, cell: Cell) -> None:
        if not isinstance(cell, str) or (len(cell) < 4 and cell.isdigit()):
            return  # the commonest numbers say nothing
        match = _DRESSED.fullmatch(cell)
        if match is None:
            return
        number = match["number"]
        point, comma = _plain(number, "."), _plain(number, ",")
        if (point is None) != (comma is None):
            self.only["," if point is None else "."] += 1
        elif point != comma:
            self.unsure["." if "." in number else ","] += 1
            self.example = self.example or text_of(cell)
        elif number.isdigit() and len(number) > 3:
            self.ungrouped += 1

    def decide(self) -> DecimalMark | Ambiguous:
        point, comma = self.only["."], self.only[","]
        if point and comma:
            return Ambiguous(f"{point} numbers have a decimal point and {comma} a decimal comma")
        if point or comma:
            return "." if point else ","
        if not any(self.unsure.values()):
            return "."
        if not self.unsure["."] and not self.ungrouped:
            return "."
        if not self.unsure[","] and self.ungrouped:
            return "."
        return Ambiguous(
            "the mark in every number may stand for decimals or thousands, for example "
            + self.example
        )


def parse_amount(cell: Cell, mark: DecimalMark, *, column: str) -> Decimal | Refused:
    """The exact number in the cell; a percentage as its hundredth."""
    if isinstance(cell, Decimal):
        number: Decimal | None = cell
    else:
        number = _read(cell, mark) if isinstance(cell, str) else None
    if number is None or not number.is_finite():
        return Refused(column, f"{text_of(cell)!r} is not a number")
    if abs(number) >= _LARGEST:
        return Refused(column, f"{text_of(cell)} is too large")
    return number


@lru_cache(maxsize=4096)
def _read(text: str, mark: DecimalMark) -> Decimal | None:
    match = _DRESSED.fullmatch(text)
    plain = _plain(match["number"], mark) if match else None
    if match is None or plain is None or bool(match["open"]) != bool(match["close"]):
        return None
    signs = [sign for sign in (match["sign"], match["inner"], match["after"]) if sign]
    if len(signs) + bool(match["open"]) > 1:
        return None
    number = Decimal(plain) / (100 if match["percent"] else 1)
    return -number if match["open"] or (signs and signs[0] != "+") else number


def _plain(number: str, mark: DecimalMark) -> str | None:
    """The digits with a point for decimals, or None when the marks do not fit."""
    if not _NUMBER[mark].fullmatch(number):
        return None
    return re.sub(_GROUP[mark], "", number).replace(mark, ".")
