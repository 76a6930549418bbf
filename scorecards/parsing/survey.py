"""The first reading of a file: does it hold the columns the mapping names, and how does each of
them write its dates and numbers? Constant memory; the second reading parses with the answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from scorecards.parsing.amounts import DecimalMark, NumberColumn
from scorecards.parsing.dates import Ambiguous, DateColumn
from scorecards.parsing.mapping import Mapping
from scorecards.parsing.moments import ORDERS, DateFormat
from scorecards.parsing.plans import Plan
from scorecards.parsing.reading import is_skipped, replaced
from scorecards.parsing.rows import RejectedRow
from scorecards.parsing.sheets import Sheet
from scorecards.parsing.toml_values import MappingError


@dataclass(frozen=True)
class Question:
    """A column that can be read in two ways; the mapping has to say which."""

    column: str
    reason: str
    setting: str

    def __str__(self) -> str:
        return f"column {self.column!r}: {self.reason}; say in the mapping {self.setting}"


@dataclass(frozen=True)
class Survey:
    plan: Plan
    rows: int
    questions: tuple[Question, ...]
    unused: tuple[str, ...]
    """Columns that the mapping neither reads nor ignores by name."""


def survey(sheet: Sheet, mapping: Mapping) -> Survey:
    """Reads the whole file once. Raises FileError, and MappingError for missing columns."""
    check_columns(sheet, mapping)
    dates = {column: DateColumn() for field in mapping.date_fields() for column in field.columns}
    numbers = {
        column: NumberColumn() for field in mapping.number_fields() for column in field.columns
    }
    columns: list[tuple[str, DateColumn | NumberColumn]] = [*dates.items(), *numbers.items()]
    count = 0
    for row in sheet.rows():
        count += 1
        if isinstance(row, RejectedRow) or is_skipped(row, mapping):
            continue
        for column, evidence in columns:
            evidence.see(
                replaced(row, column, mapping)
                if column in mapping.replacements
                else row.cells.get(column)
            )
    forms = _date_formats(mapping, dates)
    marks = _marks(mapping, numbers)
    return Survey(
        plan=Plan(
            mapping,
            {name: form for name, form in forms.items() if isinstance(form, DateFormat)},
            {name: mark for name, mark in marks.items() if not isinstance(mark, Ambiguous)},
        ),
        rows=count,
        questions=(*_date_questions(forms), *_mark_questions(marks)),
        unused=_unused(sheet, mapping),
    )


def check_columns(sheet: Sheet, mapping: Mapping) -> None:
    """Raises MappingError for a column that the mapping needs and the sheet lacks or has twice."""
    for field in mapping.all_fields():
        if field.columns and not field.otherwise and not set(field.columns) & set(sheet.header):
            raise _missing(sheet, field.columns[0])
    for column in mapping.columns_always_read():
        if column not in sheet.header:
            raise _missing(sheet, column)


def _missing(sheet: Sheet, column: str) -> MappingError:
    if column in sheet.repeated:
        twice = f"say {column + ' #1'!r} for the first of them, {column + ' #2'!r} for the next"
        return MappingError("", f"the file has the column {column!r} more than once: {twice}")
    close = get_close_matches(column, sheet.header, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(sheet.header)}"
    return MappingError("", f"the file has no column {column!r}; {hint}")


def _date_formats(
    mapping: Mapping, columns: dict[str, DateColumn]
) -> dict[str, DateFormat | Ambiguous]:
    stated = {
        column: field.format or mapping.file.dates
        for field in mapping.date_fields()
        for column in field.columns
    }
    return {name: _stated(stated[name]) or seen.decide() for name, seen in columns.items()}


def _stated(form: str | None) -> DateFormat | None:
    if form is None:
        return None
    for order in ORDERS:
        if form == order:
            return DateFormat(order)
    return DateFormat(pattern=form)


def _marks(
    mapping: Mapping, columns: dict[str, NumberColumn]
) -> dict[str, DecimalMark | Ambiguous]:
    stated = {
        column: field.decimal or mapping.file.decimal
        for field in mapping.number_fields()
        for column in field.columns
    }
    return {name: stated[name] or seen.decide() for name, seen in columns.items()}


def _date_questions(forms: dict[str, DateFormat | Ambiguous]) -> Iterator[Question]:
    for column, form in forms.items():
        if isinstance(form, Ambiguous):
            yield Question(column, form.reason, 'format = "day-first" or format = "month-first"')


def _mark_questions(marks: dict[str, DecimalMark | Ambiguous]) -> Iterator[Question]:
    for column, mark in marks.items():
        if isinstance(mark, Ambiguous):
            yield Question(column, mark.reason, 'decimal = "." or decimal = ","')


def _unused(sheet: Sheet, mapping: Mapping) -> tuple[str, ...]:
    used = mapping.columns_read() | mapping.ignore
    return tuple(name for name in sheet.header if name not in used)
