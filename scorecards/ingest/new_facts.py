"""Facts that are not yet stored, and how they come into the log."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.queries.arrays import numbers, texts
from scorecards.models import Activity, Metric


class NewFact(NamedTuple):
    """A fact that was checked and may be stored. `note` None: nothing is said about it.

    Without an external id it is always a new one. A tuple, since an import makes millions.
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


def create_facts(facts: Sequence[NewFact], entered_by: User | None) -> None:
    """In one order, so that two imports of the same rows wait for each other but never both."""
    ordered = sorted(facts, key=_key)
    if connection.vendor == "postgresql":
        _create_at_once(ordered, entered_by)
        return
    Activity.objects.bulk_create(
        (
            Activity(
                source=fact.source,
                external_id=fact.external_id,
                entered_by=entered_by,
                **fact.wanted(),
            )
            for fact in ordered
        ),
        batch_size=1000,
    )


def _key(fact: NewFact) -> tuple[str, str]:
    return fact.source, fact.external_id or ""


def _create_at_once(facts: Sequence[NewFact], entered_by: User | None) -> None:
    """One statement with a column of values for each attribute: a fifth of the time of
    `bulk_create`, which makes a model of each fact and an expression of each value."""
    if not facts:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                entered_by.pk if entered_by else None,
                timezone.now(),
                *(numbers(map(attrgetter(name), facts)) for name in _NUMBERS),
                *(texts(map(attrgetter(name), facts)) for name in _TEXTS),
            ],
        )


_NUMBERS = ("rep.pk", "metric.pk", "quantity", "occurred_at", "day")
_TEXTS = ("source", "external_id", "note")

_INSERT = """
    INSERT INTO scorecards_activity (entered_by_id, entered_at, rep_id, metric_id, quantity,
                                     occurred_at, day, source, external_id, note)
    SELECT %s, %s, rep, metric, quantity, occurred_at, day, source, external_id, coalesce(note, '')
    FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[], %s::timestamptz[], %s::date[],
                %s::text[], %s::text[], %s::text[])
         fact(rep, metric, quantity, occurred_at, day, source, external_id, note)
"""
