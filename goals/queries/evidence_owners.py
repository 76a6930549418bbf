"""With whom a goal's owner is compared, and when all of them work (rules 14, 22)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from accounts.models import Calendar, Membership, Team, User
from accounts.queries.working_time import calendar_of_team, work_calendars, working_time_of
from goals.queries.goal_terms import GoalTerms
from goals.queries.tallies import Owner

_ALWAYS = (date.min, date.max)
_NONE, _WHOLE = Decimal(0), Decimal(1)


@dataclass(frozen=True)
class Presence:
    """How much of each day somebody works; `first` is the first of the days in `shares`."""

    first: date
    shares: tuple[Decimal, ...]

    def days(self, starts: date, ends: date) -> Decimal:
        """Working days from `starts` to `ends`, both included."""
        low, high = (starts - self.first).days, (ends - self.first).days + 1
        return sum(self.shares[max(low, 0) : max(high, 0)], _NONE)


def others_of(terms: GoalTerms, *, day: date) -> tuple[Owner, ...]:
    """The reps in a person's team on that day, the teams beside a team, nobody for the company."""
    if terms.person:
        return tuple(("person", pk) for pk in _mates(terms.person, day))
    return tuple(("team", pk) for pk in _teams_beside(terms.team)) if terms.team else ()


def presence_of(owners: Collection[Owner], *, starts: date, ends: date) -> dict[Owner, Presence]:
    """Working days of people (less their time off) and of teams and the company."""
    people = User.objects.filter(pk__in=[pk for kind, pk in owners if kind == "person"])
    working = working_time_of(people, starts=starts, ends=ends) if people else {}
    found: dict[Owner, Presence] = {
        ("person", pk): Presence(
            starts,
            tuple(
                share.present for share in time.shares(starts=starts, ends=ends, on_card=[_ALWAYS])
            ),
        )
        for pk, time in working.items()
    }
    groups = [owner for owner in owners if owner not in found]
    return found | _of_groups(groups, starts, ends) if groups else found


def _of_groups(owners: Collection[Owner], starts: date, ends: date) -> dict[Owner, Presence]:
    default = Calendar.default().pk
    calendars, of_team = work_calendars(years=range(starts.year, ends.year + 1)), calendar_of_team()
    days = [starts + timedelta(days=n) for n in range((ends - starts).days + 1)]
    by_calendar: dict[int, Presence] = {}
    for pk, calendar in calendars.items():
        shares = tuple(_WHOLE if calendar.works(day) else _NONE for day in days)
        by_calendar[pk] = Presence(starts, shares)
    return {
        (kind, pk): by_calendar[(of_team.get(pk) if kind == "team" else None) or default]
        for kind, pk in owners
    }


def _mates(person: User, day: date) -> "QuerySet[User, int]":
    teams = Membership.objects.on(day).filter(user=person).values("team")
    mates = Membership.objects.on(day).filter(team__in=teams).values("user")
    reps = User.objects.reps().employed_on(day).filter(pk__in=mates).exclude(pk=person.pk)
    return reps.values_list("pk", flat=True)


def _teams_beside(team: Team) -> "QuerySet[Team, int]":
    beside = Team.objects.without_tree_fields().filter(parent=team.parent_id)
    return beside.exclude(pk=team.pk).order_by("pk").values_list("pk", flat=True)
