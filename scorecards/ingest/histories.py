"""Changes in bulk that keep what was before.

Rows stored in bulk have no history of their creation. Before such a row changes, its state is
written down; after the change the new state is.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model

from accounts.models import User

Row = TypeVar("Row", bound=Model)
_BATCH = 500


def change(
    rows: Sequence[tuple[Row, Mapping[str, Any]]], *, by: User | None = None, reason: str
) -> None:
    """Sets the given attributes of each row and stores them, with history, in a few statements."""
    if not rows:
        return
    found = [row for row, _ in rows]
    model = type(found[0])
    history = model.history  # type: ignore[attr-defined]
    known = set(
        history.filter(id__in=[row.pk for row in found]).values_list("id", flat=True).distinct()
    )
    history.bulk_history_create([row for row in found if row.pk not in known], batch_size=_BATCH)
    for row, values in rows:
        for name, value in values.items():
            setattr(row, name, value)
    names = {name for _, values in rows for name in values}
    model._default_manager.bulk_update(found, sorted(names), batch_size=_BATCH)
    history.bulk_history_create(
        found, batch_size=_BATCH, update=True, default_user=by, default_change_reason=reason
    )


def to_change(
    pairs: Iterable[tuple[Row, Mapping[str, Any]]],
) -> list[tuple[Row, dict[str, Any]]]:
    """Those of (row, wanted attributes) that differ, locked and read again.

    Rows that are as wanted are not locked: an import that changes nothing writes nothing. The
    locks are taken in the order of ids, so that two imports never wait for each other.
    """
    wanted = {row.pk: (row, values) for row, values in pairs if differences(row, values)}
    if not wanted:
        return []
    model = type(next(iter(wanted.values()))[0])
    rows = model._default_manager.filter(pk__in=wanted).order_by("pk").select_for_update()
    found = [(row, differences(row, wanted[row.pk][1])) for row in rows]
    return [(row, values) for row, values in found if values]


def differences(row: Model, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the wanted attributes that the row has otherwise."""
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}
