"""How many people are in which range of attainment."""

from collections.abc import Iterable
from decimal import Decimal

# The lower ends of the ranges, as shares of the target: 0–50, 50–80, 80–100, 100 % and more.
BANDS = (Decimal(0), Decimal("0.5"), Decimal("0.8"), Decimal(1))


def counted(shares: Iterable[Decimal | None]) -> tuple[int, ...]:
    """How many of the shares (1 is on target) are in each of the bands; unknown ones in none."""
    counts = [0] * len(BANDS)
    for share in shares:
        if share is not None:
            reached = sum(share >= low for low in BANDS[1:])
            counts[reached] += 1
    return tuple(counts)
