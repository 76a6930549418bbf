"""What a fact said at a moment, and what it added to which days."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from scorecards.models import Metric

RepDay = tuple[int, date]
"""A rep's id and a day."""


@dataclass(frozen=True)
class FactState:
    """What a fact said at a moment, and whose it was.

    `parts`: what it added, each with the rep and the day. A deal adds on two days.
    """

    rep_id: int
    what: str
    day: date
    quantity: Decimal | None
    unit: str
    parts: frozenset[tuple[RepDay, tuple[Any, ...]]]


def state_of_activity(row: Any, metrics: Mapping[int, Metric]) -> FactState | None:
    """None: it was not there, or withdrawn."""
    if row is None or row.withdrawn_at is not None:
        return None
    metric = metrics[row.metric_id]
    # Of a latest value the hour decides as well (rule 10).
    hour = row.occurred_at if metric.aggregation == Metric.Aggregation.LATEST else None
    part = (row.rep_id, row.day), (row.metric_id, row.quantity, hour)
    return FactState(row.rep_id, metric.name, row.day, row.quantity, metric.unit, frozenset({part}))


def state_of_deal(row: Any) -> FactState | None:
    """As of its closing, of an open deal as of its opening; None: it was not there."""
    if row is None:
        return None
    words = f"{row.name or row.external_id} ({row.get_status_display()})"
    parts: set[tuple[RepDay, tuple[Any, ...]]] = set()
    if row.opened_on:
        parts.add(((row.rep_id, row.opened_on), ("opened", row.amount)))
    if row.closed_on:
        parts.add(((row.rep_id, row.closed_on), (row.status, row.amount, row.opened_on)))
    day = row.closed_on or row.opened_on
    return FactState(row.rep_id, words, day, row.amount, Metric.Unit.MONEY, frozenset(parts))


def adds_alike(
    before: FactState | None, after: FactState | None, *, on: Collection[RepDay]
) -> bool:
    """Whether both add the same to these days, whatever else they say."""
    return _added(before, on) == _added(after, on)


def days_of(row: Any) -> frozenset[RepDay]:
    """The days on which a row, or a record of its history, counts."""
    days = (row.day,) if hasattr(row, "day") else (row.opened_on, row.closed_on)
    return frozenset((row.rep_id, day) for day in days if day)


def _added(state: FactState | None, on: Collection[RepDay]) -> frozenset[Any]:
    return frozenset() if state is None else frozenset(p for p in state.parts if p[0] in on)
