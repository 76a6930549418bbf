"""Quotas as they are in force, for many owners and metrics in one query each."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from scorecards.models import Quota
from scorecards.scoring.quotas import QuotaTerms

Owed = dict[tuple[int, str], tuple[QuotaTerms, ...]]
"""By (id of the rep or team, metric slug), in the order of publication."""


def quotas_of_reps(
    reps: Collection[int], *, metrics: Collection[str], starts: date, ends: date
) -> Owed:
    """What these reps owe of these metrics (slugs) in the months that touch the days. 1 query."""
    rows = _rows(metrics, starts, ends).filter(rep_id__in=reps)
    return _owed(rows.values_list("rep_id", "metric__slug", *_TERMS))


def quotas_of_teams(
    teams: Collection[int], *, metrics: Collection[str], starts: date, ends: date
) -> Owed:
    """The teams' own quotas, likewise; those of their members are not added up. 1 query."""
    rows = _rows(metrics, starts, ends).filter(team_id__in=teams)
    return _owed(rows.values_list("team_id", "metric__slug", *_TERMS))


_TERMS = ("month", "amount", "starts_on", "ramp")


def _rows(metrics: Collection[str], starts: date, ends: date) -> QuerySet[Quota]:
    return (
        Quota.objects.filter(metric__slug__in=metrics)
        .in_months(starts.replace(day=1), ends)
        .in_order()
    )


def _owed(rows: Iterable[tuple[int, str, date, Decimal | None, date, list[str]]]) -> Owed:
    found: dict[tuple[int, str], list[QuotaTerms]] = defaultdict(list)
    for owner, metric, month, amount, starts, ramp in rows:
        found[owner, metric].append(
            QuotaTerms(month, amount, starts, tuple(Decimal(share) for share in ramp))
        )
    return {key: tuple(terms) for key, terms in found.items()}
