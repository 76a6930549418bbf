"""Which periods a page offers beside the one it shows."""

from dataclasses import dataclass
from datetime import date

from scorecards.periods import Period, PeriodRules, following, last_periods, previous

OFFERED = 12


@dataclass(frozen=True)
class PeriodChoice:
    """The period shown, its neighbours (no future one) and the last twelve, newest first."""

    period: Period
    previous: Period
    next: Period | None
    choices: tuple[Period, ...]


def period_choice(period: Period, *, today: date, rules: PeriodRules) -> PeriodChoice:
    after = following(period, rules)
    offered = last_periods(day=today, kind=period.kind, count=OFFERED, rules=rules)[::-1]
    return PeriodChoice(
        period=period,
        previous=previous(period, rules),
        next=after if after.starts <= today else None,
        choices=offered if period in offered else (*offered, period),
    )
