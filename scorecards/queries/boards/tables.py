"""The grids of the team board: one a scorecard, with the team's own lines at the foot."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from scorecards.periods import Period
from scorecards.queries.boards.members import Member, TeamRoster, team_on
from scorecards.queries.boards.rows import BoardRow, Column, ColumnGroup, in_order, row_of
from scorecards.queries.boards.summaries import TeamTree, group_of
from scorecards.scoring.groups import GroupLine, GroupSection, GroupStanding, Roster


@dataclass(frozen=True)
class TotalCell:
    column: Column
    line: GroupLine | None


@dataclass(frozen=True)
class TotalSection:
    kind: str
    section: GroupSection
    cells: tuple[TotalCell, ...]


@dataclass(frozen=True)
class TotalRow:
    """The team's own line for one roster (rule 20), under the same columns as the reps."""

    roster: Roster
    sections: tuple[TotalSection, ...]


@dataclass(frozen=True)
class BoardTable:
    """The reps of one scorecard."""

    scorecard: str
    groups: tuple[ColumnGroup, ...]
    rows: tuple[BoardRow, ...]
    totals: tuple[TotalRow, ...]


@dataclass(frozen=True)
class BoardSource:
    """What the rows are made from; `visible` are the ids of the people the reader may open."""

    roster: TeamRoster
    tree: TeamTree
    visible: Collection[int]


def tables_of(
    members: Iterable[Member], source: BoardSource, *, sort: str
) -> tuple[BoardTable, ...]:
    """One table a scorecard, the one with the most reps first."""
    by_card: dict[int, list[Member]] = defaultdict(list)
    for member in members:
        by_card[member.standing.scorecard_id].append(member)
    tables = [_table(found, source, sort) for found in by_card.values()]
    return tuple(sorted(tables, key=lambda table: (-len(table.rows), table.scorecard)))


def _table(members: Sequence[Member], source: BoardSource, sort: str) -> BoardTable:
    groups = _column_groups(members)
    by_rep: dict[int, list[Member]] = defaultdict(list)
    for member in members:
        by_rep[member.rep.pk].append(member)
    rows = [_row(rep, found, groups, source) for rep, found in by_rep.items()]
    return BoardTable(
        scorecard=members[0].standing.scorecard,
        groups=groups,
        rows=tuple(in_order(rows, sort)),
        totals=_totals(members, groups, source),
    )


def _column_groups(members: Iterable[Member]) -> tuple[ColumnGroup, ...]:
    """Benchmarks in the order of the scorecard, whichever member's lines they are in."""
    periods: dict[tuple[str, str], Period] = {}
    columns: dict[tuple[str, str], dict[str, Column]] = defaultdict(dict)
    for member in members:
        standing = member.standing
        group = (standing.kind, standing.period.key)
        periods[group] = standing.period
        for line in (each.line for each in member.lines):
            key = f"{standing.kind}.{line.metric}"
            columns[group].setdefault(line.metric, Column(key, line.metric, line.name, line.unit))
    return tuple(
        ColumnGroup(kind=group[0], period=periods[group], columns=tuple(columns[group].values()))
        for group in sorted(periods)
    )


def _row(
    rep: int, members: Sequence[Member], groups: Sequence[ColumnGroup], source: BoardSource
) -> BoardRow:
    team = team_on(source.roster, rep, source.roster.day)
    return row_of(
        members,
        groups,
        team=source.tree.teams[team] if team else None,
        can_open=rep in source.visible,
    )


def _totals(
    members: Sequence[Member], groups: Sequence[ColumnGroup], source: BoardSource
) -> tuple[TotalRow, ...]:
    standings = [
        group_of(_members_under(group, members), thresholds=source.roster.thresholds)
        for group in groups
    ]
    return tuple(
        TotalRow(
            roster=roster,
            sections=tuple(
                _total_section(group, _of_roster(standing, roster))
                for group, standing in zip(groups, standings, strict=True)
            ),
        )
        for roster in Roster
    )


def _members_under(group: ColumnGroup, members: Iterable[Member]) -> list[Member]:
    return [
        member
        for member in members
        if (member.standing.kind, member.standing.period.key) == (group.kind, group.period.key)
    ]


def _of_roster(standing: GroupStanding, roster: Roster) -> GroupSection:
    return standing.full if roster == Roster.FULL else standing.contributors


def _total_section(group: ColumnGroup, section: GroupSection) -> TotalSection:
    lines = {line.metric: line for line in section.lines}
    return TotalSection(
        kind=group.kind,
        section=section,
        cells=tuple(TotalCell(column, lines.get(column.metric)) for column in group.columns),
    )
