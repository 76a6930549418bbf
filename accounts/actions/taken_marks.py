"""Take marks away to work them off, in the transaction of that work."""

import json
from collections.abc import Collection
from datetime import date

from django.db import connection

from accounts.models import StaleMark


def take_marks(*, reps: Collection[int], bulk: bool | None) -> list[StaleMark]:
    """The marks of these reps (ids), deleted: what stops the transaction brings them back.

    Marks that commit later stay. `bulk`: None takes all, or else only those or only the others.
    """
    condition, values = ("", []) if bulk is None else (" AND bulk = %s", [bulk])
    statement = _TAKE.format(among=_AMONG[connection.vendor], condition=condition)
    with connection.cursor() as cursor:
        cursor.execute(statement, [_ids(reps), *values])
        return [
            StaleMark(
                rep_id=rep, from_day=_day(first), to_day=_day(last), facts_changed=bool(facts)
            )
            for rep, first, last, facts in cursor.fetchall()
        ]


def _ids(reps: Collection[int]) -> str:
    ids = json.dumps(sorted(reps))
    return ids if connection.vendor == "sqlite" else f"{{{ids[1:-1]}}}"


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


_AMONG = {
    "postgresql": "= ANY(%s::bigint[])",
    "sqlite": "IN (SELECT value FROM json_each(%s))",
}
_TAKE = """
    DELETE FROM accounts_stalemark WHERE rep_id {among}{condition}
    RETURNING rep_id, from_day, to_day, facts_changed
"""
