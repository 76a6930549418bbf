"""The order of days and months, decided over a whole column.

`1/3/2017` and `1-3-17` read both ways. One value that reads only one way (`13/3/2017`) decides for
its column; values that contradict one another, or a column in which every date reads both ways, are
a question to a person and never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from scorecards.parsing.moments import ORDERS, YEAR_LAST, DateFormat, Order, day_of
from scorecards.parsing.rows import Cell, text_of


@dataclass(frozen=True)
class Ambiguous:
    """The column can be read in two ways; a person has to say which."""

    reason: str


def decide_date_format(samples: Iterable[str]) -> DateFormat | Ambiguous:
    column = DateColumn()
    for text in samples:
        column.see(text)
    return column.decide()


@dataclass
class DateColumn:
    """Gathers evidence value by value in constant memory."""

    counts: dict[Order, int] = field(default_factory=lambda: dict.fromkeys(ORDERS, 0))
    undecided: int = 0
    example: str = ""

    def see(self, cell: Cell) -> None:
        possible = _possible_orders(cell) if isinstance(cell, str) else ()
        if len(possible) == 1:
            self.counts[possible[0]] += 1
        elif possible:
            self.undecided += 1
            self.example = self.example or text_of(cell)

    def decide(self) -> DateFormat | Ambiguous:
        """The order that some value demands and none contradicts."""
        day_first, month_first = (self.counts[order] for order in ORDERS)
        if day_first and month_first:
            return Ambiguous(
                f"{day_first} dates can only be day-first and {month_first} only month-first"
            )
        if day_first or month_first:
            return DateFormat("day-first" if day_first else "month-first")
        if self.undecided:
            return Ambiguous(
                "every date reads both as day/month and as month/day, for example " + self.example
            )
        return DateFormat()


def _possible_orders(text: str) -> tuple[Order, ...]:
    match = YEAR_LAST.match(text)
    if match is None or match.group(2) == ".":
        return ()
    first, second = int(match.group(1)), int(match.group(3))
    day_first = day_of(match.group(4), second, first) is not None
    month_first = day_of(match.group(4), first, second) is not None
    if day_first and month_first and first == second:
        return ()
    return tuple(o for o, fits in zip(ORDERS, (day_first, month_first), strict=True) if fits)
