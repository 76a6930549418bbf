"""Columns of values as PostgreSQL's own text for arrays: the parameters of `unnest(%s::bigint[])`.

One parameter a column, whatever the number of rows. psycopg can turn lists into arrays too, at
five times the cost: it looks at each value to find out what it is.
"""

from collections.abc import Iterable


def numbers(values: Iterable[object]) -> str:
    """Of anything whose text needs no quotation marks: numbers, dates, moments; None is NULL."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def texts(values: Iterable[str | None]) -> str:
    return "{" + ",".join(["NULL" if text is None else _quoted(text) for text in values]) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
