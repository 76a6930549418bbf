"""Rows of days away: a first day, and a last one when it is not the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from scorecards.parsing.plans import Plan
from scorecards.parsing.reading import RowReader, is_skipped
from scorecards.parsing.rows import RejectedRow, Row

_YES = frozenset(["1", "true", "yes", "y", "half", "0.5"])
_NO = frozenset(("", *["0", "false", "no", "n", "full", "1.0"]))


@dataclass(frozen=True)
class ParsedTimeOff:
    """Both days are included; `half_days`: away for half of each."""

    line: int
    rep_key: str
    starts_on: date
    ends_on: date
    half_days: bool
    reason: str


def parse_time_off(
    rows: Iterable[Row | RejectedRow], plan: Plan
) -> Iterator[ParsedTimeOff | RejectedRow]:
    """One value for each row that the mapping does not skip, in the order of the file."""
    for row in rows:
        if isinstance(row, RejectedRow):
            yield row
        elif not is_skipped(row, plan.mapping):
            yield _time_off(RowReader(row, plan))


def _time_off(reader: RowReader) -> ParsedTimeOff | RejectedRow:
    rep_key, reason = reader.text("rep", needed=True), reader.text("reason")
    starts_on, ends_on = reader.day("starts_on"), reader.day("ends_on")
    half = reader.text("half_days").lower()
    if half not in _YES | _NO:
        reader.refuse(reader.column_of("half_days"), f"{half!r} is neither yes nor no")
    if starts_on is None:
        reader.refuse(reader.column_of("starts_on"), "is empty")
    if starts_on is None or reader.refusals:
        return reader.rejected()
    ends_on = ends_on or starts_on
    if ends_on < starts_on:
        reader.refuse(reader.column_of("ends_on"), "the last day lies before the first")
        return reader.rejected()
    return ParsedTimeOff(reader.row.line, rep_key, starts_on, ends_on, half in _YES, reason)
