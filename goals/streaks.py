"""Days on which a daily goal was met, and how many in a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class DayMet:
    """One day of a daily goal: what was done of what it needed.

    `met` is None on days that do not count: days off, days to come, today as long as it is
    not met, and days of which nothing is known.
    """

    day: date
    actual: Decimal | None
    needed: Decimal | None
    met: bool | None


def day_met(
    *, day: date, actual: Decimal | None, needed: Decimal | None, at_most: bool, today: date
) -> DayMet:
    """`needed` None: nothing is asked of the day. `at_most`: less is better.

    A day still running counts once it is met; where less is better, once it is over.
    """
    if needed is None or actual is None or day > today:
        return DayMet(day, None if day > today else actual, needed, None)
    met = actual <= needed if at_most else actual >= needed
    if day == today and (at_most or not met):
        return DayMet(day, actual, needed, None)
    return DayMet(day, actual, needed, met)


def counted(days: Iterable[DayMet]) -> int:
    return sum(day.met is not None for day in days)


def met(days: Iterable[DayMet]) -> int:
    return sum(day.met is True for day in days)


def current_streak(days: Sequence[DayMet]) -> int:
    """Days met in a row up to now; days that do not count neither add nor break."""
    streak = 0
    for day in reversed(days):
        if day.met is False:
            break
        streak += day.met is True
    return streak


def longest_streak(days: Iterable[DayMet]) -> int:
    longest = streak = 0
    for day in days:
        if day.met is not None:
            streak = streak + 1 if day.met else 0
            longest = max(longest, streak)
    return longest
