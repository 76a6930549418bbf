"""A plan beside what came of it: the stages so far, and the conversions as they are (rule 35)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.calendars import share_gone
from accounts.models import Organisation
from goals.models import Plan
from goals.planning.tracking import Deviation, Progress, deviations, progress_of
from goals.queries.plans.figures import Worked
from goals.queries.plans.groups import Carrier, Group, sums_of
from scorecards.models import Metric
from scorecards.queries.standings import thresholds_of
from scorecards.scoring.records import ONE, ZERO


@dataclass(frozen=True)
class ProgressRow:
    metric: Metric
    progress: Progress


@dataclass(frozen=True)
class DeviationRow:
    """`below` is None for the deal size, which is money."""

    metric: Metric
    below: Metric | None
    deviation: Deviation

    @property
    def more(self) -> Decimal | None:
        """So many more are needed than planned; None for none, or not known."""
        more = self.deviation.more
        return more if more is not None and more >= Decimal("0.5") else None

    @property
    def fewer(self) -> Decimal | None:
        more = self.deviation.more
        return -more if more is not None and more <= Decimal("-0.5") else None


@dataclass(frozen=True)
class Tracking:
    """Until and with `day`; `elapsed` is the share of the plan's ramped rep days that is over."""

    day: date
    elapsed: Decimal
    rows: tuple[ProgressRow, ...]
    deviations: tuple[DeviationRow, ...]


def tracking_of(
    plan: Plan,
    worked: Worked,
    *,
    group: Group,
    carriers: Sequence[Carrier],
    metrics: Mapping[str, Metric],
    organisation: Organisation,
    now: datetime,
) -> Tracking | None:
    """None for a plan that has not begun. 1 query."""
    today = organisation.day_of(now)
    if today < plan.starts_on:
        return None
    day = min(today, plan.ends_on)
    elapsed = _elapsed(worked, carriers, day=day, gone=_gone(day, today, organisation, now))
    sums = sums_of(group, starts=plan.starts_on, ends=day)
    thresholds = thresholds_of(organisation)
    numbers = [(row.metric, row.needed) for row in worked.rows]
    rows = [
        ProgressRow(
            metric,
            progress_of(
                metric.slug,
                planned,
                sums.of(metric.slug),
                elapsed=elapsed,
                thresholds=thresholds,
            ),
        )
        for metric, planned in [*numbers, (worked.money, worked.amount.whole)]
    ]
    actuals = {metric.slug: sums.of(metric.slug) for metric, _planned in numbers}
    found = deviations(worked.terms.assumptions, actuals, money=sums.of(plan.metric.slug))
    return Tracking(
        day=day,
        elapsed=elapsed,
        rows=tuple(rows),
        deviations=tuple(
            DeviationRow(metrics[each.metric], metrics[each.below] if each.below else None, each)
            for each in found
        ),
    )


def _elapsed(worked: Worked, carriers: Sequence[Carrier], *, day: date, gone: Decimal) -> Decimal:
    """The share of the ramped rep days that are over; by nobody's days nothing is."""
    ramp = worked.terms.ramp
    done = sum((each.full_until(day, gone=gone, ramp=ramp) for each in carriers), ZERO)
    return done / worked.work.full if worked.work.full else ZERO


def _gone(day: date, today: date, organisation: Organisation, now: datetime) -> Decimal:
    if day < today:
        return ONE
    return share_gone(
        at=now.astimezone(organisation.zone).time(),
        opens=organisation.work_starts,
        closes=organisation.work_ends,
    )
