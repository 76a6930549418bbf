"""How far a goal is, and whether that is enough by now (scoring.md rules 32 to 34)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from scorecards.scoring.lines import ratio
from scorecards.scoring.pace import DEFAULT_THRESHOLDS, Status, Thresholds, status_of
from scorecards.scoring.records import ONE, ZERO


@dataclass(frozen=True, slots=True)
class Part:
    """A child as its parent counts it; `over_full`: more than 100 % counts as more."""

    progress: Decimal | None
    weight: Decimal
    over_full: bool = False


def progress(*, start: Decimal, target: Decimal, actual: Decimal | None) -> Decimal | None:
    """(actual − start) ÷ (target − start), 1 is the target; rising or falling (rule 32).

    Neither capped nor cut off at 0. None for an unknown actual. Raises ValueError when start
    and target are the same: there is no way to go.
    """
    if start == target:
        raise ValueError("A goal whose start equals its target has no way to go.")
    if actual is None:
        return None
    return (actual - start) / (target - start)


def rolled_up(parts: Iterable[Part]) -> Decimal | None:
    """The weighted mean of the children (rule 33); None when none of them is known.

    Each counts from 0 to 1, more than 1 only where it says so. Children that are unknown or
    weigh nothing are left out.
    """
    known = [(part, part.progress) for part in parts if part.progress is not None]
    return ratio(
        numerator=sum((part.weight * _counted(part, share) for part, share in known), ZERO),
        denominator=sum((part.weight for part, _ in known), ZERO),
    )


def path_value(*, start: Decimal, target: Decimal, elapsed: Decimal) -> Decimal:
    """Where the straight path of working days is, once a share of them (0 to 1) is over."""
    return start + (target - start) * elapsed


def pace_status(
    *, progress: Decimal | None, elapsed: Decimal, thresholds: Thresholds = DEFAULT_THRESHOLDS
) -> Status | None:
    """Progress ÷ elapsed share of the working days as a word (rules 17, 34).

    None while nothing has elapsed or the progress is unknown; a goal that is reached is ahead.
    """
    if progress is None:
        return None
    if progress >= ONE:
        return Status.AHEAD
    return status_of(ratio(numerator=progress, denominator=elapsed), thresholds)


def _counted(part: Part, share: Decimal) -> Decimal:
    at_least = max(ZERO, share)
    return at_least if part.over_full else min(ONE, at_least)
