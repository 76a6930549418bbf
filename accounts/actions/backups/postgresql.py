"""PostgreSQL to a file and back, by its own programs pg_dump, pg_restore and psql."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

from django.db import connection, transaction
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from accounts.actions.refusals import Refused
from accounts.queries.migrations import Migration

BEGINS_WITH = b"PGDMP"
# Seconds that a restore waits for somebody else's transaction to end.
PATIENCE = 30
_SECRETS = {"password", "sslpassword"}


def write(path: Path) -> dict[str, int]:
    """All that is committed at this moment; how many rows of each table the file holds."""
    dump = _program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        # The counts and the dump look at one moment.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
        options = ["--format=custom", f"--snapshot={moment}", "--no-owner", "--no-privileges"]
        ours = [f"--table={table}" for table in _tables()]
        _run([dump, *options, *ours, f"--file={path}", f"--dbname={_address()}"])
        return _row_counts()


def migrations_in(path: Path) -> frozenset[Migration]:
    """What the database in this file has been through. Raises Refused when it is none of ours."""
    options = ("--data-only", "--table=django_migrations", "--file=-")
    try:
        found = frozenset(_migrations(_run([_program("pg_restore"), *options, str(path)])))
    except Refused as refused:
        raise Refused(f"{path} is not a backup of Repscore: {refused.message}") from refused
    if not found:
        raise Refused(f"{path} is not a backup of Repscore.")
    return found


def restore(path: Path) -> dict[str, int]:
    """Replace everything in one transaction; the rows of each table that are there now.

    Whatever ends it before its COMMIT (a damaged file, a kill) leaves the former database.
    """
    reads = [_program("pg_restore"), "--no-owner", "--no-privileges", "--no-comments"]
    writes = [_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    beginning = _beginning()
    connection.close()
    with tempfile.TemporaryFile() as complaints:
        writer = subprocess.Popen(  # noqa: S603
            [*writes, f"--dbname={_address()}"],
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        )
        reader = subprocess.Popen(  # noqa: S603
            [*reads, "--file=-", str(path)], stdout=subprocess.PIPE, stderr=complaints
        )
        try:
            _pour(beginning, reader, writer)
        finally:
            ended = _ended(reader), _ended(writer)
        if ended != (0, 0):
            complaints.seek(0)
            raise Refused(f"Nothing was restored: {_sentence(complaints.read())}")
    return _row_counts()


def _beginning() -> str:
    """Makes room: the tables of this version, which may be more than those in the file."""
    lines = ["BEGIN;", f"SET LOCAL lock_timeout = '{PATIENCE}s';"]
    if tables := ", ".join(map(connection.ops.quote_name, _tables())):
        lines.append(f"DROP TABLE {tables} CASCADE;")
    return "\n".join([*lines, ""])


def _tables() -> list[str]:
    """Ours, of those that there are: somebody else may keep some in this database."""
    present = set(connection.introspection.table_names())
    return sorted({*connection.introspection.django_table_names(), "django_migrations"} & present)


def _pour(beginning: str, reader: subprocess.Popen[bytes], writer: subprocess.Popen[bytes]) -> None:
    """What the reader reads, to the writer; COMMIT only when it has read everything."""
    script, session = cast(IO[bytes], reader.stdout), cast(IO[bytes], writer.stdin)
    try:
        session.write(beginning.encode())
        shutil.copyfileobj(script, session)
        if reader.wait() == 0:
            _commit(session)
        session.close()
    except BrokenPipeError:
        return  # the writer has said why


def _commit(session: IO[bytes]) -> None:
    session.write(b"\nCOMMIT;\n")


def _ended(program: subprocess.Popen[bytes]) -> int:
    for stream in (program.stdin, program.stdout):
        if stream and not stream.closed:
            with suppress(BrokenPipeError):
                stream.close()
    return program.wait()


def _migrations(script: str) -> Iterator[Migration]:
    columns: list[str] | None = None
    for line in script.splitlines():
        if found := re.match(r"COPY \S*django_migrations \((.*)\) FROM stdin;", line):
            columns = found[1].split(", ")
        elif line == r"\.":
            columns = None
        elif columns:
            row = dict(zip(columns, line.split("\t"), strict=True))
            yield row["app"], row["name"]


def _row_counts() -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            counts[table] = cursor.fetchone()[0]
    return counts


def _program(name: str) -> str:
    """Its path. Raises Refused when it is missing or older than the server."""
    path = shutil.which(name)
    if path is None:
        raise Refused(f"{name} is not installed: it comes with PostgreSQL's client programs.")
    connection.ensure_connection()
    server = connection.connection.info.server_version // 10_000
    found = re.search(r"\) (\d+)", _run([path, "--version"]))
    if found and int(found[1]) < server:
        raise Refused(f"{name} is of version {found[1]}, the server of version {server}.")
    return path


def _run(words: Sequence[str]) -> str:
    """What it printed. Raises Refused with what it complained of."""
    done = subprocess.run(words, env=_environment(), capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused(_sentence(done.stderr))
    return done.stdout.decode()


def _sentence(complaints: bytes) -> str:
    lines = complaints.decode(errors="replace").strip().splitlines()
    return "\n".join(lines[:5]) or "a program was killed."


def _address() -> str:
    """Where the database is, for the command line: without what must not be seen there."""
    return make_conninfo(**{key: value for key, value in _login() if key not in _SECRETS})


def _environment() -> dict[str, str]:
    password = dict(_login()).get("password")
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _login() -> Iterator[tuple[str, str]]:
    """What DATABASE_URL tells libpq, its options too; Django's own are left out."""
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    for key, value in connection.get_connection_params().items():
        if key in known and key != "client_encoding":
            yield key, str(value)
