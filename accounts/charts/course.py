"""The course of an amount against the straight path to a target on its due day."""

from dataclasses import dataclass
from datetime import date

from accounts.charts.svg import Amount


@dataclass(frozen=True, slots=True)
class PathPoint:
    """A day with what the straight path asks for by its end and what was reached.

    `actual` is None where nothing is known, and on days to come. Points come in order; the first
    is where the path starts, the last the due day.
    """

    day: date
    path: Amount | None
    actual: Amount | None = None
