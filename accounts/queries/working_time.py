"""When people work: everything that rule 14 needs, for many people in five queries."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from accounts.calendars import (
    Absence,
    CalendarSpan,
    DayShare,
    WorkCalendar,
    day_shares,
    only_calendar,
    public_holidays,
    working_days,
)
from accounts.models import Calendar, ClosedDay, Membership, Team, TimeOff, User
from accounts.queries.many import among

_NONE = Decimal(0)
_HALF = Decimal("0.5")
_WHOLE = Decimal(1)


@dataclass(frozen=True)
class WorkingTime:
    """What decides one person's working days."""

    spans: tuple[CalendarSpan, ...]
    absences: tuple[Absence, ...]
    joined_on: date | None
    left_on: date | None

    def shares(
        self, *, starts: date, ends: date, on_card: Sequence[tuple[date, date]]
    ) -> tuple[DayShare, ...]:
        """One share per day of the range; present only while employed and on the scorecard.

        `on_card`: the days on the scorecard, oldest first, at least one stretch.
        """
        first, last = on_card[0][0], on_card[-1][1]
        shares = day_shares(
            starts=starts,
            ends=ends,
            spans=self.spans,
            employed_from=max(first, self.joined_on or first),
            employed_to=min(last, self.left_on or last),
            absences=self.absences,
        )
        if len(on_card) == 1:
            return shares
        return tuple(
            share if any(a <= share.day <= b for a, b in on_card) else replace(share, present=_NONE)
            for share in shares
        )

    def alike(self, *, starts: date, ends: date, on_card: Sequence[tuple[date, date]]) -> Hashable:
        """Something that is the same for all whose shares of these days are the same."""
        first = max(on_card[0][0], self.joined_on or on_card[0][0])
        last = min(on_card[-1][1], self.left_on or on_card[-1][1])
        return (
            only_calendar(self.spans, starts=starts, ends=ends) or self.spans,
            first if first > starts else None,
            last if last < ends else None,
            tuple(away for away in self.absences if away.starts <= ends and away.ends >= starts),
            tuple(on_card) if len(on_card) > 1 else None,
        )

    def working_days(self, *, starts: date, ends: date) -> Decimal:
        """The days worked where they are, whether or not they are there (rule 14)."""
        return working_days(starts=starts, ends=ends, spans=self.spans)


def working_time_of(
    people: Collection[User], *, starts: date, ends: date
) -> dict[int, WorkingTime]:
    """Working time of these people (by id) in the range."""
    ids = among([person.pk for person in people])
    default = Calendar.default().pk
    calendars = work_calendars(years=range(starts.year, ends.year + 1))
    of_team = calendar_of_team()
    spans: dict[int, list[CalendarSpan]] = defaultdict(list)
    stays = Membership.objects.filter(user_id__in=ids).order_by("starts_on")
    for user, team, first, last in stays.values_list("user_id", "team_id", "starts_on", "ends_on"):
        calendar = calendars[of_team.get(team) or default]
        spans[user].append(CalendarSpan(first, last, calendar))
    absences: dict[int, list[Absence]] = defaultdict(list)
    away = TimeOff.objects.filter(user_id__in=ids).overlapping(starts, ends)
    for user, first, last, half in away.values_list("user_id", "starts_on", "ends_on", "half_days"):
        absences[user].append(Absence(first, last, _HALF if half else _WHOLE))
    without_team = (CalendarSpan(date.min, None, calendars[default]),)
    return {
        person.pk: WorkingTime(
            spans=tuple(spans[person.pk]) or without_team,
            absences=tuple(absences[person.pk]),
            joined_on=person.joined_on,
            left_on=person.left_on,
        )
        for person in people
    }


def work_calendars(*, years: range) -> dict[int, WorkCalendar]:
    """Every calendar by its id, with the public holidays of these years."""
    closed: dict[int, set[date]] = defaultdict(set)
    for closed_day in ClosedDay.objects.filter(day__year__gte=years[0], day__year__lte=years[-1]):
        closed[closed_day.calendar_id].add(closed_day.day)
    return {
        calendar.pk: WorkCalendar(
            weekdays=frozenset(int(digit) for digit in calendar.weekdays),
            closed=frozenset(closed[calendar.pk]).union(
                public_holidays(country=calendar.country, region=calendar.region, years=years)
            ),
        )
        for calendar in Calendar.objects.all()
    }


def calendar_of_team() -> dict[int, int | None]:
    """Calendar id by team id: a team without one takes that of the nearest team above."""
    rows = {
        pk: (parent, calendar)
        for pk, parent, calendar in Team.objects.without_tree_fields().values_list(
            "pk", "parent_id", "calendar_id"
        )
    }
    return calendars_of_teams(rows)


def calendars_of_teams(rows: Mapping[int, tuple[int | None, int | None]]) -> dict[int, int | None]:
    """The same of (parent, own calendar) by team id."""
    found: dict[int, int | None] = {}
    for team in rows:
        above: int | None = team
        while above is not None and rows[above][1] is None:
            above = rows[above][0]
        found[team] = rows[above][1] if above is not None else None
    return found
