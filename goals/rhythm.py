"""When a goal's next check-in is due, and when a repeating goal comes round again."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

_DAYS: Mapping[str, int] = MappingProxyType({"weekly": 7, "fortnightly": 14})
_MONTHS: Mapping[str, int] = MappingProxyType({"monthly": 1, "quarterly": 3})
_A_DAY = timedelta(days=1)


def next_check_in(*, rhythm: str, starts_on: date, due_on: date, last: date | None) -> date | None:
    """The day on which the next check-in is due; None for a goal without a rhythm.

    The days are those of the rhythm counted from the start (each Monday for a goal that starts
    on one), and the due day in the end. A check-in stands for every day of the rhythm up to its
    own; the one after it is the next. None once the due day was checked in on.
    """
    if rhythm == "never" or (last is not None and last >= due_on):
        return None
    number = 1
    while (day := _step(rhythm, starts_on, number)) < due_on:
        if last is None or day > last:
            return day
        number += 1
    return due_on


def latest_due(
    *, rhythm: str, starts_on: date, due_on: date, last: date | None, today: date
) -> date | None:
    """The latest day up to today on which a check-in was due and none has come since.

    `next_check_in` tells since when it is due; this, for which day one may be reminded anew.
    """
    latest = None
    day = next_check_in(rhythm=rhythm, starts_on=starts_on, due_on=due_on, last=last)
    while day is not None and day <= today:
        latest = day
        day = next_check_in(rhythm=rhythm, starts_on=starts_on, due_on=due_on, last=day)
    return latest


def next_span(*, recurrence: str, starts_on: date, due_on: date) -> tuple[date, date]:
    """First and last day of a repeating goal's next turn.

    The next turn starts the day after this one is due and is as long: so many days for a
    weekly goal, whole months for the others, so that month ends stay month ends.
    Raises ValueError for a goal that does not repeat.
    """
    if recurrence == "weekly":
        return due_on + _A_DAY, due_on + timedelta(days=7)
    if recurrence not in _MONTHS:
        raise ValueError("This goal does not repeat.")
    starts = due_on + _A_DAY
    return starts, months_later(starts, _MONTHS[recurrence]) - _A_DAY


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _step(rhythm: str, starts_on: date, number: int) -> date:
    if rhythm in _DAYS:
        return starts_on + timedelta(days=_DAYS[rhythm] * number)
    return months_later(starts_on, _MONTHS[rhythm] * number)
