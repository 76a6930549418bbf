"""The chance of reaching a quota, for many people and groups at once (rule 19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scorecards.periods import Period


@dataclass(frozen=True, slots=True)
class ChanceAsked:
    """Whether these people together reach a quota of a metric (slug) in a period.

    `actual`: what they have by now. `days_left`: the present working days they have left in the
    period, with the rest of today; of several people those of all of them together.
    """

    rep_ids: tuple[int, ...]
    metric: str
    period: Period
    actual: Decimal
    quota: Decimal
    days_left: Decimal


@dataclass(frozen=True, slots=True)
class Chance:
    """`share`: 0 to 1, 0 and 1 only when it is decided; show it with the filter `chance`.

    `low` and `high` hold the end figure in 80 of 100 cases; `periods`: how many finished periods
    of history it rests on (weeks for a day or a week, months for anything longer).
    """

    share: float
    low: Decimal
    high: Decimal
    periods: int


def chances_of(asked: Sequence[ChanceAsked], *, today: date) -> list[Chance | None]:
    """One for each asked, in order; None with fewer than 8 finished periods of history."""
    return [None for _ in asked]
