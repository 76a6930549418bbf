"""What a better conversion saves at the top of the chain (rule 35)."""

from dataclasses import dataclass
from decimal import Decimal

from goals.planning.chain import Assumptions, needed_of_top, troubles

A_POINT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Saving:
    """One conversion moved up by one point, all else as assumed.

    `metric` becomes `below`; `saved` are the fewer of the top stage, out of `before`. None when
    the conversion is unknown, or is all there can be.
    """

    metric: str
    below: str
    rate: Decimal | None
    raised: Decimal | None
    before: Decimal | None
    saved: Decimal | None

    @property
    def share(self) -> Decimal | None:
        """The part of the work at the top that is saved."""
        return self.saved / self.before if self.saved is not None and self.before else None


def savings(plan: Assumptions) -> tuple[Saving, ...]:
    """A point more on each conversion, the one that saves most first, unknown ones last."""
    found = [
        _saving(plan, below.metric, stage.metric, stage.rate)
        for below, stage in zip(plan.stages, plan.stages[1:], strict=False)
    ]
    return tuple(sorted(found, key=lambda saving: (saving.saved is None, -(saving.saved or 0))))


def _saving(plan: Assumptions, below: str, metric: str, rate: Decimal | None) -> Saving:
    before = needed_of_top(plan)
    unknown = Saving(metric, below, rate, None, before, None)
    if rate is None or before is None:
        return unknown
    better = plan.with_rate(metric, rate + A_POINT)
    after = needed_of_top(better)
    if troubles(better) or after is None:
        return unknown
    return Saving(metric, below, rate, rate + A_POINT, before, before - after)
