"""Who owes, where and when: people with their stays, calendars, time off and clocks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Calendar, Membership, Organisation, TimeOff, User
from accounts.queries.working_time import work_calendars
from scorecards.queries.boards.summaries import TeamTree
from scorecards.queries.standings import RepClock, rep_clock
from scorecards.scoring.day_counts import DayCounts
from scorecards.scoring.owing import Worker
from scorecards.scoring.quotas import end_of_month
from scorecards.scoring.records import ONE
from scorecards.scoring.stays import Stay, without_gaps

_A_DAY = timedelta(days=1)
_HALF = Decimal("0.5")
_FIELDS = ("pk", "name", "email", "role", "time_zone", "joined_on", "left_on")


@dataclass(frozen=True)
class Workforce:
    """People by id with when they work, and the teams (None: no team) with theirs."""

    people: Mapping[int, User]
    workers: Mapping[int, Worker]
    teams: Mapping[int | None, Worker]


def people_of_teams(teams: set[int], *, starts: date, ends: date) -> QuerySet[User, Any]:
    """Everybody who was in one of the teams on one of the days, wherever they are now."""
    inside = Membership.objects.overlapping(starts, ends).filter(team__in=teams)
    return User.objects.filter(Exists(inside.filter(user=OuterRef("pk"))))


def workforce(
    people: QuerySet[User, Any],
    tree: TeamTree,
    *,
    starts: date,
    ends: date,
    organisation: Organisation,
    now: datetime,
) -> Workforce:
    """When these people worked in the months of the range; a constant number of queries.

    The days are counted once for each calendar, whoever lives by it.
    """
    first, last = starts.replace(day=1), end_of_month(ends)
    counts = _counts_of_teams(tree, first, last)
    clocks = _Clocks(organisation, now)
    found = {person.pk: person for person in people.only(*_FIELDS)}
    stays = _stays(people, counts)
    away = _away(people, first, last)
    own = clocks.of(User())
    return Workforce(
        people=found,
        workers={
            pk: _worker(
                person,
                without_gaps(stays.get(pk, ()), starts=first, ends=last, default=counts[None]),
                clocks.of(person),
                away.get(pk),
            )
            for pk, person in found.items()
        },
        teams={
            team: Worker((Stay(first, last, team, of_team),), own.today, own.gone_today)
            for team, of_team in counts.items()
        },
    )


def _worker(
    person: User, stays: tuple[Stay, ...], clock: RepClock, away: Mapping[date, Decimal] | None
) -> Worker:
    return Worker(stays, clock.today, clock.gone_today, person.joined_on, person.left_on, away)


def _counts_of_teams(tree: TeamTree, first: date, last: date) -> dict[int | None, DayCounts]:
    """By team id; None: the default calendar. A team without one takes that of the team above."""
    default = Calendar.default().pk
    counts = {
        pk: DayCounts(calendar, starts=first, ends=last)
        for pk, calendar in work_calendars(years=range(first.year, last.year + 1)).items()
    }
    of_teams: dict[int | None, DayCounts] = {None: counts[default]}
    for pk, team in tree.teams.items():
        named = (each.calendar_id for each in (team, *reversed(tree.above(team))))
        of_teams[pk] = counts[next((calendar for calendar in named if calendar), default)]
    return of_teams


def _stays(
    people: QuerySet[User, Any], counts: Mapping[int | None, DayCounts]
) -> dict[int, list[Stay]]:
    stays: dict[int, list[Stay]] = defaultdict(list)
    rows = Membership.objects.filter(user__in=people.values("pk")).order_by("starts_on", "pk")
    for user, team, starts, ends in rows.values_list("user_id", "team_id", "starts_on", "ends_on"):
        stays[user].append(Stay(starts, ends or date.max, team, counts[team]))
    return stays


def _away(people: QuerySet[User, Any], first: date, last: date) -> dict[int, dict[date, Decimal]]:
    """The share of each day that somebody is away; several of one day are at most the whole."""
    away: dict[int, dict[date, Decimal]] = defaultdict(dict)
    rows = TimeOff.objects.filter(user__in=people.values("pk")).overlapping(first, last)
    for user, starts, ends, half in rows.values_list(
        "user_id", "starts_on", "ends_on", "half_days"
    ):
        days, day = away[user], max(starts, first)
        while day <= min(ends, last):
            days[day] = min(ONE, days.get(day, Decimal(0)) + (_HALF if half else ONE))
            day += _A_DAY
    return away


class _Clocks:
    """One reading of the clock for each time zone."""

    def __init__(self, organisation: Organisation, now: datetime) -> None:
        self._organisation, self._now = organisation, now
        self._known: dict[str, RepClock] = {}

    def of(self, person: User) -> RepClock:
        known = self._known.get(person.time_zone)
        if known is None:
            known = rep_clock(person, self._organisation, now=self._now)
            self._known[person.time_zone] = known
        return known
