"""Which periods a page offers beside the one it shows."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists

from scorecards.models import Closing, ScoredPeriod
from scorecards.periods import (
    Period,
    PeriodRules,
    following,
    last_periods,
    period_containing,
    previous,
)
from scorecards.queries.closings.notes import closed_keys

OFFERED = 12
YEARS = 10


@dataclass(frozen=True)
class PeriodChoice:
    """The period shown, its neighbours (no future one) and the last twelve, newest first.

    Then one of each earlier year, as far back as anything is scored: an import may be of years ago.
    `closed` are the keys of those that are closed for people who are shown.
    """

    period: Period
    previous: Period
    next: Period | None
    choices: tuple[Period, ...]
    closed: frozenset[str]


def period_choice(
    period: Period, *, today: date, rules: PeriodRules, people: Collection[int] = ()
) -> PeriodChoice:
    """For a page that shows these people (ids): one query, two once anything is closed."""
    first, any_closed = _first_scored()
    after = following(period, rules)
    offered = last_periods(day=today, kind=period.kind, count=OFFERED, rules=rules)[::-1]
    offered = (*offered, *_years_before(offered[-1], first or offered[-1].starts, rules))
    choices = offered if period in offered else (*offered, period)
    return PeriodChoice(
        period=period,
        previous=previous(period, rules),
        next=after if after.starts <= today else None,
        choices=choices,
        closed=closed_keys(choices, people=people) if any_closed and people else frozenset(),
    )


def _first_scored() -> tuple[date | None, bool]:
    """The first day that anything is scored for, and whether anything is closed (one query)."""
    rows = ScoredPeriod.objects.annotate(any_closed=Exists(Closing.objects.standing()))
    found = rows.order_by("starts_on").values_list("starts_on", "any_closed").first()
    return found or (None, False)


def _years_before(period: Period, first: date, rules: PeriodRules) -> Iterator[Period]:
    """The same time of each year before, back to the first day; the latest first."""
    day = period.starts.replace(day=min(period.starts.day, 28))  # which every year has
    for year in range(day.year - 1, max(first.year, day.year - YEARS) - 1, -1):
        yield period_containing(day=day.replace(year=year), kind=period.kind, rules=rules)
