"""The rejected rows of a file, beside it: where, why, and the cells as they stood."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from accounts.exports import neutral
from scorecards.parsing.rows import RejectedRow, text_of


class RejectsFile:
    """Written row by row, safe to open in a spreadsheet."""

    def __init__(self, file: IO[str], header: Sequence[str]) -> None:
        self._writer = csv.writer(file)
        self._header = header
        self.rows = 0

    def add(self, row: RejectedRow) -> None:
        if not self.rows:
            self._writer.writerow(["line", "column", "reason", *map(neutral, self._header)])
        self.rows += 1
        cells = [neutral(text_of(row.cells.get(name)).replace("\0", "")) for name in self._header]
        self._writer.writerow([row.line, neutral(row.column), neutral(row.reason), *cells])


@contextmanager
def rejects_file(path: Path, header: Sequence[str]) -> Iterator[RejectsFile]:
    """Replaces what an earlier import left; where nothing is rejected, no file stays.

    Raises OSError at once, not at the first rejected row, when the path cannot be written.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rejects = RejectsFile(file, header)
        yield rejects
    if not rejects.rows:
        path.unlink()
