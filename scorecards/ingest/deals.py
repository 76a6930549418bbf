"""Deals stored set-wise, with the stages they entered: a few statements a batch."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from accounts.models import Organisation, User
from scorecards.actions.activities import zone_of
from scorecards.ingest.histories import change, to_change
from scorecards.ingest.marks import mark_days
from scorecards.models import Opportunity, StageChange

# SQLite keeps fifteen digits of a number: beyond, it gives back more than the column holds.
_LARGEST = Decimal(10) ** 13
_PLACES = Decimal("0.0001")

Key = tuple[str, str]
"""Source and external id."""


class Named(Protocol):
    """What names a deal."""

    @property
    def source(self) -> str: ...
    @property
    def external_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class NewDeal:
    """A deal that was checked. `values`: attributes, `rep_id` among them; of a deal that exists
    the others stay as they are."""

    rep: User
    source: str
    external_id: str
    values: Mapping[str, Any]

    @property
    def key(self) -> Key:
        return self.source, self.external_id


@dataclass(frozen=True)
class StoredDeals:
    created: int
    updated: int
    unchanged: int


def kept_amount(amount: Decimal | None) -> Decimal | None:
    """Four decimals, half up: computed amounts come with the noise of binary fractions."""
    return None if amount is None else amount.quantize(_PLACES, rounding=ROUND_HALF_UP)


def is_too_large(amount: Decimal | None) -> bool:
    """Too large to be true."""
    return amount is not None and abs(amount) >= _LARGEST


def existing_deals(deals: Collection[Named], *, lock: bool = False) -> dict[Key, Opportunity]:
    """Those stored already, by key. `lock`: nobody else changes them before we are done."""
    rows = Opportunity.objects.filter(
        source__in={deal.source for deal in deals},
        external_id__in={deal.external_id for deal in deals},
    )
    if lock:
        rows = rows.order_by("pk").select_for_update()
    return {(row.source, row.external_id): row for row in rows}


def store_deals(
    *,
    deals: Sequence[NewDeal],
    existing: Mapping[Key, Opportunity],
    organisation: Organisation,
    now: datetime,
    by: User | None = None,
    reason: str = "import",
    dry_run: bool = False,
) -> StoredDeals:
    """Creates, changes or leaves alone by (source, external id), each of which comes once.

    Deals, history, stages and marks are written in the transaction of the caller.
    """
    new = [deal for deal in deals if deal.key not in existing]
    changes = to_change((row, deal.values) for deal in deals if (row := existing.get(deal.key)))
    if not dry_run:
        before = [day for row, _ in changes for day in _rep_days(row)]
        change(changes, by=by, reason=reason)
        moved = [row for row, found in changes if {"stage", "status"} & found.keys()]
        created = _create(new)
        reps = {deal.rep.pk: deal.rep for deal in deals}
        _note_stages([*created, *moved], reps, organisation, now)
        after = [day for row in (*created, *(row for row, _ in changes)) for day in _rep_days(row)]
        mark_days([*before, *after])
    return StoredDeals(len(new), len(changes), len(deals) - len(new) - len(changes))


def _create(deals: Sequence[NewDeal]) -> list[Opportunity]:
    rows = [
        Opportunity(source=deal.source, external_id=deal.external_id, **deal.values)
        for deal in sorted(deals, key=lambda deal: deal.key)
    ]
    return Opportunity.objects.bulk_create(rows, batch_size=1000)


def _note_stages(
    rows: Sequence[Opportunity],
    reps: Mapping[int, User],
    organisation: Organisation,
    now: datetime,
) -> None:
    StageChange.objects.bulk_create(
        (
            StageChange(
                opportunity=row,
                stage=row.stage,
                status=row.status,
                amount=row.amount,
                changed_at=_entered_at(row, reps[row.rep_id], organisation, now),
            )
            for row in rows
        ),
        batch_size=1000,
    )


def _entered_at(row: Opportunity, rep: User, organisation: Organisation, now: datetime) -> datetime:
    """A closed deal entered its stage on its closing day; of an open one only this is known: it is
    there now."""
    if row.closed_on is None:
        return now
    return datetime.combine(row.closed_on, time(12), tzinfo=zone_of(rep, organisation))


def _rep_days(row: Opportunity) -> list[tuple[int, date]]:
    return [(row.rep_id, day) for day in (row.opened_on, row.closed_on) if day]
