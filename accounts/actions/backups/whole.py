"""A backup of everything that is stored, and the way back, whatever the database is."""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from accounts.actions.backups import postgresql, sqlite
from accounts.actions.backups.files import first_bytes, made_whole
from accounts.actions.refusals import Refused
from accounts.models import User
from accounts.queries.migrations import are_ours, missing_in, unknown_here

_MAKERS = {"postgresql": postgresql, "sqlite": sqlite}
_NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


@dataclass(frozen=True)
class Restored:
    """The rows of each table as they were in the file; `older`: it must be migrated now."""

    rows: dict[str, int]
    older: bool


def write_backup(*, path: Path) -> dict[str, int]:
    """Everything that is committed at one moment, while others go on; the rows of each table.

    Raises Refused when `path` exists or a program that it needs is missing.
    """
    if not _has_tables():
        raise Refused("Nothing is stored in this database: is it the right one?")
    with made_whole(path) as unfinished:
        return _MAKERS[connection.vendor].write(unfinished)


def restore_backup(*, path: Path, replace: bool) -> Restored:
    """Replace everything by what the file holds, or nothing.

    Raises Refused when there are people and they may not be replaced, and when the file is
    no backup, is damaged, is another database's or comes from a newer version.
    """
    maker = _MAKERS[connection.vendor]
    _refuse_other_kinds(path)
    migrations = maker.migrations_in(path)
    if not are_ours(migrations):
        raise Refused(f"{path} is not a backup of Repscore.")
    if newer := unknown_here(migrations):
        raise Refused(
            f"{path} was made by a newer version of Repscore (it has {'.'.join(newer[0])}):"
            " install that one first."
        )
    if not replace and _has_people():
        raise Refused("There are people in this database: --replace puts the backup in its place.")
    return Restored(rows=maker.restore(path), older=bool(missing_in(migrations)))


def _refuse_other_kinds(path: Path) -> None:
    begins = first_bytes(path)
    kinds = [kind for kind, maker in _MAKERS.items() if begins.startswith(maker.BEGINS_WITH)]
    if not kinds:
        raise Refused(f"{path} is not a backup of Repscore.")
    if kinds != [connection.vendor]:
        raise Refused(
            f"{path} is a backup of {_NAMES[kinds[0]]}, this is {_NAMES[connection.vendor]}."
        )


def _has_people() -> bool:
    return _has_tables() and User.objects.exists()


def _has_tables() -> bool:
    return User._meta.db_table in connection.introspection.table_names()
