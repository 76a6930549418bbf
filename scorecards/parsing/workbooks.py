"""XLSX workbooks, streamed row by row, with guards against files made to harm.

Formulas give the value that was stored with them; macros, links and pictures are never looked at.
"""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from scorecards.parsing.rows import Cell, FileError

_MOST_BYTES = 512 << 20
_MOST_STRING_BYTES = 128 << 20
_FREE_BYTES = 16 << 20
_MOST_RATIO = 150
_MOST_PARTS = 2_000
_MOST_ROWS = 1_048_576
_UNREADABLE = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    expat.ExpatError,
    zlib.error,
    RuntimeError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
)


@dataclass(frozen=True)
class Workbook:
    path: Path
    sheet: str

    @property
    def layout(self) -> str:
        return f"workbook, sheet {self.sheet}"

    def rows(self) -> Iterator[tuple[int, Sequence[Cell] | str]]:
        """Row number and cells. Raises FileError when the sheet is damaged."""
        book = openpyxl.load_workbook(self.path, read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book[self.sheet]
            # Writers other than Excel state no extent, or a wrong one that would cut rows off.
            sheet.reset_dimensions()
            for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                if line > _MOST_ROWS:
                    raise FileError(line, "the sheet has more rows than a workbook can have")
                yield line, [_cell(value) for value in values]
        except _UNREADABLE as error:
            raise FileError(None, f"the workbook is damaged: {error}") from error
        finally:
            book.close()


def open_workbook(path: Path, sheet: str | None) -> Workbook:
    """The named sheet, or the first visible one. Raises FileError when there is none."""
    try:
        _guard(path)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except zipfile.BadZipFile as error:
        raise FileError(
            None, "the workbook cannot be read: it is damaged, or was cut off"
        ) from error
    except _UNREADABLE as error:
        raise FileError(None, f"the workbook cannot be read: {error}") from error
    try:
        visible = [page.title for page in book.worksheets if page.sheet_state == "visible"]
        if sheet is not None and sheet not in [page.title for page in book.worksheets]:
            raise FileError(None, f"there is no sheet {sheet}; there are {', '.join(visible)}")
    finally:
        book.close()
    if sheet is None and not visible:
        raise FileError(None, "the workbook has no sheet")
    return Workbook(path, sheet or visible[0])


def _guard(path: Path) -> None:
    """Sizes are those stated in the archive; the reader never unpacks more than is stated."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        packed = max(sum(part.compress_size for part in parts), 1)
        if len(parts) > _MOST_PARTS or unpacked > _MOST_BYTES:
            raise FileError(None, "the workbook unpacks to more than 512 MB: export it as CSV")
        if unpacked > _FREE_BYTES and unpacked / packed > _MOST_RATIO:
            raise FileError(None, "the workbook unpacks to far more than it could hold: refused")
        for part in parts:
            _guard_part(archive, part)


def _guard_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.filename.endswith("sharedStrings.xml") and part.file_size > _MOST_STRING_BYTES:
        raise FileError(None, "the workbook holds more than 128 MB of text: export it as CSV")
    if not part.filename.endswith((".xml", ".rels")):
        return
    with archive.open(part) as file:
        if _declares_a_document_type(iter(lambda: file.read(65536), b"")):
            raise FileError(None, f"the workbook declares entities ({part.filename}): refused")


def _declares_a_document_type(chunks: Iterator[bytes]) -> bool:
    """Entities, the tool of XML attacks, can only be declared before the first element."""
    seen: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: seen.append("doctype")
    parser.StartElementHandler = lambda *_: seen.append("element")
    for chunk in chunks:
        parser.Parse(chunk, False)
        if seen:
            return seen[0] == "doctype"
    return False


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, datetime | date | time | timedelta | Decimal):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        # Workbooks keep 15 digits; the others are noise of the binary fraction (0.1 + 0.2).
        return Decimal(f"{value:.15g}")
    return str(value).strip() or None
