"""Rows of scores, put in or over the former ones in one statement a batch."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from psycopg import Cursor

Row = tuple[str | None, ...]
"""A score's columns in the order of `COLUMNS`, each as text."""

COLUMNS = {
    "rep_id": "bigint",
    "scored_period_id": "bigint",
    "score": "numeric",
    "points": "numeric",
    "weight": "numeric",
    "lines": "jsonb",
    "presence": "jsonb",
    "working_days": "numeric",
    "present_days": "numeric",
    "counted_from": "date",
    "counted_to": "date",
}
# So many are megabytes: what is done to each byte of them on the way is what they cost.
_MANY = 200


def upsert_rows(rows: Sequence[Row], *, now: datetime) -> None:
    """Runs in the caller's transaction. Texts of JSON must be without line breaks."""
    scored_at = str(connection.ops.adapt_datetimefield_value(now))
    if connection.vendor == "sqlite":
        _execute(_SQLITE, [scored_at, _as_json(rows)])
        return
    parameters = [scored_at, *(_column(name, rows) for name in COLUMNS)]
    if len(rows) < _MANY:
        _execute(_POSTGRESQL, parameters)
        return
    _execute(_COMPRESS_FASTER, [])
    # Sent beside the statement: Django's own cursor writes the values into its text, where the
    # client quotes them and PostgreSQL reads them once more.
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(_POSTGRESQL, parameters)


def _execute(statement: str, parameters: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _column(name: str, rows: Iterable[Row]) -> str:
    """All rows' values as one parameter: JSON a line each, so that nothing has to be escaped."""
    place = _PLACES[name]
    values = [row[place] for row in rows]
    if COLUMNS[name] == "jsonb":
        return "\n".join(map(str, values))
    return "{" + ",".join("NULL" if value is None else value for value in values) + "}"


def _as_json(rows: Iterable[Row]) -> str:
    """An array of arrays, decimals as strings: SQLite's own numbers would round them."""
    kinds = COLUMNS.values()
    texts = (",".join(map(_json_value, kinds, row)) for row in rows)
    return f"[{','.join(f'[{text}]' for text in texts)}]"


def _json_value(kind: str, value: str | None) -> str:
    if value is None:
        return "null"
    return value if kind in ("jsonb", "bigint") else json.dumps(value)


_PLACES = {name: place for place, name in enumerate(COLUMNS)}
_NAMES = ", ".join(COLUMNS)
_CHANGES = ", ".join(f"{name} = excluded.{name}" for name in (*list(COLUMNS)[2:], "scored_at"))
_READ = ", ".join(f"json_extract(value, '$[{place}]')" for place in _PLACES.values())
_CAST = ", ".join(f"{name}::{kind}" for name, kind in COLUMNS.items())
_ARRAYS = ", ".join(
    r"string_to_array(%s, E'\n')" if kind == "jsonb" else f"%s::{kind}[]"
    for kind in COLUMNS.values()
)
_UPSERT = f"""
    INSERT INTO scorecards_score (scored_at, {_NAMES})
    {{rows}} WHERE TRUE
    ON CONFLICT (scored_period_id, rep_id) DO UPDATE SET {_CHANGES}
"""
_SQLITE = _UPSERT.format(rows=f"SELECT %s, {_READ} FROM json_each(%s)")  # noqa: S608
_POSTGRESQL = _UPSERT.format(
    rows=f"SELECT %s::timestamptz, {_CAST} FROM unnest({_ARRAYS}) AS rows ({_NAMES})"  # noqa: S608
)
# For this transaction, where the server was built with it (PostgreSQL 14 on).
_COMPRESS_FASTER = """
    SELECT set_config('default_toast_compression', 'lz4', true) FROM pg_settings
    WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)
"""
