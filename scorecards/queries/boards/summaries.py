"""A team in a line: its score by rules 20 to 22 and how many of its reps are on which pace."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Role, Team
from scorecards.models import Section
from scorecards.periods import Period, PeriodKind, PeriodRules, period_containing
from scorecards.queries.boards.members import Member, TeamRoster, members_of, people_in
from scorecards.queries.standings import Standing
from scorecards.scoring.groups import GroupStanding, MemberLines, group_lines
from scorecards.scoring.pace import Pace, Status, Thresholds


@dataclass(frozen=True)
class TeamTree:
    """Every team by id, and the ids of the teams directly below each (None: at the top)."""

    teams: Mapping[int, Team]
    children: Mapping[int | None, Sequence[int]]

    def below(self, team: int) -> set[int]:
        """The team and every team below it."""
        return {team}.union(*(self.below(child) for child in self.children.get(team, ())))

    def above(self, team: Team) -> list[Team]:
        """The teams above, from the top down."""
        if team.parent_id is None:
            return []
        parent = self.teams[team.parent_id]
        return [*self.above(parent), parent]


@dataclass(frozen=True)
class GroupScore:
    """A team's score in one period of one kind of section, over every scorecard that has it.

    `members` reps have the section, `contributors` of them at least one fact in it.
    """

    kind: str
    period: Period
    standing: GroupStanding
    members: int
    contributors: int


@dataclass(frozen=True)
class StatusCount:
    status: Status | None
    reps: int


@dataclass(frozen=True)
class TeamSummary:
    """`reps` are in the team on the day; each counts once in `counts`, by the lowest pace."""

    team: Team
    reps: int
    groups: tuple[GroupScore, ...]
    counts: tuple[StatusCount, ...]
    lowest_pace: Decimal | None

    @property
    def activities(self) -> list[GroupScore]:
        return [group for group in self.groups if group.kind == Section.Kind.ACTIVITIES]

    @property
    def objectives(self) -> list[GroupScore]:
        return [group for group in self.groups if group.kind == Section.Kind.OBJECTIVES]


def team_tree() -> TeamTree:
    """The whole tree in one query, teams of one level by name."""
    teams = {team.pk: team for team in Team.objects.without_tree_fields().order_by("name", "pk")}
    children: dict[int | None, list[int]] = defaultdict(list)
    for team in teams.values():
        children[team.parent_id].append(team.pk)
    return TeamTree(teams, children)


def summary_of(team: Team, roster: TeamRoster, teams: Collection[int]) -> TeamSummary:
    """`teams`: the ids of the team and those below it."""
    members = members_of(roster, teams)
    groups = group_scores(members, thresholds=roster.thresholds)
    reps = _reps_in(roster, teams)
    paces = [group.standing.full.pace for group in groups]
    return TeamSummary(
        team=team,
        reps=len(reps),
        groups=groups,
        counts=status_counts(roster.standings.get(rep, ()) for rep in reps),
        lowest_pace=min((pace for pace in paces if pace is not None), default=None),
    )


def group_scores(members: Iterable[Member], *, thresholds: Thresholds) -> tuple[GroupScore, ...]:
    """Sections of one kind are added up when their periods are the same, activities first."""
    together: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for member in members:
        together[member.standing.kind, member.standing.period.key].append(member)
    return tuple(
        GroupScore(
            kind=kind,
            period=found[0].standing.period,
            standing=group_of(found, thresholds=thresholds),
            members=len({member.rep.pk for member in found}),
            contributors=len({member.rep.pk for member in found if _has_facts(member)}),
        )
        for (kind, _), found in sorted(together.items())
    )


def group_of(members: Iterable[Member], *, thresholds: Thresholds) -> GroupStanding:
    """The group's own lines and score, full roster and contributors (rule 20).

    Where a closing wrote down the same thresholds for all of them, by those.
    """
    members = list(members)
    said = members[0].standing.thresholds if members else thresholds
    if all(member.standing.thresholds == said for member in members):
        thresholds = said
    return group_lines([_member_lines(member) for member in members], thresholds=thresholds)


def lengths_of(kinds: Iterable[PeriodKind], *, day: date, rules: PeriodRules) -> tuple[Period, ...]:
    """The period of each of these lengths that holds the day, shortest first; a week for none."""
    found = set(kinds) or {PeriodKind.WEEK}
    return tuple(
        period_containing(day=day, kind=kind, rules=rules) for kind in PeriodKind if kind in found
    )


def status_counts(reps: Iterable[Iterable[Standing]]) -> tuple[StatusCount, ...]:
    """How many reps (each given by their standings) are on which pace, the best first."""
    found = Counter(lowest.status if lowest else None for lowest in map(lowest_pace, reps))
    return tuple(StatusCount(status, found[status]) for status in (*Status, None))


def lowest_pace(standings: Iterable[Standing]) -> Pace | None:
    """The pace of the section that is furthest behind; None when none has a pace."""
    known = [standing.pace for standing in standings if standing.pace.pace is not None]
    return min(known, key=lambda pace: pace.pace or Decimal(0), default=None)


def _reps_in(roster: TeamRoster, teams: Collection[int]) -> list[int]:
    """Ids of the reps in the teams on the day, those who have left the company not among them."""
    day = roster.day
    here = people_in(roster, teams, (day, day))
    return [person.pk for person in here if person.role == Role.REP and person.is_employed_on(day)]


def _member_lines(member: Member) -> MemberLines:
    return MemberLines(
        lines=[standing.line for standing in member.lines],
        paces={standing.line.metric: standing.pace for standing in member.lines},
    )


def _has_facts(member: Member) -> bool:
    return any(standing.line.facts for standing in member.lines)
