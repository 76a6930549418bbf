"""The strip at the top of the team board: who is silent, away or behind today."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import TimeOff, User
from scorecards.models import DailyTotal
from scorecards.queries.boards.members import TeamRoster, people_in
from scorecards.queries.boards.summaries import lowest_pace
from scorecards.queries.standings import Standing
from scorecards.scoring.pace import Status


@dataclass(frozen=True)
class Away:
    """A rep on time off; `until` is its last day."""

    rep: User
    until: date
    half_day: bool


@dataclass(frozen=True)
class Behind:
    """A rep whose lowest section is behind; `pace` is a share of what is expected by now."""

    rep: User
    pace: Decimal | None


@dataclass(frozen=True)
class Today:
    """`working` reps are on a working day whose hours have begun; `silent` of them logged nothing.

    By each rep's own day (rule 26).
    """

    working: int
    silent: tuple[User, ...]
    away: tuple[Away, ...]
    behind: tuple[Behind, ...]


def today_of(roster: TeamRoster, people: Iterable[User], teams: Collection[int]) -> Today:
    """Of the people who are in the teams today; two queries."""
    here = _here(roster, people, teams)
    days = {person.pk: roster.clocks[person.pk].today for person in here}
    working = [person for person in here if _is_working(roster, person)]
    logged = _logged(days)
    return Today(
        working=len(working),
        silent=tuple(person for person in working if person.pk not in logged),
        away=_away(here, days),
        behind=_behind(here, roster.standings, days),
    )


def _here(roster: TeamRoster, people: Iterable[User], teams: Collection[int]) -> list[User]:
    today = {person.pk for person in people_in(roster, teams, (roster.day, roster.day))}
    here = [p for p in people if p.pk in today and p.is_employed_on(roster.clocks[p.pk].today)]
    return sorted(here, key=lambda person: person.name.casefold())


def _is_working(roster: TeamRoster, person: User) -> bool:
    """On a working day, not away for all of it, and past the start of the working hours."""
    clock = roster.clocks[person.pk]
    return bool(clock.gone_today) and any(
        _presence_on(standing, clock.today) for standing in roster.standings.get(person.pk, ())
    )


def _presence_on(standing: Standing, day: date) -> Decimal:
    if day not in standing.period:
        return Decimal(0)
    return standing.section.presence[(day - standing.period.starts).days]


def _logged(days: Mapping[int, date]) -> set[int]:
    """Who has at least one fact on their day."""
    rows = DailyTotal.objects.filter(rep__in=days, day__in=set(days.values()), facts__gt=0)
    return {rep for rep, day in rows.values_list("rep_id", "day") if days[rep] == day}


def _away(people: Iterable[User], days: Mapping[int, date]) -> tuple[Away, ...]:
    rows = TimeOff.objects.filter(user__in=days)
    if days:
        rows = rows.overlapping(min(days.values()), max(days.values()))
    found = {off.user_id: off for off in rows if off.starts_on <= days[off.user_id] <= off.ends_on}
    return tuple(
        Away(rep=person, until=found[person.pk].ends_on, half_day=found[person.pk].half_days)
        for person in people
        if person.pk in found
    )


def _behind(
    people: Iterable[User], standings: Mapping[int, Iterable[Standing]], days: Mapping[int, date]
) -> tuple[Behind, ...]:
    """The furthest behind first, in periods that run today: not who was behind on Friday."""
    found = []
    for person in people:
        running = [s for s in standings.get(person.pk, ()) if days[person.pk] in s.period]
        lowest = lowest_pace(running)
        if lowest and lowest.status == Status.BEHIND:
            found.append(Behind(person, lowest.pace))
    return tuple(sorted(found, key=lambda behind: behind.pace or Decimal(0)))
