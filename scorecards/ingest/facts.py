"""Activities stored set-wise: a few statements a batch, whatever its size."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from scorecards.ingest.histories import change, to_change
from scorecards.ingest.marks import mark_days
from scorecards.models import Activity, Metric


@dataclass(frozen=True)
class NewFact:
    """A fact that was checked and may be stored. `note` None: nothing is said about it.

    Without an external id it is always a new one.
    """

    rep: User
    metric: Metric
    quantity: Decimal
    occurred_at: datetime
    day: date
    source: str
    external_id: str | None
    note: str | None = None

    def wanted(self) -> dict[str, Any]:
        wanted: dict[str, Any] = {
            "rep_id": self.rep.pk,
            "metric_id": self.metric.pk,
            "quantity": self.quantity,
            "occurred_at": self.occurred_at,
            "day": self.day,
        }
        return wanted if self.note is None else {**wanted, "note": self.note}


@dataclass(frozen=True)
class StoredFacts:
    """How many were; `foreign` were not stored, since they name facts of others."""

    created: int
    updated: int
    unchanged: int
    foreign: Sequence[NewFact] = ()


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
    existing = _existing(facts)
    paired = [(fact, existing.get((fact.source, fact.external_id))) for fact in facts]
    foreign = [fact for fact, row in paired if _is_foreign(row, within)]
    known = [(fact, row) for fact, row in paired if not _is_foreign(row, within)]
    new = [fact for fact, row in known if row is None and _is_worth_a_row(fact)]
    changes = to_change(
        (row, fact.wanted()) for fact, row in known if row is not None and row.withdrawn_at is None
    )
    if not dry_run:
        marks = [(row.rep_id, row.day) for row, _ in changes]
        change(changes, by=entered_by, reason=reason)
        _create(new, entered_by)
        marks += [(row.rep_id, row.day) for row, _ in changes]
        mark_days([*marks, *((fact.rep.pk, fact.day) for fact in new)])
    unchanged = len(known) - len(new) - len(changes)
    return StoredFacts(len(new), len(changes), unchanged, foreign)


def _existing(facts: Sequence[NewFact]) -> dict[tuple[str, str | None], Activity]:
    named = [fact for fact in facts if fact.external_id is not None]
    rows = Activity.objects.filter(
        source__in={fact.source for fact in named},
        external_id__in={fact.external_id for fact in named},
    )
    return {(row.source, row.external_id): row for row in rows}


def _is_foreign(row: Activity | None, within: Container[int] | None) -> bool:
    return row is not None and within is not None and row.rep_id not in within


def _key(fact: NewFact) -> tuple[str, str]:
    return fact.source, fact.external_id or ""


def _is_worth_a_row(fact: NewFact) -> bool:
    adds_up = fact.metric.aggregation in (Metric.Aggregation.SUM, Metric.Aggregation.COUNT)
    return fact.quantity != 0 or not adds_up


def _create(facts: Sequence[NewFact], entered_by: User | None) -> None:
    Activity.objects.bulk_create(
        [
            Activity(
                source=fact.source,
                external_id=fact.external_id,
                entered_by=entered_by,
                **fact.wanted(),
            )
            for fact in sorted(facts, key=_key)
        ],
        batch_size=1000,
    )
