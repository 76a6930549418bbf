"""Changes in bulk that keep what was before.

Rows stored in bulk have no history of their creation. Before such a row changes, its state is
written down; after the change the new state is. All of it happens inside the database: a statement
for the states before, one for the change, one for the states after, whatever the number of rows.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from django.db import connection
from django.db.models import Field, Model
from django.utils import timezone

from accounts.models import User
from accounts.queries.arrays import texts
from accounts.queries.many import among

Row = TypeVar("Row", bound=Model)
_BATCH = 500
_IDS = {
    "postgresql": "SELECT jsonb_array_elements_text(%s::jsonb)::bigint",
    "sqlite": "SELECT value FROM json_each(%s)",
}


def change(
    rows: Sequence[tuple[Row, Mapping[str, Any]]], *, by: User | None = None, reason: str
) -> None:
    """Sets the given attributes of each row and stores them, with history."""
    if not rows:
        return
    found = [row for row, _ in rows]
    model = type(found[0])
    ids = json.dumps([row.pk for row in found])
    _record_former(model, ids)
    for row, values in rows:
        for name, value in values.items():
            setattr(row, name, value)
    _store(model, found, sorted({name for _, values in rows for name in values}))
    author = str(by.pk) if by else "NULL"
    _record(model, ids, kind="~", user=author, reason=reason)


def to_change(
    pairs: Iterable[tuple[Row, Mapping[str, Any]]],
) -> list[tuple[Row, dict[str, Any]]]:
    """Those of (row, wanted attributes) that differ, locked and read again.

    Rows that are as wanted are not locked: an import that changes nothing writes nothing.
    """
    wanted = {row.pk: (row, values) for row, values in pairs if differences(row, values)}
    if not wanted:
        return []
    model = type(next(iter(wanted.values()))[0])
    return locked(model, {pk: values for pk, (_, values) in wanted.items()})


def locked(
    model: type[Row], wanted: Mapping[int, Mapping[str, Any]]
) -> list[tuple[Row, dict[str, Any]]]:
    """The rows of these ids that differ from what is wanted, with the differences.

    The locks are taken in the order of ids, so that two imports never wait for each other.
    """
    if not wanted:
        return []
    rows = model._default_manager.filter(pk__in=among(wanted)).order_by("pk").select_for_update()
    found = [(row, differences(row, wanted[row.pk])) for row in rows]
    return [(row, values) for row, values in found if values]


def differences(row: Model, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the wanted attributes that the row has otherwise."""
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}


def _record_former(model: type[Model], ids: str) -> None:
    """The present state of those of the rows that have no history: what was entered, when and by
    whom."""
    names = {field.name for field in model._meta.get_fields()}
    past = model.history.model._meta.db_table  # type: ignore[attr-defined]
    _record(
        model,
        ids,
        kind="+",
        date="entered_at" if "entered_at" in names else "%s",
        user="entered_by_id" if "entered_by" in names else "NULL",
        condition=f"AND NOT EXISTS (SELECT 1 FROM {past} past WHERE past.id = present.id)",  # noqa: S608 - names only
    )


def _record(
    model: type[Model],
    ids: str,
    *,
    kind: str,
    date: str = "%s",
    user: str = "NULL",
    reason: str | None = None,
    condition: str = "",
) -> None:
    """Write rows of these ids into the history of their model, as they are now."""
    history = model.history.model  # type: ignore[attr-defined]
    columns = ", ".join(field.column for field in history.tracked_fields)
    now = [connection.ops.adapt_datetimefield_value(timezone.now())] if date == "%s" else []
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {history._meta.db_table} ({columns}, history_date, history_user_id,"  # noqa: S608 - names only
            f" history_type, history_change_reason) SELECT {columns}, {date}, {user}, %s, %s"
            f" FROM {model._meta.db_table} present"
            f" WHERE id IN ({_IDS[connection.vendor]}) {condition} ORDER BY id",
            [*now, kind, reason, ids],
        )


def _store(model: type[Model], rows: Sequence[Model], names: Sequence[str]) -> None:
    if connection.vendor != "postgresql":
        model._default_manager.bulk_update(rows, names, batch_size=_BATCH)
        return
    fields = [model._meta.get_field(name) for name in ("id", *names)]
    _store_at_once(model, rows, cast("list[Field[Any, Any]]", fields))


def _store_at_once(
    model: type[Model], rows: Sequence[Model], fields: Sequence["Field[Any, Any]"]
) -> None:
    """One statement with a column of values for each attribute, where `bulk_update` would write a
    branch for each attribute of each row."""
    columns = [str(field.column) for field in fields]
    arrays = ", ".join(f"%s::{_kind(field)}[]" for field in fields)
    sets = ", ".join(f"{column} = changed.{column}" for column in columns[1:])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} present SET {sets}"  # noqa: S608 - names only
            f" FROM unnest({arrays}) changed({', '.join(columns)}) WHERE present.id = changed.id",
            [texts(_text(getattr(row, field.attname)) for row in rows) for field in fields],
        )


def _kind(field: "Field[Any, Any]") -> str | None:
    return field.rel_db_type(connection) if field.is_relation else field.cast_db_type(connection)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
