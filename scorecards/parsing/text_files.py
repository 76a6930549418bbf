"""Text tables: encoding and delimiter decided from the content, records streamed."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_END
from itertools import islice
from pathlib import Path
from typing import TextIO

from scorecards.parsing.rows import Cell, FileError

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_LONGEST_LINE = 1_000_000
_CHUNK = 1 << 20
_SAMPLED_RECORDS = 200
_SEPARATOR_LINE = re.compile(r"sep=([,;|\t])\r?\n?$", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class TextFile:
    path: Path
    encoding: str
    delimiter: str

    @property
    def is_open_ended(self) -> bool:
        """Whether the last line lacks its end, as in a file that was cut off (or made by hand)."""
        with self.path.open("rb") as file:
            file.seek(-min(4, self.path.stat().st_size), SEEK_END)
            return file.read().rstrip(b"\0")[-1:] not in (b"\r", b"\n")

    @property
    def layout(self) -> str:
        return f"{DELIMITERS.get(self.delimiter, self.delimiter)}-separated, {self.encoding}"

    def rows(self) -> Iterator[tuple[int, list[Cell] | str]]:
        """Start line and cells of every record; a reason in place of cells that cannot be told
        apart. Raises FileError for a quotation mark that is never closed and for endless lines."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            yield from _records(file, self.delimiter)


def open_text(path: Path, encoding: str | None, delimiter: str | None) -> TextFile:
    """Raises FileError when the bytes are no text in the encoding."""
    encoding = _checked(path, encoding) if encoding else _encoding(path)
    return TextFile(path, encoding, delimiter or _delimiter(path, encoding))


def _checked(path: Path, encoding: str) -> str:
    try:
        known = codecs.lookup(encoding).name
    except LookupError as error:
        raise FileError(None, f"the encoding {encoding} is not known") from error
    if not _decodes(path, known):
        raise FileError(None, f"the file is not written in {encoding}")
    return known


def _encoding(path: Path) -> str:
    """UTF-8 when every byte of the file fits it, UTF-16 by its mark or its zero bytes, else
    Windows-1252: every other one-byte encoding must be named in the mapping."""
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return _checked(path, encoding)
    if (wide := _unmarked_utf16(start)) is not None:
        return wide
    for encoding in ("utf-8", "cp1252"):
        if _decodes(path, encoding):
            return encoding
    raise FileError(None, "the text is neither UTF-8, UTF-16 nor Windows-1252: name its encoding")


def _unmarked_utf16(start: bytes) -> str | None:
    """In Western text every second byte of UTF-16 is zero; stray zero bytes are fewer."""
    half = max(len(start) // 2, 1)
    if start[1::2].count(0) > 0.4 * half:
        return "utf-16-le"
    if start[0::2].count(0) > 0.4 * half:
        return "utf-16-be"
    return None


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """The mark that cuts most of the first records into as many cells as the header, and into most
    cells where that does not decide. A single column has none: comma."""
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(_LONGEST_LINE)
    if named := _SEPARATOR_LINE.match(first):
        return named.group(1)
    return max(DELIMITERS, key=lambda mark: _fit(path, encoding, mark))


def _fit(path: Path, encoding: str, delimiter: str) -> tuple[float, int]:
    with path.open(encoding=encoding, newline="") as file:
        records = islice(_records(file, delimiter), _SAMPLED_RECORDS)
        try:
            widths = [len(cells) for _, cells in records if isinstance(cells, list) and cells]
        except FileError:
            return (0, 0)
    if not widths or widths[0] < 2:
        return (0, 0)
    return (widths.count(widths[0]) / len(widths), widths[0])


def _records(file: TextIO, delimiter: str) -> Iterator[tuple[int, list[Cell] | str]]:
    reader = csv.reader(_lines(file), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, _broken(line, error)
            continue
        if line == 1 and _SEPARATOR_LINE.match(delimiter.join(cells)):
            continue
        # Text is trimmed and never empty: see `Cell`.
        yield line, [text.strip() or None for text in cells]


def _broken(line: int, error: csv.Error) -> str:
    if "unexpected end" in str(error) or "field larger" in str(error):
        raise FileError(line, "a quotation mark opened here is never closed") from error
    return "the quotation marks do not match"


def _lines(file: TextIO) -> Iterator[str]:
    number = 0
    while text := file.readline(_LONGEST_LINE + 1):
        number += 1
        if len(text) > _LONGEST_LINE:
            raise FileError(number, "the line is longer than a million characters: no table")
        yield text
