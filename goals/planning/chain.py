"""The chain of a plan: how many of every stage an amount takes (rule 35).

Nothing is rounded in the chain. Every number is one division of exact products, so that wholes
stay whole: 5,000,000 at 100,000 a deal and 25 % won are exactly 50 deals and 200 opportunities.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

from scorecards.scoring.records import ONE, ZERO
from scorecards.scoring.rounding import settled

AMOUNT = "amount"
DEAL_SIZE = "deal_size"
_EVERY_OTHER_DAY = Decimal("0.5")

# What comes of the second is always a part of it: more than all of it cannot be meant.
ALWAYS_A_PART = frozenset(
    {
        ("deals_won", "opportunities_created"),
        ("connects", "calls"),
        ("positive_calls", "connects"),
        ("meetings_held", "meetings_booked"),
        ("email_replies", "emails"),
        ("qualified_leads", "new_leads"),
    }
)


class Reason(StrEnum):
    """Why a figure cannot be worked with."""

    NO_AMOUNT = "no_amount"
    NO_DEAL_SIZE = "no_deal_size"
    NO_STAGES = "no_stages"
    NOTHING_COMES = "nothing_comes"
    MORE_THAN_ALL = "more_than_all"
    MORE_THAN_ONE = "more_than_one"


@dataclass(frozen=True, slots=True)
class Trouble:
    """`field` is AMOUNT, DEAL_SIZE or the metric (slug) of the stage whose rate it is."""

    field: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the chain, named by its metric.

    `rate`: the share of it that becomes the stage below it, which stands before it in the chain;
    None at the deal itself, and where it is unknown. `several`: a person said that more than one
    may come of one, so that the rate may be over 100 %.
    """

    metric: str
    rate: Decimal | None = None
    several: bool = False


@dataclass(frozen=True, slots=True)
class Assumptions:
    """An amount, what one deal brings, and the stages from the deal upwards."""

    amount: Decimal
    deal_size: Decimal
    stages: tuple[Stage, ...]

    @property
    def top(self) -> Stage:
        return self.stages[-1]

    def with_rate(self, metric: str, rate: Decimal) -> "Assumptions":
        stages = (
            replace(each, rate=rate) if each.metric == metric else each for each in self.stages
        )
        return replace(self, stages=tuple(stages))


def needed(plan: Assumptions) -> tuple[Decimal | None, ...]:
    """How many of each stage the amount takes, from the deal upwards.

    None from the first stage on whose rate is unknown or 0: no number would be enough.
    """
    return tuple(plan.amount / size if size else None for size in _worth(plan))


def needed_of_top(plan: Assumptions) -> Decimal | None:
    return needed(plan)[-1]


def required_upstream(goal: Decimal, rates: Sequence[Decimal]) -> Decimal:
    """What it takes at the top of a chain of conversions to end with `goal`.

    Raises ValueError for a rate of 0 or below: nothing would ever come of it.
    """
    product = ONE
    for rate in rates:
        if rate <= 0:
            raise ValueError("A conversion must be above 0: of nothing comes nothing.")
        product *= rate
    return goal / product


def amount_of(plan: Assumptions, *, metric: str, number: Decimal) -> Decimal | None:
    """The amount that so many of a stage bring, by the same rates; None where it is unknown."""
    for stage, worth in zip(plan.stages, _worth(plan), strict=True):
        if stage.metric == metric and worth:
            return number * worth
    return None


def troubles(plan: Assumptions) -> tuple[Trouble, ...]:
    """What makes the plan impossible; nothing when it can be worked out. Unknown is no trouble."""
    found = []
    if plan.amount <= 0:
        found.append(Trouble(AMOUNT, Reason.NO_AMOUNT))
    if plan.deal_size <= 0:
        found.append(Trouble(DEAL_SIZE, Reason.NO_DEAL_SIZE))
    if not plan.stages:
        found.append(Trouble(AMOUNT, Reason.NO_STAGES))
    for below, stage in zip(plan.stages, plan.stages[1:], strict=False):
        reason = _reason(stage, below.metric)
        if reason is not None:
            found.append(Trouble(stage.metric, reason))
    return tuple(found)


def whole_up(number: Decimal) -> Decimal:
    """Rounded up to whole things, for display per rep and day; a spoilt last digit is no more."""
    return settled(number).to_integral_value(ROUND_CEILING)


def days_for_one(per_day: Decimal) -> Decimal | None:
    """For at most one every other day: one in so many days, rounded down so that it is enough."""
    if not ZERO < per_day <= _EVERY_OTHER_DAY:
        return None
    return settled(ONE / per_day).to_integral_value(ROUND_FLOOR)


def _worth(plan: Assumptions) -> list[Decimal | None]:
    """What one of each stage brings in the end."""
    worth: Decimal | None = plan.deal_size
    found = []
    for number, stage in enumerate(plan.stages):
        if number:
            worth = None if worth is None or stage.rate is None else worth * stage.rate
        found.append(worth)
    return found


def _reason(stage: Stage, below: str) -> Reason | None:
    if stage.rate is None:
        return None
    if stage.rate <= 0:
        return Reason.NOTHING_COMES
    if stage.rate <= 1:
        return None
    if (below, stage.metric) in ALWAYS_A_PART:
        return Reason.MORE_THAN_ALL
    return None if stage.several else Reason.MORE_THAN_ONE
