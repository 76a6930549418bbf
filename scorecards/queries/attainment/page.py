"""Will we make the number? A group's attainment, its teams and people; its past (rule 23)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from accounts.access import SEES_EVERYTHING, people_visible_to
from accounts.charts.bands import counted
from accounts.models import Organisation, Team, User
from scorecards.queries.attainment.lines import (
    Group,
    Line,
    in_order,
    line_of_group,
    line_of_rep,
    line_of_team,
    people_lines,
    reps_in,
    with_chances,
)
from scorecards.queries.attainment.pipeline import Pipeline, pipeline_of
from scorecards.queries.attainment.scope import (
    AttainmentChoice,
    group_of,
    sums_in,
    teams_above,
)
from scorecards.queries.attainment.sums import Sums
from scorecards.queries.attainment.trend import trend_periods
from scorecards.queries.boards.summaries import team_tree

DEPTHS = 2


@dataclass(frozen=True)
class AttainmentPage:
    """`whole` first; `teams` as a tree two levels deep, `people` who belong to the whole itself.

    `reps` are all of those below, each once; `bands` how many of them are at 0–50, 50–80,
    80–100, 100 % and more, `unbanded` how many owe nothing. `has_past`: there is a trend to fetch.
    """

    choice: AttainmentChoice
    today: date
    group: Group
    above: tuple[Team, ...]
    whole: Line
    teams: tuple[Line, ...]
    people: tuple[Line, ...]
    reps: tuple[Line, ...]
    has_past: bool
    pipeline: Pipeline | None

    @property
    def is_now(self) -> bool:
        return self.today in self.choice.span

    @property
    def bands(self) -> tuple[int, ...]:
        return counted(line.figures.attainment for line in self.reps)

    @property
    def unbanded(self) -> int:
        return sum(line.figures.attainment is None for line in self.reps)

    @property
    def listens(self) -> list[str]:
        """The names that its changes are announced by."""
        tops = [self.group.team.pk] if self.group.team else self.group.tops
        return [f"team-{team}" for team in tops]


def attainment_page(
    viewer: User,
    team: Team | None,
    choice: AttainmentChoice,
    *,
    organisation: Organisation,
    now: datetime,
) -> AttainmentPage:
    """Of one team, or (None) of all that the viewer sees; a constant number of queries."""
    tree = team_tree()
    group = group_of(viewer, team, tree)
    sums = sums_in(
        group, choice, tree, since=choice.span.starts, organisation=organisation, now=now
    )
    whole = line_of_group(sums, group, group.team.name if group.team else "")
    teams = list(_tree_lines(sums, group.tops, choice.sort))
    people = in_order(people_lines(sums, group.members), choice.sort)
    whole, *rows = with_chances(sums, [whole, *teams, *people])
    today = sums.force.teams[None].today
    return AttainmentPage(
        choice=choice,
        today=today,
        group=group,
        above=teams_above(viewer, group, tree),
        whole=whole,
        teams=tuple(rows[: len(teams)]),
        people=tuple(_opened(viewer, rows[len(teams) :], today)),
        reps=tuple(_everybody(sums, group)),
        has_past=bool(trend_periods(choice, organisation)),
        pipeline=pipeline_of(sums, group.teams, whole.figures.short),
    )


def _tree_lines(sums: Sums, teams: Sequence[int], sort: str, depth: int = 0) -> Iterator[Line]:
    lines = [line_of_team(sums, sums.tree.teams[team], depth=depth) for team in teams]
    for line in in_order(lines, sort):
        yield line
        if line.team is not None and depth + 1 < DEPTHS:
            below = sums.tree.children.get(line.team.pk, ())
            yield from _tree_lines(sums, below, sort, depth + 1)


def _everybody(sums: Sums, group: Group) -> Iterator[Line]:
    """Each rep once, with all their days in the group, wherever below they were."""
    for rep in reps_in(sums, group.teams):
        yield line_of_rep(sums, sums.force.people[rep], group.teams)


def _opened(viewer: User, lines: Sequence[Line], today: date) -> list[Line]:
    """Who moved on may be out of the viewer's sight: their row stays, without a way in."""
    if viewer.role in SEES_EVERYTHING:
        return list(lines)
    opens = set(people_visible_to(viewer, today=today).values_list("pk", flat=True))
    return [replace(line, can_open=line.rep is not None and line.rep.pk in opens) for line in lines]
