"""A file's life: rows → parsed → stored batch by batch, each in one transaction → marked stale."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction

from scorecards.ingest.activities import store_activities
from scorecards.ingest.ahead import read_ahead
from scorecards.ingest.context import Import
from scorecards.ingest.opportunities import store_opportunities
from scorecards.ingest.outcomes import Outcome, Totals
from scorecards.ingest.people import store_people
from scorecards.ingest.quotas import store_quotas
from scorecards.ingest.time_off import store_time_off
from scorecards.parsing.activities import parse_activities
from scorecards.parsing.mapping import Kind
from scorecards.parsing.opportunities import parse_opportunities
from scorecards.parsing.people import parse_people
from scorecards.parsing.plans import Plan
from scorecards.parsing.quotas import parse_quotas
from scorecards.parsing.rows import RejectedRow, Row
from scorecards.parsing.sheets import Sheet
from scorecards.parsing.time_off import parse_time_off

_ATTEMPTS = 3


@dataclass(frozen=True)
class _Way:
    parse: Callable[..., Iterator[Any]]
    store: Callable[[Import, list[Any]], Outcome]
    batch: int


@dataclass(frozen=True)
class _Batch:
    """What the rows mean or why they are rejected, and the rows by line."""

    items: list[Any] = field(default_factory=list)
    rows: dict[int, Row] = field(default_factory=dict)


# Small enough that on SQLite no batch keeps others from writing for half a second. People are
# stored at once: a manager may stand below the people they manage. So are quotas: a file is one
# change in their history.
_WAYS: dict[Kind, _Way] = {
    "opportunities": _Way(parse_opportunities, store_opportunities, 1000),
    "activities": _Way(parse_activities, store_activities, 1000),
    "people": _Way(parse_people, store_people, 100_000),
    "time_off": _Way(parse_time_off, store_time_off, 1000),
    "quotas": _Way(parse_quotas, store_quotas, 100_000),
}
KINDS: tuple[Kind, ...] = tuple(_WAYS)
# PostgreSQL keeps nobody waiting, and the more facts of a rep a batch holds, the fewer marks.
_MOST = {"postgresql": 20_000}


def import_rows(
    *,
    sheet: Sheet,
    run: Import,
    on_batch: Callable[[Totals], None],
    on_rejected: Callable[[RejectedRow], None],
) -> Totals:
    """Stores the file. Raises FileError when it breaks off; the batches before then stand."""
    way = _WAYS[run.plan.mapping.kind]
    size = max(way.batch, _MOST.get(connection.vendor, 0))
    totals = Totals()
    with _cycles_sought_by_batch() as seek:
        for batch in read_ahead(_batches(way, sheet, run.plan, size)):
            run.rows = batch.rows
            outcome = _stored(way, run, batch.items)
            totals.add(outcome, rows=len(batch.items))
            for row in outcome.rejected:
                on_rejected(row)
            on_batch(totals)
            seek()
    return totals


@contextmanager
def _cycles_sought_by_batch() -> Iterator[Callable[[], object]]:
    """Rows and facts are small and die by themselves: to look for cycles after every few hundred
    of them, among all people too, takes a third of the time of an import."""
    was_enabled = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield gc.collect
    finally:
        gc.unfreeze()
        if was_enabled:
            gc.enable()


def _batches(way: _Way, sheet: Sheet, plan: Plan, size: int) -> Iterator[_Batch]:
    """Rows until there are `size` things to store: a row of a call log may be several facts."""
    rows: dict[int, Row] = {}
    batch, weight = _Batch(rows=rows), 0
    for item in way.parse(_kept(sheet.rows(), rows), plan):
        batch.items.append(item)
        weight += len(item) if isinstance(item, list) else 1
        if weight >= size:
            yield _Batch(batch.items, rows.copy())
            rows.clear()
            batch, weight = _Batch(rows=rows), 0
    if batch.items:
        yield batch


def _kept(rows: Iterable[Row | RejectedRow], kept: dict[int, Row]) -> Iterator[Row | RejectedRow]:
    for row in rows:
        if isinstance(row, Row):
            kept[row.line] = row
        yield row


def _stored(way: _Way, run: Import, batch: list[Any]) -> Outcome:
    """Tries again when another import got in between: its rows are then there to be compared."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return way.store(run, batch)
        except (IntegrityError, OperationalError):
            if attempt == _ATTEMPTS:
                raise
            run.start_again()
    raise AssertionError("unreachable")
