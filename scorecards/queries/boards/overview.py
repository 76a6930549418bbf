"""All the teams a reader may see, as a tree, each with its score and its reps' paces."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.access import teams_visible_to
from accounts.models import Organisation, User
from scorecards.periods import Period
from scorecards.queries.boards.members import TeamRoster, team_roster
from scorecards.queries.boards.summaries import (
    TeamSummary,
    TeamTree,
    lengths_of,
    summary_of,
    team_tree,
)
from scorecards.queries.standings import anchor_day
from scorecards.queries.terms import period_rules
from scorecards.queries.waiting import figures_lag


@dataclass(frozen=True)
class TeamNode:
    """A team in the tree, `depth` 0 at the top of what the reader sees."""

    depth: int
    summary: TeamSummary


@dataclass(frozen=True)
class Overview:
    """Teams above before teams below; beside each other, the furthest behind first.

    `lagging`: changes of people in them wait for too long.
    """

    today: date
    day: date
    period: Period
    lengths: tuple[Period, ...]
    nodes: tuple[TeamNode, ...]
    lagging: bool

    @property
    def tops(self) -> list[TeamNode]:
        return [node for node in self.nodes if node.depth == 0]

    @property
    def reps(self) -> int:
        return sum(node.summary.reps for node in self.tops)


def overview_of(
    viewer: User, *, period: Period | None, organisation: Organisation, now: datetime
) -> Overview:
    """The tree for the periods that hold the chosen one's day; a constant number of queries."""
    today = now.astimezone(organisation.zone).date()
    day = anchor_day(period, today=today) if period else today
    visible = set(teams_visible_to(viewer).values_list("pk", flat=True))
    tree = team_tree()
    roster = team_roster(visible, day=day, organisation=organisation, now=now, with_places=False)
    tops = [pk for pk in tree.teams if pk in visible and tree.teams[pk].parent_id not in visible]
    nodes = tuple(_nodes(tops, tree, roster, depth=0))
    kinds = (group.period.kind for node in nodes for group in node.summary.groups)
    lengths = lengths_of(kinds, day=day, rules=period_rules(organisation))
    return Overview(
        today=today,
        day=day,
        period=period or lengths[0],
        lengths=lengths,
        nodes=nodes,
        lagging=figures_lag(roster.people, today=today, now=now),
    )


def _nodes(
    teams: Collection[int], tree: TeamTree, roster: TeamRoster, *, depth: int
) -> Iterator[TeamNode]:
    summaries = [summary_of(tree.teams[team], roster, tree.below(team)) for team in teams]
    for summary in sorted(summaries, key=_need):
        yield TeamNode(depth, summary)
        below = tree.children.get(summary.team.pk, ())
        yield from _nodes(below, tree, roster, depth=depth + 1)


def _need(summary: TeamSummary) -> tuple[bool, Decimal, str]:
    pace = summary.lowest_pace
    return pace is None, pace or Decimal(0), summary.team.name.casefold()
