"""SQLite to a file and back, by its online backup: nobody has to stop writing meanwhile."""

import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic
from urllib.parse import quote

from django.db import connection

from accounts.actions.refusals import Refused
from accounts.queries.migrations import Migration

BEGINS_WITH = b"SQLite format 3\0"
# Seconds that a restore waits for somebody else's transaction to end.
PATIENCE = 30.0
_PAGES_AT_ONCE = 100


def write(path: Path) -> dict[str, int]:
    """All that is committed at this moment; how many rows of each table the copy holds."""
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        # All pages in one step: one moment, however much is written meanwhile.
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        _refuse_damaged(copy)
        return _row_counts(copy)


def migrations_in(path: Path) -> frozenset[Migration]:
    """What the database in this file has been through. Raises Refused when it is none of ours."""
    with closing(_opened(path)) as copy:
        try:
            return frozenset(copy.execute("SELECT app, name FROM django_migrations"))
        except sqlite3.DatabaseError as error:
            raise Refused(f"{path} is not a backup of Repscore: {error}.") from error


def restore(path: Path) -> dict[str, int]:
    """Replace everything in one transaction; the rows of each table that are there now.

    Whatever ends it before (a damaged file, a kill) leaves the former database.
    """
    connection.ensure_connection()
    with closing(_opened(path)) as copy:
        _refuse_damaged(copy)
        copy.backup(connection.connection, pages=_PAGES_AT_ONCE, progress=Progress().made)
        counts = _row_counts(copy)
    connection.close()
    return counts


class Progress:
    """Of a restore; a step that could not be made is tried again until the patience ends."""

    def __init__(self) -> None:
        self._remaining: int | None = None
        self._gives_up_at = monotonic() + PATIENCE

    def made(self, status: int, remaining: int, total: int) -> None:
        """Called after every step with the pages that are left."""
        if remaining != self._remaining:
            self._remaining, self._gives_up_at = remaining, monotonic() + PATIENCE
        if monotonic() > self._gives_up_at:
            raise Refused("The database is in use: stop web, worker and timetable first.")


def _opened(path: Path) -> sqlite3.Connection:
    """Without making a file, a log or a lock beside it."""
    return sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)


def _refuse_damaged(copy: sqlite3.Connection) -> None:
    # Constraints use functions that only Django's connections know; pages are what may be damaged.
    copy.execute("PRAGMA ignore_check_constraints=ON")
    try:
        found = [line for (line,) in copy.execute("PRAGMA integrity_check(3)")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        raise Refused(f"The file is damaged: {'; '.join(found)}.")


def _row_counts(copy: sqlite3.Connection) -> dict[str, int]:
    tables = copy.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " ORDER BY name"
    ).fetchall()
    return {
        table: copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608
        for (table,) in tables
    }
