"""The words that every part of the parsing layer shares: cells, rows and refusals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

Cell = str | Decimal | datetime | date | time | timedelta | None
"""A cell as the file holds it: text is trimmed and never empty; None is an empty cell."""


class FileError(Exception):
    """The file cannot be read as a table at all; nothing of it may be stored.

    `line` is the line of the file (1 is the first), or None when no line is to blame.
    """

    def __init__(self, line: int | None, reason: str) -> None:
        super().__init__(reason if line is None else f"line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class Refused:
    """Why a cell could not be understood."""

    column: str
    reason: str


class Row(NamedTuple):
    """One row under the header; `line` is where it starts in the file."""

    line: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class RejectedRow:
    """A row that is not taken over; `column` is empty when the whole row is to blame."""

    line: int
    column: str
    reason: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class FileOptions:
    """What a mapping may say about the file itself; None means: decide from the content."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_line: int | None = None
    short_rows: Literal["reject", "pad"] = "reject"
    time_zone: str | None = None
    dates: str | None = None
    decimal: Literal[".", ","] | None = None


def text_of(cell: Cell) -> str:
    """Numbers without exponent or trailing zeros, dates in ISO form, None as ""."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Decimal):
        return _plain(cell)
    if isinstance(cell, timedelta):
        return str(cell)
    return cell.isoformat()


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
