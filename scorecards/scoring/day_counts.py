"""Counting working days between two days at once, for thousands of people of few calendars."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

from accounts.calendars import WorkCalendar
from scorecards.scoring.quotas import end_of_month
from scorecards.scoring.records import ZERO

_A_DAY = timedelta(days=1)


class DayCounts:
    """The working days of a calendar in whole months, added up once.

    What `accounts.calendars.day_shares` says day by day, by subtraction: tests compare the two.
    """

    def __init__(self, calendar: WorkCalendar, *, starts: date, ends: date) -> None:
        self.calendar = calendar
        self._first = starts.replace(day=1)
        self._last = end_of_month(ends)
        length = (self._last - self._first).days + 1
        works = (calendar.works(self._first + timedelta(days=n)) for n in range(length))
        self._before = [0, *accumulate(int(day) for day in works)]
        self._months: dict[date, Decimal] = {}
        # What whoever lives by this calendar may keep of a month, by their clock.
        self.remembered: dict[tuple[object, ...], dict[date, tuple[Decimal, Decimal, Decimal]]] = {}

    def between(self, starts: date, ends: date) -> Decimal:
        """Working days from one day to another, both included, as far as they are counted."""
        first, last = max(starts, self._first), min(ends, self._last)
        if first > last:
            return ZERO
        until = self._before[(last - self._first).days + 1]
        return Decimal(until - self._before[(first - self._first).days])

    def of_month(self, month: date) -> Decimal:
        """Of the month that begins on this day."""
        known = self._months.get(month)
        if known is None:
            known = self._months[month] = self.between(month, end_of_month(month))
        return known
