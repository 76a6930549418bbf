"""Terms of scorecards for tests, written shortly."""

from datetime import date
from decimal import Decimal
from typing import Any

from scorecards.queries.drafts import WrittenCard, WrittenLine, WrittenSection
from tests.factories import MetricFactory


def line(slug: str, target: Any, weight: Any, **more: Any) -> WrittenLine:
    return WrittenLine(MetricFactory(slug=slug), Decimal(target), Decimal(weight), **more)


def terms(
    *,
    starts_on: date,
    activities: list[WrittenLine] | None = None,
    objectives: list[WrittenLine] | None = None,
    periods: tuple[str, str] = ("week", "month"),
    ramp: tuple[Decimal, ...] = (),
    note: str = "",
) -> WrittenCard:
    return WrittenCard(
        starts_on=starts_on,
        note=note,
        ramp=ramp,
        sections=(
            WrittenSection("activities", periods[0], tuple(activities or ())),
            WrittenSection("objectives", periods[1], tuple(objectives or ())),
        ),
    )
