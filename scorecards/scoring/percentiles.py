"""Percentiles by linear interpolation (scoring.md rule 28)."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from scorecards.scoring.records import HUNDRED, ONE


def percentile(values: Sequence[Decimal], *, percent: Decimal) -> Decimal | None:
    """The value that so many percent of the values do not exceed; None of no values.

    Sorted, the values stand at the places 1 to n; what is asked for stands at (n − 1)p + 1, and
    between two places the way is straight. Raises ValueError outside of 0 to 100 percent.
    """
    if not 0 <= percent <= HUNDRED:
        raise ValueError("A percentile lies between 0 and 100.")
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / HUNDRED
    below = int(place.to_integral_value(ROUND_FLOOR))
    above = min(below + 1, len(ordered) - 1)
    part = place - below
    return ordered[below] * (ONE - part) + ordered[above] * part
