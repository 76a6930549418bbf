"""A second, empty database beside the test's own: of the same kind, on the same server."""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from django.db import connection

from tests.journeys.installation import database_url


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """Its DATABASE_URL; it is gone afterwards."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder}/other.sqlite3"
        return
    name = f"other_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    own = database_url()
    with closing(psycopg.connect(own, autocommit=True)) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{own.rpartition('/')[0]}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def rows_of(url: str) -> dict[str, int]:
    """How many rows each of its tables has, asked of it directly."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            tables = file.execute(
                "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
            )
            return {name: _count(file, name) for (name,) in tables.fetchall()}
    with closing(psycopg.connect(url)) as server:
        found = server.execute("SELECT tablename FROM pg_tables WHERE schemaname='public'")
        return {name: _count(server, name) for (name,) in found.fetchall()}


def _count(database: sqlite3.Connection | psycopg.Connection, table: str) -> int:
    row = database.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
    assert row is not None
    return int(row[0])
