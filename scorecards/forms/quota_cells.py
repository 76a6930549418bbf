"""The cells of a quota sheet as they are sent: texts, what they mean, and what is wrong with them.

A script sends one field `cells`, a JSON object of twelve texts a row. Without a script every cell
is a field of its own (`rep-7.0` to `rep-7.11`), with the totals that may be typed in place of
months (`rep-7.q0` to `rep-7.q3`, `rep-7.y`).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from scorecards.parsing.typed_amounts import Unread, amount_text, typed_amount
from scorecards.queries.quotas.rows import SheetRow
from scorecards.queries.quotas.sheet import SheetPage
from scorecards.scoring.quota_sheets import (
    MONTHS,
    QUARTERS,
    YEAR,
    Amounts,
    Contradiction,
    Spread,
    TypedRow,
    part_totals,
    settled,
    total,
)

QUARTER_COLUMNS = tuple(f"q{number}" for number in range(len(QUARTERS)))
YEAR_COLUMN = "y"
COLUMNS = (*map(str, range(MONTHS)), *QUARTER_COLUMNS, YEAR_COLUMN)
_CONTRADICTION = "contradiction"
Texts = dict[str, str]
"""What stands in a row, by column; months that another sheet sets are missing."""


@dataclass(frozen=True)
class RowCells:
    """A row to show: its texts, why some cannot be taken, and which months a draft changes."""

    row: SheetRow
    texts: Texts
    errors: Mapping[str, str] = field(default_factory=dict)
    proposed: Decimal | None = None

    def was(self, place: int) -> str:
        return amount_text(self.row.in_force[place])


@dataclass(frozen=True)
class WrongCell:
    """One cell that cannot be taken, for the list above the sheet."""

    row: SheetRow
    column: str
    text: str
    why: str


class TypedSheet:
    """What was sent for a page: `amounts` of the rows that can be read, `errors` of the others."""

    def __init__(self, page: SheetPage, sent: Mapping[str, str], *, spread: Spread) -> None:
        self.page = page
        self.texts = {row.key: _texts_sent(row, sent, _rows_sent(sent)) for row in page.rows}
        self.amounts: dict[str, Amounts] = {}
        self.errors: dict[str, dict[str, str]] = {}
        for row in page.rows:
            self._read(row, spread)

    @property
    def is_valid(self) -> bool:
        return not self.errors

    @property
    def wrong(self) -> list[WrongCell]:
        rows = {row.key: row for row in self.page.rows}
        return [
            WrongCell(rows[key], column, self.texts[key].get(column, ""), why)
            for key, columns in self.errors.items()
            for column, why in columns.items()
        ]

    @property
    def changed(self) -> dict[str, list[str | None]]:
        """The rows that say otherwise than what is in force, as a draft keeps them."""
        found = {}
        for row in self.page.rows:
            amounts = self.amounts[row.key]
            if amounts != row.in_force:
                found[row.key] = [None if a is None else f"{a:f}" for a in amounts]
        return found

    def _read(self, row: SheetRow, spread: Spread) -> None:
        texts = self.texts[row.key]
        read = {column: typed_amount(text) for column, text in texts.items()}
        wrong = {column: value for column, value in read.items() if isinstance(value, Unread)}
        if wrong:
            self.errors[row.key] = {column: why_unread(value) for column, value in wrong.items()}
            return
        amounts = {c: value for c, value in read.items() if not isinstance(value, Unread)}
        months = tuple(amounts.get(str(place)) for place in range(MONTHS))
        sums = part_totals(months)
        quarters = tuple(
            amounts.get(column, sums[number]) for number, column in enumerate(QUARTER_COLUMNS)
        )
        typed = TypedRow(months, quarters, amounts.get(YEAR_COLUMN, total(months)))
        try:
            self.amounts[row.key] = settled(typed, row.amounts, spread=spread, free=row.open)
        except Contradiction as found:
            column = YEAR_COLUMN if found.part == YEAR else QUARTER_COLUMNS[found.part.start // 3]
            self.errors[row.key] = {column: why_unread(_CONTRADICTION)}


def texts_of(row: SheetRow) -> Texts:
    """The row as the sheet writes it."""
    texts = {str(place): amount_text(row.amounts[place]) for place in YEAR if row.open[place]}
    texts |= {f"q{number}": amount_text(part) for number, part in enumerate(row.quarters)}
    return texts | {YEAR_COLUMN: amount_text(row.year)}


def why_unread(reason: str) -> str:
    return {
        Unread.NOT_A_NUMBER: _("is not a number"),
        Unread.AMBIGUOUS: _("may mean thousands or decimals: write 1,500 or 1.50"),
        Unread.NEGATIVE: _("is below zero"),
        Unread.TOO_LARGE: _("is too large"),
        Unread.TOO_FINE: _("has more than four decimals"),
        _CONTRADICTION: _("is not what its months add up to: change one of the two"),
    }[reason]


def _rows_sent(sent: Mapping[str, str]) -> dict[str, list[object]] | None:
    """The rows of the one JSON field; None without it, empty when it is none."""
    if not sent.get("cells"):
        return None
    try:
        rows = json.loads(sent["cells"])
    except ValueError:
        return {}
    if not isinstance(rows, dict):
        return {}
    return {key: cells for key, cells in rows.items() if isinstance(cells, list)}


def _texts_sent(
    row: SheetRow, sent: Mapping[str, str], rows: Mapping[str, list[object]] | None
) -> Texts:
    """A cell that was not sent keeps what the sheet says."""
    texts = texts_of(row)
    if rows is None:
        return texts | {c: sent[name] for c, name in _names(row) if name in sent}
    cells = rows.get(row.key, [])
    months = {str(place): cell for place, cell in enumerate(cells[:MONTHS]) if row.open[place]}
    kept = {column: text for column, text in texts.items() if column.isdigit()}
    return kept | {column: text for column, text in months.items() if isinstance(text, str)}


def _names(row: SheetRow) -> Iterator[tuple[str, str]]:
    for column in COLUMNS:
        if not column.isdigit() or row.open[int(column)]:
            yield column, f"{row.key}.{column}"
