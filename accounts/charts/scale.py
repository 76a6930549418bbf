"""Round numbers for the ends and steps of a scale."""

from decimal import Decimal

ROUND_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def round_top(amount: float) -> Decimal:
    """The smallest of 1, 2, 2.5 or 5 times a power of ten that is not below the amount; 1 for 0."""
    if amount <= 0:
        return Decimal(1)
    exact = Decimal(str(amount))
    unit = Decimal(1).scaleb(exact.adjusted())
    return next(step * unit for step in ROUND_STEPS if step * unit >= exact)


def round_step(*, span: float, most: int) -> Decimal:
    """A round width that covers the span in at most so many steps."""
    return round_top(span / most)
