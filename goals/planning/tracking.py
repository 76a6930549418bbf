"""What came of a plan so far: actuals beside the numbers and conversions assumed (rule 35)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from goals.planning.chain import Assumptions, needed
from scorecards.scoring.lines import ratio
from scorecards.scoring.pace import DEFAULT_THRESHOLDS, Status, Thresholds, status_of


@dataclass(frozen=True, slots=True)
class Progress:
    """A stage (or the money) so far: `expected` is the planned number × the elapsed share."""

    metric: str
    planned: Decimal | None
    expected: Decimal | None
    actual: Decimal
    status: Status | None

    @property
    def gap(self) -> Decimal | None:
        return None if self.expected is None else self.actual - self.expected


@dataclass(frozen=True, slots=True)
class Deviation:
    """A conversion (or the deal size, whose `metric` is the deal) as assumed and as it is.

    `sample`: out of how many it is. `more`: so many more of `metric` the plan needs at the rate
    of now, fewer when below 0; None without any yet, or when nothing came of them.
    """

    metric: str
    below: str | None
    assumed: Decimal
    actual: Decimal | None
    sample: Decimal
    more: Decimal | None


def progress_of(
    metric: str,
    planned: Decimal | None,
    actual: Decimal,
    *,
    elapsed: Decimal,
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
) -> Progress:
    expected = None if planned is None else planned * elapsed
    pace = None if expected is None else ratio(numerator=actual, denominator=expected)
    return Progress(metric, planned, expected, actual, status_of(pace, thresholds))


def deviations(
    plan: Assumptions, actuals: Mapping[str, Decimal], *, money: Decimal
) -> tuple[Deviation, ...]:
    """Every assumption against the same figure of the plan's days so far, the deal size first."""
    numbers = needed(plan)
    deal = plan.stages[0].metric
    size = ratio(numerator=money, denominator=actuals[deal])
    found = [
        Deviation(
            metric=deal,
            below=None,
            assumed=plan.deal_size,
            actual=size,
            sample=actuals[deal],
            more=_more(plan.amount, plan.deal_size, size),
        )
    ]
    pairs = zip(plan.stages, plan.stages[1:], numbers, strict=False)
    for below, stage, wanted in pairs:
        if stage.rate is None:
            continue
        rate = ratio(numerator=actuals[below.metric], denominator=actuals[stage.metric])
        found.append(
            Deviation(
                metric=stage.metric,
                below=below.metric,
                assumed=stage.rate,
                actual=rate,
                sample=actuals[stage.metric],
                more=None if wanted is None else _more(wanted, stage.rate, rate),
            )
        )
    return tuple(found)


def _more(wanted: Decimal, assumed: Decimal, actual: Decimal | None) -> Decimal | None:
    """How many more it takes to come to `wanted` when each brings what it does now."""
    if not actual or not assumed:
        return None
    return wanted / actual - wanted / assumed
