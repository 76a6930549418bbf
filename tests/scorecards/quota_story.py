"""Scorecards that follow quotas and quotas that are published, for tests of what is stored."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from accounts.actions.marks import mark_stale
from accounts.models import Team, User
from scorecards.actions.quotas import MonthAmount, publish_quotas
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Benchmark, Score, Scorecard
from scorecards.queries.rebuilt import differences
from scorecards.scoring.records import ScoredLine
from scorecards.scoring.rounding import settled
from tests.factories import (
    MetricFactory,
    scorecard,
)

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
TODAY = NOW.date()
MARCH = date(2026, 3, 1)


def card(team: Team, *, activities: str = "day", objectives: str = "month") -> Scorecard:
    """Calls by day and revenue by month, both from the quota where there is one."""
    found = scorecard(
        activities={"calls": (50, 100)},
        objectives={"revenue": (10000, 100)},
        activities_period=activities,
        objectives_period=objectives,
        assigned_to=team,
    )
    Benchmark.objects.update(from_quota=True)
    return found


def publish(
    rep: User,
    amount: int | None,
    *,
    slug: str = "revenue",
    month: date = MARCH,
    starts_on: date | None = None,
    ramp: Sequence[Decimal] = (),
) -> None:
    publish_quotas(
        metric=MetricFactory(slug=slug),
        amounts=[MonthAmount(("rep", rep.pk), month, None if amount is None else Decimal(amount))],
        starts_on=starts_on,
        origin="sheet",
        by=None,
        now=NOW,
        ramp=ramp,
    )
    work_off_marks(now=NOW)


def line(rep: User, key: str) -> ScoredLine:
    (found,) = Score.objects.get(rep=rep, scored_period__key=key).scored_lines
    return found


def day_targets(rep: User, month: str) -> dict[str, Decimal]:
    rows = Score.objects.filter(rep=rep, scored_period__key__startswith=f"{month}-")
    return {
        row.scored_period.key: settled(row.scored_lines[0].target)
        for row in rows.select_related("scored_period")
        if len(row.scored_period.key) == len("2026-03-11")
    }


def rescored(*reps: User, since: date = MARCH) -> None:
    mark_stale(reps=[rep.pk for rep in reps], from_day=since, to_day=TODAY)
    work_off_marks(now=NOW)


def differing(people: Sequence[User]) -> list[str]:
    return list(differences(people, days=(MARCH, TODAY + timedelta(days=60)), now=NOW))
