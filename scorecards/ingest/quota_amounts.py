"""What owners shall owe, from a file or a program: published metric by metric, and counted."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from django.db import transaction

from accounts.models import User
from scorecards.actions.quotas import MonthAmount, Owner, publish_quotas
from scorecards.models import Metric, Quota
from scorecards.scoring.quotas import spread_equally
from scorecards.scoring.rounding import step_of

Became = Literal["created", "updated", "unchanged"]
OwnerMonth = tuple[int, Owner, date]
"""The id of the metric, who owes, and the first day of the month."""
LARGEST = Decimal(10) ** 13
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class NewAmount:
    """What an owner shall owe of a metric in a month; None clears it.

    `starts_on` None: from the month's first day. `ramp` None: as it is.
    """

    metric: Metric
    owner: Owner
    month: date
    amount: Decimal | None
    starts_on: date | None = None
    ramp: tuple[Decimal, ...] | None = None

    @property
    def key(self) -> OwnerMonth:
        return self.metric.pk, self.owner, self.month


def store_amounts(
    amounts: Sequence[NewAmount],
    *,
    origin: str,
    by: User | None,
    now: datetime,
    note: str = "",
    dry_run: bool = False,
) -> dict[OwnerMonth, Became]:
    """Publish them – each owner, metric and month may come once – and say what became of each.

    One change for each metric, as far as first day and ramp are the same. Amounts of metrics that
    nobody can owe must not come here.
    """
    with transaction.atomic():
        _lock({each.metric.pk for each in amounts})
        before = _in_force(amounts)
        changed: set[OwnerMonth] = set()
        for (metric, starts_on, ramp), group in _grouped(amounts, before).items():
            change = publish_quotas(
                metric=metric,
                amounts=[MonthAmount(each.owner, each.month, each.amount) for each in group],
                starts_on=starts_on,
                origin=origin,
                by=by,
                now=now,
                ramp=ramp,
                note=note,
            )
            changed |= {_key(row) for row in change.quotas.all()} if change else set()
        if dry_run:
            transaction.set_rollback(True)
    owed = {key for key, row in before.items() if row.amount is not None}
    return {each.key: _became(each.key, changed, owed) for each in amounts}


def _lock(metrics: Collection[int]) -> None:
    """One at a time for each metric: of two requests with the same rows the later changes nothing.

    In the order of ids, so that two that bring several metrics wait and never block each other.
    """
    list(Metric.objects.filter(pk__in=metrics).order_by("pk").select_for_update(no_key=True))


def spread_over(
    months: Sequence[date], amount: Decimal | None, metric: Metric, *, currency: str
) -> dict[date, Decimal | None]:
    """An amount for a month, quarter or year in equal parts: cents, or whole things (rule 29)."""
    if amount is None:
        return dict.fromkeys(months)
    exact = amount.quantize(_PLACES, ROUND_HALF_UP)
    parts = spread_equally(exact, parts=len(months), step=step_of(metric.unit, currency))
    return dict(zip(months, parts, strict=True))


def _grouped(
    amounts: Iterable[NewAmount], before: dict[OwnerMonth, Quota]
) -> dict[tuple[Metric, date | None, tuple[Decimal, ...]], list[NewAmount]]:
    """In the order in which they come."""
    groups = defaultdict(list)
    for each in amounts:
        ramp = each.ramp
        if ramp is None:
            row = before.get(each.key)
            ramp = tuple(Decimal(share) for share in row.ramp) if row else ()
        groups[each.metric, each.starts_on, ramp].append(each)
    return groups


def _in_force(amounts: Collection[NewAmount]) -> dict[OwnerMonth, Quota]:
    """The last word on each owner and month so far (1 query)."""
    if not amounts:
        return {}
    owners = [each.owner for each in amounts]
    rows = (
        Quota.objects.filter(metric__in={each.metric.pk for each in amounts})
        .of(
            reps={pk for kind, pk in owners if kind == "rep"},
            teams={pk for kind, pk in owners if kind == "team"},
        )
        .in_months(min(each.month for each in amounts), max(each.month for each in amounts))
    )
    return {_key(row): row for row in rows.in_order()}


def _key(row: Quota) -> OwnerMonth:
    owner: Owner = ("rep", row.rep_id) if row.rep_id else ("team", row.team_id or 0)
    return row.metric_id, owner, row.month


def _became(key: OwnerMonth, changed: set[OwnerMonth], owed: set[OwnerMonth]) -> Became:
    if key not in changed:
        return "unchanged"
    return "updated" if key in owed else "created"
