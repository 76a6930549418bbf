"""Who is in which team when, and what each brings to it: membership counts by day (rule 22).

Everything is read once, in a constant number of queries, for any number of teams and reps;
`members_of` then answers for every team of the tree without asking the database again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef

from accounts.models import Membership, Organisation, User
from accounts.queries.many import among
from scorecards.periods import PeriodKind, period_containing
from scorecards.queries.standings import (
    LineStanding,
    RepClock,
    Standing,
    all_standings_on,
    rep_clock,
    thresholds_of,
)
from scorecards.queries.tallies import tallies_of
from scorecards.queries.terms import period_rules
from scorecards.scoring.lines import combined
from scorecards.scoring.pace import Thresholds, line_pace
from scorecards.scoring.parts import Days, covers, part_of_section
from scorecards.scoring.records import Tally

# A week that holds a day may reach over the year that holds it.
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Member:
    """What one rep's section brings to a group of teams.

    `lines` are of the days in these teams; `days` are those days, None when they are all the
    days that the standing counts.
    """

    rep: User
    standing: Standing
    lines: tuple[LineStanding, ...]
    days: tuple[Days, ...] | None


@dataclass(frozen=True)
class TeamRoster:
    """People by id who were in the teams in the year around a day, wherever else they were.

    `tallies` are by (score id, membership id), and only of people who moved.
    """

    day: date
    people: Mapping[int, User]
    stays: Mapping[int, Sequence[Membership]]
    standings: Mapping[int, Sequence[Standing]]
    tallies: Mapping[tuple[int, int], Mapping[str, Tally]]
    clocks: Mapping[int, RepClock]
    thresholds: Thresholds


def team_roster(
    teams: Collection[int],
    *,
    day: date,
    organisation: Organisation,
    now: datetime,
    with_places: bool = True,
) -> TeamRoster:
    """Members of these teams with their standings in the periods that hold the day."""
    around = _around(day, organisation)
    inside = Membership.objects.overlapping(*around).filter(team__in=teams, user=OuterRef("pk"))
    people = list(User.objects.filter(Exists(inside)).select_related("job_role"))
    stays: dict[int, list[Membership]] = defaultdict(list)
    ids = among([person.pk for person in people])
    for stay in Membership.objects.overlapping(*around).filter(user__in=ids):
        stays[stay.user_id].append(stay)
    standings = all_standings_on(
        people, day=day, organisation=organisation, now=now, with_places=with_places
    )
    return TeamRoster(
        day=day,
        people={person.pk: person for person in people},
        stays=stays,
        standings=standings,
        tallies=_tallies_of_movers(standings, stays),
        clocks={person.pk: rep_clock(person, organisation, now=now) for person in people},
        thresholds=thresholds_of(organisation),
    )


def members_of(roster: TeamRoster, teams: Collection[int]) -> list[Member]:
    """What the people of these teams bring to them, for their days in them (rule 22)."""
    found = []
    for rep, standings in roster.standings.items():
        stays = [stay for stay in roster.stays[rep] if stay.team_id in teams]
        for standing in standings:
            member = _member(roster, standing, stays)
            if member is not None:
                found.append(member)
    return found


def people_in(roster: TeamRoster, teams: Collection[int], days: Days) -> list[User]:
    """Who is in these teams on one of the days at least."""
    return [
        person
        for rep, person in roster.people.items()
        if any(stay.team_id in teams and _within(stay, days) for stay in roster.stays[rep])
    ]


def team_on(roster: TeamRoster, rep: int, day: date) -> int | None:
    """The team of a rep on a day; after the last day in one, that one."""
    begun = [stay for stay in roster.stays[rep] if stay.starts_on <= day]
    return begun[-1].team_id if begun else None


def _around(day: date, organisation: Organisation) -> Days:
    year = period_containing(day=day, kind=PeriodKind.YEAR, rules=period_rules(organisation))
    return min(year.starts, day - _A_WEEK), max(year.ends, day + _A_WEEK)


def _tallies_of_movers(
    standings: Mapping[int, Iterable[Standing]], stays: Mapping[int, Iterable[Membership]]
) -> dict[tuple[int, int], dict[str, Tally]]:
    wanted = [
        (standing, stay)
        for rep, found in standings.items()
        for standing in found
        for stay in stays[rep]
        if _within(stay, _counted(standing)) and not covers([_days(stay)], _counted(standing))
    ]
    spans = [(standing.rep_id, *_cut_days(stay, standing)) for standing, stay in wanted]
    return {
        (standing.score_id, stay.pk): tally
        for (standing, stay), tally in zip(wanted, tallies_of(spans), strict=True)
    }


def _member(roster: TeamRoster, standing: Standing, stays: Sequence[Membership]) -> Member | None:
    stays = [stay for stay in stays if _within(stay, _counted(standing))]
    if not stays:
        return None
    rep = roster.people[standing.rep_id]
    days = tuple(_cut_days(stay, standing) for stay in stays)
    if covers(days, _counted(standing)):
        return Member(rep, standing, standing.lines, days=None)
    lines = _lines_of_days(roster, standing, stays, days)
    return Member(rep, standing, lines, days=days)


def _lines_of_days(
    roster: TeamRoster, standing: Standing, stays: Sequence[Membership], days: Sequence[Days]
) -> tuple[LineStanding, ...]:
    clock = roster.clocks[standing.rep_id]
    starts = standing.period.starts
    part = part_of_section(
        standing.section,
        starts=starts,
        days=days,
        last_day=min(standing.counted_to, clock.today),
        tallies=_combined([roster.tallies[standing.score_id, stay.pk] for stay in stays]),
    )
    return tuple(
        LineStanding(
            line,
            line_pace(
                line,
                presence=part.presence,
                starts=starts,
                today=clock.today,
                gone_today=clock.gone_today,
                thresholds=standing.thresholds,
            ),
        )
        for line in part.lines
    )


def _combined(found: Sequence[Mapping[str, Tally]]) -> dict[str, Tally]:
    metrics = {metric for tallies in found for metric in tallies}
    return {
        metric: combined(tallies[metric] for tallies in found if metric in tallies)
        for metric in metrics
    }


def _counted(standing: Standing) -> Days:
    return standing.counted_from, standing.counted_to


def _days(stay: Membership) -> Days:
    return stay.starts_on, stay.ends_on or date.max


def _cut_days(stay: Membership, standing: Standing) -> Days:
    """The part of a stay that the standing counts."""
    first, last = _days(stay)
    return max(first, standing.counted_from), min(last, standing.counted_to)


def _within(stay: Membership, days: Days) -> bool:
    first, last = _days(stay)
    return first <= days[1] and last >= days[0]
