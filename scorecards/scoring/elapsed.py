"""How much of a rep's working days in a period is over (scoring.md rule 16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scorecards.scoring.records import ZERO, Spread


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Work done and work in all, in days or in days weighted by a profile."""

    done: Decimal
    total: Decimal

    @property
    def share(self) -> Decimal:
        """0 to 1; 0 as well when there is no work at all."""
        return self.done / self.total if self.total else ZERO


def elapsed_share(
    *,
    presence: Sequence[Decimal],
    starts: date,
    today: date,
    gone_today: Decimal,
    profile: Sequence[Decimal] | None = None,
) -> Decimal:
    """Present working days done ÷ present working days in the period, 0 to 1 (rule 16).

    Today counts by the share of its working hours that is gone; a profile (Monday first)
    weights the days.
    """
    done = days_done(presence, starts=starts, today=today, gone_today=gone_today)
    weights = day_weights(len(presence), starts=starts, profile=profile)
    return elapsed_of(presence, done, weights).share


def days_done(
    presence: Sequence[Decimal], *, starts: date, today: date, gone_today: Decimal
) -> tuple[Decimal, ...]:
    """The part of each day's presence that is over."""
    position = (today - starts).days
    past = max(0, position)
    gone = [*presence[:past]]
    if 0 <= position < len(presence):
        gone.append(presence[position] * gone_today)
    return (*gone, *[ZERO] * (len(presence) - len(gone)))


def elapsed_of(
    presence: Sequence[Decimal], done: Sequence[Decimal], weights: Sequence[Decimal] | None
) -> Elapsed:
    """What is done of the present days, weighted if there are weights."""
    if weights is None:
        return Elapsed(sum(done, ZERO), sum(presence, ZERO))
    return Elapsed(weighted(done, weights), weighted(presence, weights))


def day_weights(
    days: int, *, starts: date, profile: Sequence[Decimal] | None, spread: Spread = ()
) -> Sequence[Decimal] | None:
    """The weight of each of so many days in a row, None when all weigh the same (rule 16).

    A spread (how quotas fall on the days) comes before the profile of the weekdays.
    """
    if spread:
        return [weight for run, weight in spread for _ in range(run)]
    if profile is None or days == 1:  # the profile of one day holds targets, not weights
        return None
    return [profile[(starts.weekday() + n) % 7] for n in range(days)]


def weighted(shares: Sequence[Decimal], weights: Sequence[Decimal]) -> Decimal:
    return sum((weight * share for weight, share in zip(weights, shares, strict=True)), ZERO)
