"""Opens any table file – CSV, TSV, pipe- or semicolon-separated text, XLSX – as a `Sheet`.

What a file is, is decided from its content, never from its name. Rows stream: memory does not
grow with the file. Reading twice (once to decide formats, once to parse) reads the file twice.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scorecards.parsing.rows import Cell, FileError, FileOptions, RejectedRow, Row
from scorecards.parsing.text_files import TextFile, open_text
from scorecards.parsing.workbooks import Workbook, open_workbook

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK"
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml")
_MOST_COLUMNS = 2_000

RawRow = tuple[int, Sequence[Cell] | str]
"""Line and cells, or line and the reason why its cells cannot be told apart."""


@dataclass(frozen=True)
class Sheet:
    """A table with a header. Columns named twice appear as `Name #1`, `Name #2`, columns without a
    name as `column 5`, so that no mapping can mean one of them by accident."""

    header: tuple[str, ...]
    header_line: int
    repeated: frozenset[str]
    layout: str
    source: TextFile | Workbook
    pad_short_rows: bool

    @property
    def is_open_ended(self) -> bool:
        """Whether the last line lacks its end: a row may have been cut off there."""
        return isinstance(self.source, TextFile) and self.source.is_open_ended

    def rows(self) -> Iterator[Row | RejectedRow]:
        """Every row under the header that is not blank.

        Raises FileError when the file turns out to be broken further down.
        """
        for line, cells in self.source.rows():
            if line <= self.header_line:
                continue
            row = self._row(line, cells)
            if row is not None:
                yield row

    def _row(self, line: int, cells: Sequence[Cell] | str) -> Row | RejectedRow | None:
        if isinstance(cells, str):
            return RejectedRow(line, "", cells, {})
        if cells.count(None) == len(cells):
            return None
        named = dict(zip(self.header, cells, strict=False))
        reason = self._misfit(cells)
        if reason:
            return RejectedRow(line, "", reason, named)
        if len(named) < len(self.header):
            named = {name: named.get(name) for name in self.header}
        return Row(line, named)

    def _misfit(self, cells: Sequence[Cell]) -> str:
        width = len(self.header)
        if len(cells) > width and any(cell is not None for cell in cells[width:]):
            return f"the row has {len(cells)} cells, the header {width}"
        if len(cells) < width and not self.pad_short_rows:
            return f"the row has only {len(cells)} cells, the header {width}"
        if "\0" in "".join([cell for cell in cells if isinstance(cell, str)]):
            return "the row holds a NUL character"
        return ""


def open_sheet(path: Path, options: FileOptions | None = None) -> Sheet:
    """The table in the file. Raises FileError when there is none."""
    options = options or FileOptions()
    source = _source(path, options)
    line, names = _header(source.rows(), options.header_line)
    header = _distinct(names)
    return Sheet(
        header=header,
        header_line=line,
        repeated=frozenset(name for name, times in Counter(names).items() if name and times > 1),
        layout=source.layout,
        source=source,
        pad_short_rows=isinstance(source, Workbook) or options.short_rows == "pad",
    )


def _source(path: Path, options: FileOptions) -> TextFile | Workbook:
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as error:
        raise FileError(None, f"the file cannot be opened: {error.strerror}") from error
    if not start:
        raise FileError(None, "the file is empty")
    if start.startswith(_OLD_EXCEL):
        raise FileError(None, "an old .xls or password-protected workbook: save it as plain .xlsx")
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise FileError(None, "this is a web page or XML, not a table: export as CSV or XLSX")
    if start.startswith(_ZIP):
        return open_workbook(path, options.sheet)
    return open_text(path, options.encoding, options.delimiter)


def _header(rows: Iterable[RawRow], wanted: int | None) -> tuple[int, list[str]]:
    for line, cells in rows:
        if wanted is not None and line < wanted:
            continue
        if isinstance(cells, str):
            raise FileError(line, f"the header cannot be read: {cells}")
        if any(cell is not None for cell in cells):
            return line, _names(line, cells)
    raise FileError(wanted, "there is no header")


def _names(line: int, cells: Sequence[Cell]) -> list[str]:
    names = [" ".join(str(cell).split()) if cell is not None else "" for cell in cells]
    while not names[-1]:
        names.pop()
    if any("\0" in name for name in names):
        raise FileError(line, "the header holds a NUL character")
    if len(names) > _MOST_COLUMNS:
        raise FileError(line, f"the header has more than {_MOST_COLUMNS} columns")
    return names


def _distinct(names: list[str]) -> tuple[str, ...]:
    times = Counter(names)
    seen: Counter[str] = Counter()
    header = []
    for position, name in enumerate(names, start=1):
        seen[name] += 1
        if not name:
            header.append(f"column {position}")
        elif times[name] > 1:
            header.append(f"{name} #{seen[name]}")
        else:
            header.append(name)
    return tuple(header)
