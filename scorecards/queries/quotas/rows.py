"""The rows of a quota sheet: the teams right below it, and the people of its team."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scorecards.models import QuotaChange
from scorecards.queries.quotas.book import QuotaBook, Seat, Sheet
from scorecards.queries.quotas.last_year import LastYear
from scorecards.scoring.quota_sheets import MONTHS, Amounts, added, part_totals, total

EVERYWHERE = (True,) * MONTHS


@dataclass(frozen=True)
class SheetRow:
    """A team right below, or a person of the team.

    `open`: the months set on this sheet; `amounts` and `in_force` are None in the others.
    `members`: what everybody in the team below owes; it stands for its quota while it has none.
    `seat` and `sheet_of` say where the person is in the other months.
    """

    key: str
    name: str
    team: int | None
    seat: Seat | None
    open: tuple[bool, ...]
    here: tuple[bool, ...]
    in_force: Amounts
    amounts: Amounts
    members: Amounts | None
    last_year: Amounts
    joins: date | None = None
    leaves: date | None = None

    @property
    def year(self) -> Decimal | None:
        return total(self.amounts)

    @property
    def quarters(self) -> Amounts:
        return part_totals(self.amounts)

    @property
    def done_last_year(self) -> Decimal | None:
        return total(self.last_year)

    @property
    def members_year(self) -> Decimal | None:
        return total(self.members) if self.members else None

    @property
    def counted(self) -> Amounts:
        """What the row brings to the Σ: a team without a quota of its own that of its members."""
        return _counted(self.amounts, self.members)

    @property
    def counted_in_force(self) -> Amounts:
        return _counted(self.in_force, self.members)

    @property
    def is_changed(self) -> bool:
        return self.amounts != self.in_force


def sheet_rows(
    sheet: Sheet, book: QuotaBook, last_year: LastYear, draft: QuotaChange | None
) -> Iterable[SheetRow]:
    """The teams right below by name, then the people of the team by name."""
    drafted = draft.cells if draft else {}
    for team in book.below(sheet.team_id):
        key = f"team-{team}"
        owed = book.owed_by(key)
        yield SheetRow(
            key=key,
            name=book.teams[team][0],
            team=team,
            seat=None,
            open=EVERYWHERE,
            here=EVERYWHERE,
            in_force=owed,
            amounts=_drafted(drafted.get(key), EVERYWHERE) or owed,
            members=book.owed_by_members(team),
            last_year=added(last_year.of_teams(book.inside(team))),
        )
    if sheet.team_id is not None:
        for seat in book.members(sheet.team_id):
            yield _person_row(sheet, sheet.team_id, book, last_year, seat, drafted)


def _person_row(
    sheet: Sheet,
    team: int,
    book: QuotaBook,
    last_year: LastYear,
    seat: Seat,
    drafted: Mapping[str, list[str | None]],
) -> SheetRow:
    key = f"rep-{seat.pk}"
    is_open = tuple(home == team for home in seat.homes)
    owed = book.owed_in(seat, {team})
    joins, leaves = _days_there(seat, team, sheet)
    return SheetRow(
        key=key,
        name=seat.name,
        team=None,
        seat=seat,
        open=is_open,
        here=tuple(here and there for here, there in zip(is_open, seat.present, strict=True)),
        in_force=owed,
        amounts=_drafted(drafted.get(key), is_open) or owed,
        members=None,
        last_year=last_year.of_rep(seat.pk),
        joins=joins,
        leaves=leaves,
    )


def _drafted(cells: list[str | None] | None, is_open: tuple[bool, ...]) -> Amounts | None:
    if cells is None:
        return None
    return tuple(
        Decimal(cell) if cell is not None and here else None
        for cell, here in zip(cells, is_open, strict=True)
    )


def _days_there(seat: Seat, team: int, sheet: Sheet) -> tuple[date | None, date | None]:
    """The first and last day in the team, where they lie inside the year."""
    stays = [stay for stay in seat.stays if stay.team == team and stay.starts <= sheet.year.ends]
    starts = max(min(stay.starts for stay in stays), seat.joined_on or date.min)
    ends = max(stay.ends or date.max for stay in stays)
    ends = min(ends, seat.left_on or date.max)
    return (
        starts if starts > sheet.year.starts else None,
        ends if ends < sheet.year.ends else None,
    )


def _counted(amounts: Amounts, members: Amounts | None) -> Amounts:
    if members is None or any(amount is not None for amount in amounts):
        return amounts
    return members
