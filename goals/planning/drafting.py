"""A plan's numbers as what single people shall do (rules 29, 30, 35)."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from goals.planning.days import MonthWork
from scorecards.scoring.quotas import spread_by_weight
from scorecards.scoring.records import ONE, ZERO
from scorecards.scoring.rounding import settled

_TENTH = Decimal("0.1")
_COARSE_FROM = 100
WHOLE_FROM = 10

Months = Sequence[MonthWork]


def target_per(
    rep_day: Decimal, period: str, *, days: Decimal, plan_days: int, months: int
) -> Decimal:
    """A ramped rep's target for a day, week, month, quarter or year of the plan.

    `days` are its working days, `plan_days` all its days. A week with a holiday owes its whole
    target (rule 15), so that weeks and months are equal parts of the plan, not five days or 21.
    """
    parts = {
        "day": ONE,
        "week": days * 7 / plan_days,
        "month": days / months,
        "quarter": days * 3 / months,
        "year": days * 12 / months,
    }
    return rep_day * parts[period]


def up_for_people(target: Decimal) -> Decimal:
    """Rounded up: from ten on to whole things, below that to a tenth."""
    if settled(target) >= WHOLE_FROM:
        return settled(target).to_integral_value(ROUND_CEILING)
    return settled(target).quantize(_TENTH, rounding=ROUND_CEILING)


def quota_cells(
    total: Decimal, people: Sequence[Months], *, smallest: Decimal
) -> list[dict[date, Decimal]]:
    """Each person's amounts by month, in steps of `smallest`; together they total the whole.

    A month weighs by the working days of the person's calendar and the newcomer's share: what
    a newcomer does not carry, the others do. Time off and days before joining do not shift
    anything: the quota itself owes less for them (rules 11, 15). Nobody to carry it: no cells.
    """
    rounded = total.quantize(smallest, rounding=ROUND_HALF_UP)
    weights = [[work.working * work.share for work in months] for months in people]
    if not any(weight for each in weights for weight in each):
        return [{} for _months in people]
    cells = sum(len(each) for each in weights)
    step = ONE if rounded >= _COARSE_FROM * cells else smallest
    shares = spread_by_weight(rounded, weights=[sum(each, ZERO) for each in weights], step=step)
    return [
        _by_month(share, months, each, step)
        for share, months, each in zip(shares, people, weights, strict=True)
    ]


def _by_month(
    share: Decimal, months: Months, weights: Sequence[Decimal], step: Decimal
) -> dict[date, Decimal]:
    if not any(weights):
        return {work.month: ZERO for work in months}
    parts = spread_by_weight(share, weights=weights, step=step)
    return {work.month: part for work, part in zip(months, parts, strict=True)}
