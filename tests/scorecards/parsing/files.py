"""Small files to read, and the shortest way from one to its parsed rows."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from scorecards.parsing.mapping_files import read_mapping
from scorecards.parsing.plans import Plan
from scorecards.parsing.rows import Cell, RejectedRow, Row
from scorecards.parsing.sheets import open_sheet
from scorecards.parsing.survey import Survey, survey

Parser = Callable[[Iterator[Row | RejectedRow], Plan], Iterator[Any]]


def text_file(folder: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def workbook(folder: Path, *rows: Sequence[object], title: str = "Sheet1") -> Path:
    path = folder / "book.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def cells_of(path: Path) -> list[list[Cell]]:
    """The cells of all rows, none of which may be rejected."""
    rows = list(open_sheet(path).rows())
    assert not [row for row in rows if isinstance(row, RejectedRow)]
    return [list(row.cells.values()) for row in rows]


def survey_of(path: Path, mapping: str) -> Survey:
    read = read_mapping(mapping)
    return survey(open_sheet(path, read.file), read)


def parsed(path: Path, mapping: str, parser: Parser) -> list[Any]:
    read = read_mapping(mapping)
    sheet = open_sheet(path, read.file)
    surveyed = survey(sheet, read)
    assert surveyed.questions == ()
    return list(parser(sheet.rows(), surveyed.plan))
