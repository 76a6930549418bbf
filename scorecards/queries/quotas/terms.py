"""Quotas as they are in force, for many owners and metrics in one query each."""

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from accounts.queries.many import among
from scorecards.models import Quota
from scorecards.scoring.quotas import QuotaTerms

_STEP = Decimal("0.0001")

Owed = dict[tuple[int, str], tuple[QuotaTerms, ...]]
"""By (id of the rep or team, metric slug), in the order of publication."""


def quotas_of_reps(
    reps: Collection[int], *, metrics: Collection[str], starts: date, ends: date
) -> Owed:
    """What these reps owe of these metrics (slugs) in the months that touch the days. 1 query."""
    return _owed("rep_id", _rows(metrics, starts, ends).filter(rep_id__in=among(reps)))


def quotas_of_teams(
    teams: Collection[int], *, metrics: Collection[str], starts: date, ends: date
) -> Owed:
    """The teams' own quotas, likewise; those of their members are not added up. 1 query."""
    return _owed("team_id", _rows(metrics, starts, ends).filter(team_id__in=among(teams)))


def _rows(metrics: Collection[str], starts: date, ends: date) -> QuerySet[Quota]:
    return (
        Quota.objects.filter(metric__slug__in=metrics)
        .in_months(starts.replace(day=1), ends)
        .in_order()
    )


def _owed(owner: str, rows: QuerySet[Quota]) -> Owed:
    """Terms that many people share are made once: a year of a company is 120,000 rows.

    They are told apart as the database writes them, which costs least.
    """
    found: dict[tuple[int, str], list[QuotaTerms]] = defaultdict(list)
    known: dict[tuple[str, ...], QuotaTerms] = {}
    written = rows.annotate(
        **{f"{name}_text": Cast(name, TextField()) for name in ("month", "amount", "starts_on")},
        ramp_text=Cast("ramp", TextField()),
    )
    for pk, metric, *text in written.values_list(owner, "metric__slug", *_TERMS):
        key = tuple(text)
        terms = known.get(key)
        if terms is None:
            terms = known[key] = _terms(*key)
        found[pk, metric].append(terms)
    return {key: tuple(terms) for key, terms in found.items()}


_TERMS = ("month_text", "amount_text", "starts_on_text", "ramp_text")


def _terms(month: str, amount: str | None, starts: str, ramp: str) -> QuotaTerms:
    return QuotaTerms(
        month=date.fromisoformat(month),
        amount=None if amount is None else Decimal(amount).quantize(_STEP),
        starts=date.fromisoformat(starts),
        ramp=tuple(Decimal(share) for share in json.loads(ramp)),
    )
