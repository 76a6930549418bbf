"""The rows of the team board and the orders they can stand in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from accounts.models import Team, User
from scorecards.periods import Period
from scorecards.queries.boards.members import Member
from scorecards.queries.boards.summaries import lowest_pace
from scorecards.queries.standings import LineStanding, Standing
from scorecards.scoring.pace import Status
from scorecards.scoring.parts import Days

# A reader's order is one of these words or a column's key; a leading "-" turns it round.
NEED = "need"
NAME = "name"


@dataclass(frozen=True)
class Column:
    """A benchmark; `key` ("activities.calls_made") names it when sorting."""

    key: str
    metric: str
    name: str
    unit: str


@dataclass(frozen=True)
class ColumnGroup:
    """One section of a scorecard in its own period; its `kind` is the key of its score."""

    kind: str
    period: Period
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Cell:
    """A rep's line under a column; `standing` is None when the rep has no such benchmark."""

    column: Column
    standing: LineStanding | None


@dataclass(frozen=True)
class RowSection:
    """A rep's cells of one column group; `days` in the team when they are not all of them."""

    kind: str
    standing: Standing | None
    days: tuple[Days, ...]
    cells: tuple[Cell, ...]


class Why(StrEnum):
    """Why a rep has no pace and stands last."""

    MOVED_ON = "moved_on"
    AWAY = "away"
    NOTHING_YET = "nothing_yet"
    NOTHING_COUNTS = "nothing_counts"


@dataclass(frozen=True)
class BoardRow:
    """A rep on the board.

    Pace and status are of the section furthest behind; without them, `why` says the reason. A
    rep who went on to teams that the reader may not see shows the days in this team
    (`can_open` is False): no score, no rank.
    """

    rep: User
    team: Team | None
    sections: tuple[RowSection, ...]
    pace: Decimal | None
    status: Status | None
    why: Why | None
    can_open: bool


def row_of(
    members: Sequence[Member],
    groups: Sequence[ColumnGroup],
    *,
    team: Team | None,
    can_open: bool,
) -> BoardRow:
    """The row of one rep, from what they bring to the teams of the board."""
    lowest = lowest_pace(member.standing for member in members) if can_open else None
    by_group = {(m.standing.kind, m.standing.period.key): m for m in members}
    return BoardRow(
        rep=members[0].rep,
        team=team,
        sections=tuple(
            _section(by_group.get((group.kind, group.period.key)), group, can_open)
            for group in groups
        ),
        pace=lowest.pace if lowest else None,
        status=lowest.status if lowest else None,
        why=None if lowest else _why(members, can_open),
        can_open=can_open,
    )


def in_order(rows: Iterable[BoardRow], sort: str) -> list[BoardRow]:
    """The rows as the reader wants them; who has no such figure stands last, by name.

    By need, the lowest pace comes first; by a score or a benchmark, the highest figure.
    """
    by_name = sorted(rows, key=lambda row: row.rep.name.casefold())
    key, turned = sort.removeprefix("-"), sort.startswith("-")
    if key == NAME:
        return by_name[::-1] if turned else by_name
    figure = _pace if key == NEED else _figure_under(key)
    known = [row for row in by_name if figure(row) is not None]
    lowest_first = (key == NEED) != turned
    return [
        *sorted(known, key=lambda row: figure(row) or Decimal(0), reverse=not lowest_first),
        *(row for row in by_name if figure(row) is None),
    ]


def _why(members: Sequence[Member], can_open: bool) -> Why:
    if not can_open:
        return Why.MOVED_ON
    if not any(member.standing.section.present_days for member in members):
        return Why.AWAY
    if any(member.standing.score is not None for member in members):
        return Why.NOTHING_YET
    return Why.NOTHING_COUNTS


def _section(member: Member | None, group: ColumnGroup, can_open: bool) -> RowSection:
    if member is None:
        cells = tuple(Cell(column, None) for column in group.columns)
        return RowSection(kind=group.kind, standing=None, days=(), cells=cells)
    lines = {standing.line.metric: standing for standing in member.lines}
    return RowSection(
        kind=group.kind,
        standing=member.standing if can_open else None,
        days=member.days or (),
        cells=tuple(Cell(column, lines.get(column.metric)) for column in group.columns),
    )


def _pace(row: BoardRow) -> Decimal | None:
    return row.pace


def _figure_under(key: str) -> Callable[[BoardRow], Decimal | None]:
    """A section's score when the key is its kind, else the actual of the column."""

    def figure(row: BoardRow) -> Decimal | None:
        for section in row.sections:
            if section.kind == key:
                return section.standing.score if section.standing else None
            for cell in section.cells:
                if cell.column.key == key and cell.standing:
                    return cell.standing.line.actual
        return None

    return figure
