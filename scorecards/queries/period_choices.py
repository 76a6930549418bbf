"""Which periods a page offers beside the one it shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from scorecards.models import ScoredPeriod
from scorecards.periods import (
    Period,
    PeriodRules,
    following,
    last_periods,
    period_containing,
    previous,
)

OFFERED = 12
YEARS = 10


@dataclass(frozen=True)
class PeriodChoice:
    """The period shown, its neighbours (no future one) and the last twelve, newest first.

    Then one of each earlier year, as far back as anything is scored: an import may be of years ago.
    """

    period: Period
    previous: Period
    next: Period | None
    choices: tuple[Period, ...]


def period_choice(period: Period, *, today: date, rules: PeriodRules) -> PeriodChoice:
    after = following(period, rules)
    offered = last_periods(day=today, kind=period.kind, count=OFFERED, rules=rules)[::-1]
    offered = (*offered, *_years_before(offered[-1], rules))
    return PeriodChoice(
        period=period,
        previous=previous(period, rules),
        next=after if after.starts <= today else None,
        choices=offered if period in offered else (*offered, period),
    )


def _years_before(period: Period, rules: PeriodRules) -> Iterator[Period]:
    """The same time of each year before, the latest first (one query)."""
    first = ScoredPeriod.objects.aggregate(first=Min("starts_on"))["first"] or period.starts
    day = period.starts.replace(day=min(period.starts.day, 28))  # which every year has
    for year in range(day.year - 1, max(first.year, day.year - YEARS) - 1, -1):
        yield period_containing(day=day.replace(year=year), kind=period.kind, rules=rules)
