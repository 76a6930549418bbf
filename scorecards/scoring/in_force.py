"""Which amount is in force on a day: override, then quota, then scorecard × ramp (rule 11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from scorecards.scoring.quotas import QuotaStretch
from scorecards.scoring.records import (
    HUNDRED,
    ONE,
    BenchmarkTerms,
    OverrideTerms,
    TargetSource,
)
from scorecards.scoring.tenure import tenure_month


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in force on some day, and its origin.

    The target of a whole period; of a quota (with its `stretch`) the amount of a whole month.
    """

    source: TargetSource
    label: str
    amount: Decimal
    stretch: QuotaStretch | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """Tells the amount in force on a day; `quota_days` are those that follow a quota.

    `overrides` come in the order of their start.
    """

    terms: BenchmarkTerms
    overrides: Sequence[OverrideTerms]
    quota_days: Mapping[date, Amount]
    ramp: Sequence[Decimal]
    joined_on: date | None
    is_one_day: bool

    def amount_on(self, day: date) -> Amount:
        running = [each for each in self.overrides if _runs_on(each, day)]
        if running:
            return Amount(TargetSource.OVERRIDE, running[-1].label, running[-1].target)
        if day in self.quota_days:
            return self.quota_days[day]
        written = self._written_on(day)
        month = self._ramp_month(day)
        share = self.ramp[month - 1] if month else ONE
        if share == ONE:
            return Amount(TargetSource.SCORECARD, "", written)
        return Amount(TargetSource.RAMP, _ramp_words(month, share), written * share)

    def is_one_amount(self, first: date, last: date) -> bool:
        """Whether a single amount is sure to be in force on all of the days."""
        if self.quota_days or self._ramp_month(first):
            return False
        return not any(
            each.starts <= last and (each.ends is None or each.ends >= first)
            for each in self.overrides
        )

    def _written_on(self, day: date) -> Decimal:
        if self.is_one_day and self.terms.weekday_profile is not None:
            return self.terms.weekday_profile[day.weekday()]
        return self.terms.target

    def _ramp_month(self, day: date) -> int:
        """The tenure month while the ramp runs, 0 once it is over."""
        if not self.ramp or self.joined_on is None:
            return 0
        month = tenure_month(joined_on=self.joined_on, day=day)
        return month if month <= len(self.ramp) else 0


def quota_amounts(stretches: Sequence[QuotaStretch]) -> dict[date, Amount]:
    """The amount of each day that follows a quota; the days of a stretch share theirs."""
    found: dict[date, Amount] = {}
    for stretch in stretches:
        label = f"{stretch.month:%Y-%m}"
        if stretch.tenure_month:
            label += f", {_ramp_words(stretch.tenure_month, stretch.ramp_share)}"
        amount = Amount(TargetSource.QUOTA, label, stretch.amount, stretch)
        days = (stretch.ends - stretch.starts).days + 1
        found |= dict.fromkeys((stretch.starts + timedelta(days=n) for n in range(days)), amount)
    return found


def _runs_on(override: OverrideTerms, day: date) -> bool:
    return override.starts <= day and (override.ends is None or day <= override.ends)


def _ramp_words(month: int, share: Decimal) -> str:
    return f"tenure month {month}: {(share * HUNDRED).normalize():f} %"
