"""March 2026 for tests of goals: Monday 2nd is its first working day, Tuesday 31st its last.

The 22 working days are 2–6, 9–13, 16–20, 23–27 and 30–31 March. At NOON of Wednesday 11th half
of the day's working hours (09:00–17:00) is not gone: 7 days and 3/8 are over.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

from accounts.models import User
from goals.models import Goal
from goals.queries.figures import GoalFigures, figures_of
from scorecards.models import DailyTotal, Metric
from tests.factories import MetricFactory

NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)
ELEVENTH = date(2026, 3, 11)
DAYS_DONE = Decimal("7.375")
WORKING_DAYS = Decimal(22)


def march(day: int) -> date:
    return date(2026, 3, day)


def figures(goal: Goal, now: datetime = NOON) -> GoalFigures:
    goal.refresh_from_db()
    return figures_of([goal], now=now)[goal.pk]


def done(rep: User, by_day: dict[int, int | str], *, metric: str = "calls", facts: int = 1) -> None:
    """What the rep's facts added up to on days of March."""
    DailyTotal.objects.bulk_create(
        DailyTotal(
            rep=rep, metric=_metric(metric), day=march(day), total=Decimal(total), facts=facts
        )
        for day, total in by_day.items()
    )


def reported(rep: User, by_day: dict[int, int | str], *, metric: str) -> None:
    """Latest values reported on days of March."""
    DailyTotal.objects.bulk_create(
        DailyTotal(
            rep=rep,
            metric=_metric(metric),
            day=march(day),
            total=Decimal(value),
            facts=1,
            latest=Decimal(value),
        )
        for day, value in by_day.items()
    )


def _metric(slug: str) -> Metric:
    found: Metric = MetricFactory(slug=slug)
    return found
