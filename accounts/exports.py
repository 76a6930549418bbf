"""Tables as files for spreadsheets: CSV and XLSX bytes from a header and rows.

A spreadsheet runs a text cell that starts like a formula, whoever wrote it; such text gets a
leading apostrophe, which spreadsheets read as "this is text". Numbers stay numbers.
"""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | Decimal | date | datetime | bool | None
"""What a cell may hold; None is an empty cell (unknown), never 0."""

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# An XLSX cell holds no more than this.
LONGEST_TEXT = 32_767

# What a spreadsheet takes for the start of a formula or of another cell.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_A_SHEET_TITLE = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE = 31
_WIDEST_COLUMN = 40


def csv_bytes(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """The table as comma-separated UTF-8, with the mark by which Excel knows the encoding."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([neutral(name) for name in header])
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(title: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """The table as a workbook of one sheet: header in bold and kept in sight while scrolling."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has no sheet")
    sheet.title = sheet_title(title)
    for number, row in enumerate((header, *rows), start=1):
        for column, cell in enumerate(row, start=1):
            sheet.cell(number, column, _xlsx_cell(cell))
    _dress(sheet, header, rows)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def neutral(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def sheet_title(title: str) -> str:
    """The title as a sheet may bear it: 31 characters, none of those that formulas use."""
    return _NOT_IN_A_SHEET_TITLE.sub(" ", title).strip("' ")[:_LONGEST_TITLE] or "Sheet"


def _csv_cell(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return neutral(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}"  # never 1E+3
    return cell.isoformat() if isinstance(cell, date) else cell


def _xlsx_cell(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return neutral(ILLEGAL_CHARACTERS_RE.sub("", cell))[:LONGEST_TEXT]
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)  # a workbook knows no time zones
    return cell


def _dress(sheet: Worksheet, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    sheet.freeze_panes = "B2"
    for column in range(1, len(header) + 1):
        head = sheet.cell(1, column)
        head.font = Font(bold=True)
        head.alignment = Alignment(wrap_text=True, vertical="top")
        longest = max((len(str(row[column - 1] or "")) for row in rows), default=0)
        width = min(max(longest, 10) + 2, _WIDEST_COLUMN)
        sheet.column_dimensions[get_column_letter(column)].width = width
