"""The team board: reps × benchmarks, who needs the manager first, and the team's own line."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from accounts.access import people_visible_to, teams_visible_to
from accounts.models import JobRole, Organisation, Role, Team, User
from accounts.queries.many import among
from scorecards.periods import Period
from scorecards.queries.boards.members import (
    Member,
    TeamRoster,
    members_of,
    people_in,
    team_on,
    team_roster,
)
from scorecards.queries.boards.rows import NEED
from scorecards.queries.boards.summaries import (
    GroupScore,
    TeamSummary,
    group_scores,
    lengths_of,
    summary_of,
    team_tree,
)
from scorecards.queries.boards.tables import BoardSource, BoardTable, tables_of
from scorecards.queries.boards.today import Today, today_of
from scorecards.queries.standings import anchor_day
from scorecards.queries.terms import card_spans, period_rules
from scorecards.queries.waiting import figures_lag


@dataclass(frozen=True)
class BoardChoice:
    """What the reader asked for; no period means now, `sort` is one of `board_rows`."""

    period: Period | None = None
    sort: str = NEED
    job_role: int | None = None


@dataclass(frozen=True)
class Unscored:
    """A rep without any score; `on_scorecard`: one applies, but nothing is scored yet."""

    rep: User
    team: Team | None
    on_scorecard: bool
    can_open: bool


@dataclass(frozen=True)
class Board:
    """Each section is shown in its own period that holds `day`; `today` is the real one.

    `period` is the chosen one, or else the shortest of `lengths`: the periods that hold the day,
    one for each length that a section has. `above` are the teams above that the reader may open,
    `people` are the ids of those who are shown; `lagging`: changes of theirs wait for too long.
    """

    team: Team
    above: tuple[Team, ...]
    today: date
    day: date
    period: Period
    lengths: tuple[Period, ...]
    scores: tuple[GroupScore, ...]
    tables: tuple[BoardTable, ...]
    unscored: tuple[Unscored, ...]
    below: tuple[TeamSummary, ...]
    strip: Today | None
    job_roles: tuple[JobRole, ...]
    choice: BoardChoice
    people: tuple[int, ...]
    lagging: bool

    @property
    def reps(self) -> int:
        return len(self.people)

    @property
    def needs_scorecard(self) -> bool:
        """Whether nobody here is on any scorecard."""
        return not self.tables and not any(rep.on_scorecard for rep in self.unscored)


def board_of(
    team: Team, *, viewer: User, choice: BoardChoice, organisation: Organisation, now: datetime
) -> Board:
    """The board of a team and the teams below it; as many queries for one rep as for hundreds."""
    today = now.astimezone(organisation.zone).date()
    day = anchor_day(choice.period, today=today) if choice.period else today
    tree = team_tree()
    inside = tree.below(team.pk)
    roster = team_roster(inside, day=day, organisation=organisation, now=now)
    members = _chosen(members_of(roster, inside), choice)
    lengths = lengths_of(
        (m.standing.period.kind for m in members), day=day, rules=period_rules(organisation)
    )
    period = choice.period or lengths[0]
    employed = _reps_in(roster, inside, period)
    people = _people_shown(employed, members, choice)
    shown = tuple(person.pk for person in people)
    visible = _visible(viewer, roster, today)
    may_open = set(teams_visible_to(viewer).values_list("pk", flat=True))
    source = BoardSource(roster=roster, tree=tree, visible=visible)
    return Board(
        team=team,
        above=tuple(above for above in tree.above(team) if above.pk in may_open),
        today=today,
        day=day,
        period=period,
        lengths=lengths,
        scores=group_scores(members, thresholds=roster.thresholds),
        tables=tables_of(members, source, sort=choice.sort),
        unscored=_unscored(people, members, source),
        below=tuple(
            summary_of(tree.teams[child], roster, tree.below(child))
            for child in (() if choice.job_role else tree.children.get(team.pk, ()))
        ),
        strip=today_of(roster, people, inside) if day == today else None,
        job_roles=_job_roles(employed),
        choice=choice,
        people=shown,
        lagging=figures_lag(shown, today=today, now=now),
    )


def _visible(viewer: User, roster: TeamRoster, today: date) -> set[int]:
    """Of the people here, those whom the viewer may open: never a list of the whole company."""
    people = people_visible_to(viewer, today=today).filter(pk__in=among(roster.people)).order_by()
    return set(people.values_list("pk", flat=True))


def _chosen(members: Iterable[Member], choice: BoardChoice) -> list[Member]:
    return [m for m in members if choice.job_role in (None, m.rep.job_role_id)]


def _reps_in(roster: TeamRoster, teams: Collection[int], period: Period) -> list[User]:
    """Reps who are in the teams and employed on some day of the period."""
    return [
        person
        for person in people_in(roster, teams, (period.starts, period.ends))
        if person.role == Role.REP
        and (person.joined_on is None or person.joined_on <= period.ends)
        and (person.left_on is None or person.left_on >= period.starts)
    ]


def _people_shown(
    employed: Iterable[User], members: Iterable[Member], choice: BoardChoice
) -> list[User]:
    present = {p.pk: p for p in employed if choice.job_role in (None, p.job_role_id)}
    return list({**present, **{member.rep.pk: member.rep for member in members}}.values())


def _unscored(
    people: Iterable[User], members: Iterable[Member], source: BoardSource
) -> tuple[Unscored, ...]:
    scored = {member.rep.pk for member in members}
    rest = [person for person in people if person.pk not in scored]
    if not rest:
        return ()
    day = source.roster.day
    spans = card_spans(rest)
    found = []
    for person in sorted(rest, key=lambda person: person.name.casefold()):
        team = team_on(source.roster, person.pk, day)
        found.append(
            Unscored(
                rep=person,
                team=source.tree.teams[team] if team else None,
                on_scorecard=any(s.starts <= day <= s.ends for s in spans[person.pk]),
                can_open=person.pk in source.visible,
            )
        )
    return tuple(found)


def _job_roles(people: Iterable[User]) -> tuple[JobRole, ...]:
    found = {person.job_role for person in people if person.job_role}
    return tuple(sorted(found, key=lambda job_role: job_role.name))
