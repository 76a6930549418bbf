"""Activities stored set-wise: a few statements a batch, whatever its size."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.queries.arrays import texts
from scorecards.ingest.histories import change, locked
from scorecards.ingest.marks import mark_days
from scorecards.ingest.new_facts import NewFact, create_facts
from scorecards.models import Activity, Metric

_ADDS_UP = (Metric.Aggregation.SUM, Metric.Aggregation.COUNT)


@dataclass(frozen=True)
class StoredFacts:
    """How many were; `foreign` were not stored, since they name facts of others."""

    created: int
    updated: int
    unchanged: int
    foreign: Sequence[NewFact] = ()


class _Stored(NamedTuple):
    """What is known of a fact that is there."""

    source: str
    external_id: str
    pk: int
    rep_id: int
    metric_id: int
    quantity: Decimal
    occurred_at: datetime
    day: date
    note: str
    withdrawn_at: datetime | None


@transaction.atomic
def store_facts(
    *,
    facts: Sequence[NewFact],
    entered_by: User | None = None,
    reason: str = "import",
    within: Container[int] | None = None,
    dry_run: bool = False,
) -> StoredFacts:
    """Creates, corrects or leaves alone by (source, external id), each of which comes once.

    A fact that was withdrawn stays so. A zero corrects a fact that exists and creates none. Facts,
    history and marks are written in one transaction. `within`: whose facts (ids of reps) may be
    changed; None: everybody's.
    """
    new, met = _parted(facts, _existing(facts))
    foreign = [fact for fact, row in met if within is not None and row.rep_id not in within]
    wanted = _different(met, within)
    changes = locked(Activity, wanted)
    if not dry_run:
        marks = [(row.rep_id, row.day) for row, _ in changes]
        change(changes, by=entered_by, reason=reason)
        create_facts(new, entered_by)
        marks += [(row.rep_id, row.day) for row, _ in changes]
        mark_days([*marks, *((fact.rep.pk, fact.day) for fact in new)])
    unchanged = len(facts) - len(new) - len(changes) - len(foreign)
    return StoredFacts(len(new), len(changes), unchanged, foreign)


def _existing(facts: Sequence[NewFact]) -> dict[tuple[str, str | None], _Stored]:
    named = [fact for fact in facts if fact.external_id is not None]
    if not named:
        return {}
    rows = _named(named).values_list(*_Stored._fields).order_by()
    return {(row[0], row[1]): _Stored._make(row) for row in rows}


def _named(facts: Sequence[NewFact]) -> QuerySet[Activity]:
    sources, ids = {fact.source for fact in facts}, [fact.external_id for fact in facts]
    found = Activity.objects.filter(source__in=sources)
    if connection.vendor == "postgresql":
        return found.extra(where=["external_id = ANY(%s::text[])"], params=[texts(ids)])
    return found.filter(external_id__in=set(ids))


def _parted(
    facts: Sequence[NewFact], existing: Mapping[tuple[str, str | None], _Stored]
) -> tuple[list[NewFact], list[tuple[NewFact, _Stored]]]:
    """Those that must be made, and those that exist, with what is stored of them."""
    new, met = [], []
    for fact in facts:
        row = existing.get((fact.source, fact.external_id))
        if row is not None:
            met.append((fact, row))
        elif fact.quantity or fact.metric.aggregation not in _ADDS_UP:
            new.append(fact)
    return new, met


def _is_as(fact: NewFact, row: _Stored) -> bool:
    """Whether the row says all that the fact says."""
    return (
        fact.quantity == row.quantity
        and fact.occurred_at == row.occurred_at
        and fact.rep.pk == row.rep_id
        and fact.metric.pk == row.metric_id
        and fact.day == row.day
        and (fact.note is None or fact.note == row.note)
    )


def _different(
    met: Sequence[tuple[NewFact, _Stored]], within: Container[int] | None
) -> dict[int, dict[str, Any]]:
    """What is wanted of the facts, by id, that may be changed and are otherwise."""
    return {
        row.pk: fact.wanted()
        for fact, row in met
        if row.withdrawn_at is None
        and not _is_as(fact, row)
        and (within is None or row.rep_id in within)
    }
