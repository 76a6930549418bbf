"""Takes the fields of one row through the mapping and collects what cannot be understood."""

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from scorecards.parsing.amounts import parse_amount
from scorecards.parsing.clocks import parse_clock
from scorecards.parsing.durations import parse_minutes
from scorecards.parsing.mapping import PLACEHOLDER, Condition, Field, Mapping
from scorecards.parsing.moments import DateFormat, Moment, parse_moment
from scorecards.parsing.plans import Plan
from scorecards.parsing.rows import Cell, Refused, RejectedRow, Row, text_of
from scorecards.parsing.seen import Seen

T = TypeVar("T")


def replaced(row: Row, column: str, mapping: Mapping) -> Cell:
    """The cell after the mapping's value replacements; an empty replacement empties it."""
    cell = row.cells.get(column)
    words = mapping.replacements.get(column)
    if not words or cell is None:
        return cell
    return words.get(text_of(cell), cell) or None


def holds(condition: Condition, row: Row, mapping: Mapping) -> bool:
    if condition.column not in row.cells:
        return False
    text = text_of(replaced(row, condition.column, mapping))
    if condition.values is not None:
        return text.casefold() in condition.values
    return bool(text) is condition.filled


def is_skipped(row: Row, mapping: Mapping) -> bool:
    return bool(mapping.skip) and any(holds(condition, row, mapping) for condition in mapping.skip)


@dataclass(slots=True)
class RowReader:
    """Reads fields as text, days, amounts; what fails is gathered in `refusals`, in that order,
    and reads as empty."""

    row: Row
    plan: Plan
    refusals: list[Refused] = field(default_factory=list)

    def text(self, name: str, *, needed: bool = False) -> str:
        """The field's text, "" when it is empty or not mapped."""
        source = self.plan.mapping.fields.get(name)
        return self.text_from(source, needed=needed) if source else ""

    def text_from(self, source: Field, *, needed: bool = False) -> str:
        column, cell = self._cell(source)
        if cell is None and needed:
            self.refuse(column, "is empty")
        return cell if isinstance(cell, str) else text_of(cell)

    def moment(self, name: str) -> Moment | None:
        source = self.plan.mapping.fields.get(name)
        column, cell = self._cell(source) if source else ("", None)
        if cell is None:
            return None
        form = self.plan.dates.get(column, DateFormat())
        return self._kept(parse_moment(cell, form, column=column))

    def day(self, name: str) -> date | None:
        """The day as written; a time with a zone falls on its day in the mapping's time zone."""
        moment = self.moment(name)
        if moment is None:
            return None
        zone = self.plan.mapping.file.time_zone
        aware = moment.aware() if zone else None
        return aware.astimezone(ZoneInfo(zone)).date() if zone and aware else moment.day

    def clock(self, name: str) -> time | None:
        source = self.plan.mapping.fields.get(name)
        column, cell = self._cell(source) if source else ("", None)
        return None if cell is None else self._kept(parse_clock(cell, column=column))

    def amount(self, name: str) -> Decimal | None:
        source = self.plan.mapping.fields.get(name)
        return self.number_from(source) if source else None

    def number_from(self, source: Field) -> Decimal | None:
        """A number, or minutes when the field is a duration; None when the cell is empty."""
        column, cell = self._cell(source)
        if cell is None:
            return None
        mark = self.plan.marks.get(column, ".")
        if source.duration:
            return self._kept(parse_minutes(cell, source.duration, mark, column=column))
        return self._kept(parse_amount(cell, mark, column=column))

    def new_id(self, seen: Seen, *, needed: bool = False) -> str:
        """The row's external id, which no row before may have had: a second one with the same id
        would make each import of the file change it to and fro."""
        text = self.text("external_id", needed=needed)
        if text and not seen.is_new(text):
            self.refuse(self.column_of("external_id"), f"{text!r} came before in this file")
        return text

    def refuse(self, column: str, reason: str) -> None:
        self.refusals.append(Refused(column, reason))

    def rejected(self) -> RejectedRow:
        """The row with the first thing that is wrong with it."""
        first = self.refusals[0]
        return RejectedRow(self.row.line, first.column, first.reason, self.row.cells)

    def column_of(self, name: str) -> str:
        """The column that a field is read from, to blame it."""
        source = self.plan.mapping.fields.get(name)
        return self._cell(source)[0] if source else ""

    def _cell(self, source: Field) -> tuple[str, Cell]:
        mapping, cells = self.plan.mapping, self.row.cells
        for column in source.columns:
            cell = cells.get(column)
            if cell is not None and column in mapping.replacements:
                cell = replaced(self.row, column, mapping)
            if cell is not None:
                return column, cell
        if source.template and (text := self._filled(source.template)):
            return source.template, text
        column = source.columns[0] if source.columns else source.template or ""
        return column, source.otherwise or None

    def _filled(self, template: str) -> str:
        parts = {
            name: text_of(replaced(self.row, name, self.plan.mapping))
            for name in PLACEHOLDER.findall(template)
        }
        if not all(parts.values()):
            return ""
        return PLACEHOLDER.sub(lambda match: parts[match.group(1)], template)

    def _kept(self, found: T | Refused) -> T | None:
        if isinstance(found, Refused):
            self.refusals.append(found)
            return None
        return found
