"""Everything a sheet of quotas is made of: who belongs to it in which month, and what is owed.

Read once, in three queries, for any number of people and teams.

A month of a person belongs to the sheet of the team in which they were last in that month; after
their last day in a team that team keeps them. So every month is set on one sheet only, and no
amount is counted twice.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from accounts.models import Membership, Role, Team
from scorecards.models import Metric, Quota
from scorecards.periods import Period
from scorecards.scoring.quota_sheets import NOTHING, Amounts, added
from scorecards.scoring.quotas import end_of_month, months_between

Months = tuple[date, ...]
Ramp = tuple[Decimal, ...]


@dataclass(frozen=True)
class Sheet:
    """What names a sheet: its team (None: the sheet of the top), metric and fiscal year."""

    team: Team | None
    metric: Metric
    year: Period

    @property
    def team_id(self) -> int | None:
        return self.team.pk if self.team else None

    @property
    def team_key(self) -> str:
        return str(self.team.pk) if self.team else "top"

    @property
    def address(self) -> tuple[str, str, str]:
        """What its addresses are made of."""
        return self.metric.slug, self.year.key, self.team_key

    @cached_property
    def months(self) -> Months:
        return tuple(months_between(self.year.starts, self.year.ends))


@dataclass(frozen=True, slots=True)
class Stay:
    """A person's days in a team, both included; no end: until further."""

    team: int
    starts: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A person with the team that each month belongs to, and whether they are there in it."""

    pk: int
    name: str
    email: str
    joined_on: date | None
    left_on: date | None
    stays: tuple[Stay, ...]
    homes: tuple[int, ...]
    present: tuple[bool, ...]


@dataclass(frozen=True)
class QuotaBook:
    """Teams by id as (name, id of the one above), people by id; rows are "rep-7" or "team-3"."""

    months: Months
    teams: Mapping[int, tuple[str, int | None]]
    seats: Mapping[int, Seat]
    amounts: Mapping[str, Amounts]
    ramps: Mapping[str, tuple[Ramp | None, ...]]

    def below(self, team: int | None) -> list[int]:
        """The teams right below a team, or those at the top, by name."""
        found = [pk for pk, (_name, above) in self.teams.items() if above == team]
        return sorted(found, key=lambda pk: self.teams[pk][0])

    def inside(self, team: int) -> set[int]:
        """A team with every team below it."""
        return {team}.union(*(self.inside(below) for below in self.below(team)))

    def members(self, team: int) -> Iterator[Seat]:
        """Who is in the team itself in one of the months at least."""
        return (seat for seat in self.seats.values() if team in seat.homes)

    def owed_by(self, row: str) -> Amounts:
        return self.amounts.get(row, NOTHING)

    def owed_in(self, seat: Seat, teams: Collection[int]) -> Amounts:
        """What a person owes in the months that belong to these teams."""
        owed = self.owed_by(f"rep-{seat.pk}")
        return tuple(
            amount if home in teams else None for amount, home in zip(owed, seat.homes, strict=True)
        )

    def owed_by_members(self, team: int) -> Amounts:
        """Σ of everybody in the team and below it (rules 23, 31)."""
        inside = self.inside(team)
        return added(self.owed_in(seat, inside) for seat in self.seats.values())

    def owed_by_team(self, team: int) -> Amounts:
        """The team's own quota, or without one that of its members (rule 23)."""
        own = self.owed_by(f"team-{team}")
        return own if any(amount is not None for amount in own) else self.owed_by_members(team)


def quota_book(*, metric: Metric, months: Months, team: int | None) -> QuotaBook:
    """The book of a team and everything below it, or of all teams."""
    rows = Team.objects.without_tree_fields().values_list("pk", "name", "parent_id")
    teams = {pk: (name, above) for pk, name, above in rows}
    scope = set(teams) if team is None else _below({team}, teams)
    seats = _seats(scope, months)
    amounts, ramps = _owed(metric, months, reps=seats, teams=scope)
    return QuotaBook(months=months, teams=teams, seats=seats, amounts=amounts, ramps=ramps)


def _below(tops: set[int], teams: Mapping[int, tuple[str, int | None]]) -> set[int]:
    inside, grown = set(tops), True
    while grown:
        found = {pk for pk, (_name, above) in teams.items() if above in inside} - inside
        inside |= found
        grown = bool(found)
    return inside


def _seats(teams: Collection[int], months: Months) -> dict[int, Seat]:
    """Reps with a day in one of the teams in these months, by name."""
    first, last = months[0], end_of_month(months[-1])
    there = Membership.objects.overlapping(first, last).filter(team_id__in=teams)
    rows = (
        Membership.objects.filter(user__in=there.values("user"), user__role=Role.REP)
        .filter(Q(user__left_on__isnull=True) | Q(user__left_on__gte=first))
        .order_by("user__name", "user_id", "starts_on")
        .values_list(*_PERSON, "team_id", "starts_on", "ends_on")
    )
    stays: dict[int, list[Stay]] = defaultdict(list)
    people = {}
    for *person, team, starts, ends in rows:
        people[person[0]] = person
        stays[person[0]].append(Stay(team, starts, ends))
    spans = [(month, end_of_month(month)) for month in months]
    return {pk: _seat(person, stays[pk], spans) for pk, person in people.items()}


_PERSON = ("user_id", "user__name", "user__email", "user__joined_on", "user__left_on")


def _seat(person: Sequence, stays: Sequence[Stay], spans: Sequence[tuple[date, date]]) -> Seat:
    pk, name, email, joined_on, left_on = person
    homes, present = [], []
    for month, last in spans:
        begun = [stay for stay in stays if stay.starts <= last]
        home = begun[-1] if begun else stays[0]
        ends = min(home.ends or last, left_on or last)
        homes.append(home.team)
        present.append(max(home.starts, joined_on or month) <= last and ends >= month)
    return Seat(pk, name, email, joined_on, left_on, tuple(stays), tuple(homes), tuple(present))


def _owed(
    metric: Metric, months: Months, *, reps: Collection[int], teams: Collection[int]
) -> tuple[dict[str, Amounts], dict[str, tuple[Ramp | None, ...]]]:
    """What holds on the last day of each month: the row published last."""
    place = {month: number for number, month in enumerate(months)}
    rows = Quota.objects.filter(metric=metric).of(reps=reps, teams=teams)
    rows = rows.in_months(months[0], months[-1]).order_by("id")
    amounts: dict[str, list[Decimal | None]] = {}
    ramps: dict[str, list[Ramp | None]] = {}
    known: dict[str, Ramp] = {}  # most rows share one: it is read once
    for rep, team, month, amount, ramp in rows.values_list(
        "rep_id", "team_id", "month", "amount", Cast("ramp", TextField())
    ):
        key = f"rep-{rep}" if rep else f"team-{team}"
        if (shares := known.get(ramp)) is None:
            shares = known[ramp] = tuple(Decimal(share) for share in json.loads(ramp))
        amounts.setdefault(key, [None] * len(months))[place[month]] = amount
        ramps.setdefault(key, [None] * len(months))[place[month]] = shares
    return (
        {key: tuple(found) for key, found in amounts.items()},
        {key: tuple(found) for key, found in ramps.items()},
    )
