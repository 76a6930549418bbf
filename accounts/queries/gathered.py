"""Rows of several tables as they stand at one moment, in one statement.

What decides a score lies in a dozen small tables. Asked for one by one they cost more than the
arithmetic; kept in memory they go stale. So they come together, as JSON, each time anew.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache

from django.db import connection

_STEP = Decimal("0.0001")
# What SQLite gives back of a number, as Django reads it too.
_FIFTEEN_DIGITS = Context(prec=15)


@dataclass(frozen=True)
class Rows:
    """`columns` of what stands behind FROM; `{among}` there stands for: one of the ids asked."""

    columns: tuple[str, ...]
    source: str


def gathered(tables: Mapping[str, Rows], *, ids: Collection[int]) -> dict[str, str]:
    """The rows of each table, by its name here, as a JSON array of arrays, in no order.

    Days are ISO texts; decimals and JSON columns must be cast to text (`text_of`).
    """
    sql = _statement(connection.vendor, tuple(tables.values()))
    asked = _IDS[connection.vendor].format(",".join(map(str, ids)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked] * sql.count("%s"))
        return dict(zip(tables, cursor.fetchone(), strict=True))


def text_of(column: str) -> str:
    """SQL of a decimal or JSON column as text."""
    return f"CAST({column} AS TEXT)"


def amount_of(text: str) -> Decimal:
    """A decimal of four places, exactly as the model gives it."""
    if connection.vendor == "sqlite":
        return _FIFTEEN_DIGITS.create_decimal(text).quantize(_STEP)
    return Decimal(text)


@cache
def _statement(vendor: str, tables: tuple[Rows, ...]) -> str:
    parts = (
        _PARTS[vendor].format(
            columns=", ".join(rows.columns), source=rows.source.format(among=_AMONG[vendor])
        )
        for rows in tables
    )
    return "SELECT " + ", ".join(parts)


_PARTS = {
    "postgresql": "(SELECT COALESCE(json_agg(json_build_array({columns})), '[]')::text"
    " FROM {source})",
    "sqlite": "(SELECT json_group_array(json_array({columns})) FROM {source})",
}
_AMONG = {
    "postgresql": "= ANY(%s::bigint[])",
    "sqlite": "IN (SELECT value FROM json_each(%s))",
}
_IDS = {"postgresql": "{{{}}}", "sqlite": "[{}]"}
