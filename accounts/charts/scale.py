"""Round numbers for the ends and steps of a scale."""

from collections.abc import Sequence
from decimal import Decimal

TOPS = tuple(map(Decimal, ("1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10")))
STEPS = tuple(map(Decimal, ("1", "2", "2.5", "5", "10")))


def round_top(amount: float) -> Decimal:
    """A round number that is not below the amount and not far above it; 1 for 0."""
    return _round_up(amount, TOPS)


def round_step(*, span: float, most: int) -> Decimal:
    """A round width that covers the span in at most so many steps."""
    return _round_up(span / most, STEPS)


def _round_up(amount: float, among: Sequence[Decimal]) -> Decimal:
    if amount <= 0:
        return Decimal(1)
    exact = Decimal(str(amount))
    unit = Decimal(1).scaleb(exact.adjusted())
    return next(step * unit for step in among if step * unit >= exact)
