"""Working days: which days a rep works, and how much of each (scoring.md rules 14, 16, 26)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache

import holidays

NONE = Decimal(0)
WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The weekdays a team works (Monday = 0) and the days on which it is closed all the same."""

    weekdays: frozenset[int]
    closed: frozenset[date]

    def works(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.closed


@dataclass(frozen=True, slots=True)
class CalendarSpan:
    """The calendar a rep lived by between two days, both included; no end means until further."""

    starts: date
    ends: date | None
    calendar: WorkCalendar


@dataclass(frozen=True, slots=True)
class Absence:
    """Time off between two days, both included; share 1 is the whole of each day, 0.5 half."""

    starts: date
    ends: date
    share: Decimal


@dataclass(frozen=True, slots=True)
class DayShare:
    """One calendar day: the part the team works, and the part of it the rep was present."""

    day: date
    working: Decimal
    present: Decimal


def public_holidays(*, country: str, region: str, years: Iterable[int]) -> dict[date, str]:
    """Public holidays by day with their English names; no country means none.

    Country and region are ISO 3166 codes ("DE", "BY"). Raises ValueError naming an unknown one.
    """
    wanted = set(years)
    if not country or not wanted:
        return {}
    known = holidays.list_supported_countries(include_aliases=True)
    if country not in known:
        raise ValueError(f"No holidays are known for the country “{country}”.")
    try:
        found = holidays.country_holidays(
            country,
            subdiv=region or None,
            years=wanted,
            language="en_US",  # or else the names would follow the server's locale
        )
    except NotImplementedError:
        raise ValueError(
            f"No holidays are known for the region “{region}” of “{country}”."
        ) from None
    return dict(sorted(found.items()))


def day_shares(
    *,
    starts: date,
    ends: date,
    spans: Sequence[CalendarSpan],
    employed_from: date | None,
    employed_to: date | None,
    absences: Sequence[Absence],
) -> tuple[DayShare, ...]:
    """One share per calendar day from starts to ends, both included (rule 14).

    A day outside every span lives by the nearest one, since somebody who joins on the 10th owes
    a part of the whole month. Where spans overlap, the one that started later is in force.
    Several absences of one day add up to at most the whole day. Raises ValueError without spans.
    """
    if not spans:
        raise ValueError("A rep needs at least one calendar.")
    away = _away(absences, starts=starts, ends=ends)
    only = only_calendar(spans, starts=starts, ends=ends)
    shares = []
    for day in _days(starts, ends):
        works = (only or _calendar_on(day, spans)).works(day)
        employed = _is_employed(day, employed_from, employed_to)
        present = max(NONE, WHOLE - away.get(day, NONE)) if works and employed else NONE
        shares.append(DayShare(day=day, working=WHOLE if works else NONE, present=present))
    return tuple(shares)


def working_days(*, starts: date, ends: date, spans: Sequence[CalendarSpan]) -> Decimal:
    """How many days are worked by these calendars, both ends included, whoever is away.

    The same days as in `day_shares`, counted once for all who live by one calendar throughout.
    """
    if only := only_calendar(spans, starts=starts, ends=ends):
        return _days_worked(only, starts, ends)
    worked = (_calendar_on(day, spans).works(day) for day in _days(starts, ends))
    return Decimal(sum(worked))


def only_calendar(
    spans: Sequence[CalendarSpan], *, starts: date, ends: date
) -> WorkCalendar | None:
    """The calendar that is in force on all of these days; None when several may be."""
    for span in reversed(spans):
        covers = span.starts <= starts and (span.ends is None or span.ends >= ends)
        alone = not any(o is not span and span.starts <= o.starts <= ends for o in spans)
        if covers and alone:
            return span.calendar
    return None


@lru_cache(maxsize=4096)
def _days_worked(calendar: WorkCalendar, starts: date, ends: date) -> Decimal:
    return Decimal(sum(calendar.works(day) for day in _days(starts, ends)))


def share_gone(*, at: time, opens: time, closes: time) -> Decimal:
    """Share of the working hours that are gone at a local time, 0 to 1 (rule 16).

    Raises ValueError when the hours do not close after they open.
    """
    if closes <= opens:
        raise ValueError("Working hours must close after they open.")
    gone = _microseconds(at) - _microseconds(opens)
    length = _microseconds(closes) - _microseconds(opens)
    return Decimal(min(max(gone, 0), length)) / length


def local_day(*, moment: datetime, zone: tzinfo) -> date:
    """The day it was in a rep's time zone at a moment (rule 26).

    Raises ValueError for a moment without a time zone, which could mean any of three days.
    """
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone before its local day can be told.")
    return moment.astimezone(zone).date()


def _away(absences: Sequence[Absence], *, starts: date, ends: date) -> dict[date, Decimal]:
    away: dict[date, Decimal] = {}
    for absence in absences:
        for day in _days(max(starts, absence.starts), min(ends, absence.ends)):
            away[day] = away.get(day, NONE) + absence.share
    return away


def _days(starts: date, ends: date) -> Iterable[date]:
    return (starts + timedelta(days=n) for n in range((ends - starts).days + 1))


def _calendar_on(day: date, spans: Sequence[CalendarSpan]) -> WorkCalendar:
    # Reversed, because min() keeps the first of equals and the later span is to win.
    return min(reversed(spans), key=lambda span: _distance(span, day)).calendar


def _distance(span: CalendarSpan, day: date) -> int:
    if day < span.starts:
        return (span.starts - day).days
    if span.ends is not None and day > span.ends:
        return (day - span.ends).days
    return 0


def _is_employed(day: date, employed_from: date | None, employed_to: date | None) -> bool:
    if employed_from is not None and day < employed_from:
        return False
    return employed_to is None or day <= employed_to


def _microseconds(at: time) -> int:
    seconds = (at.hour * 60 + at.minute) * 60 + at.second
    return seconds * 1_000_000 + at.microsecond
