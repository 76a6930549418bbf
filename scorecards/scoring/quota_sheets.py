"""The arithmetic of a quota sheet: totals that always add up, spreads, shares (rules 23, 29)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from scorecards.scoring.quotas import spread_by_weight
from scorecards.scoring.records import ONE, ZERO

MONTHS = 12
QUARTERS = tuple(range(first, first + 3) for first in range(0, MONTHS, 3))
YEAR = range(MONTHS)
Amounts = tuple[Decimal | None, ...]
"""Twelve months from the fiscal year's first on; None owes nothing."""
NOTHING: Amounts = (None,) * MONTHS


class Contradiction(ValueError):
    """A total and its months were both typed, and do not fit; `part` says which total."""

    def __init__(self, part: range) -> None:
        super().__init__("A total and its months contradict each other.")
        self.part = part


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row as it was sent: its months, and the totals that may be typed in their place."""

    months: Amounts
    quarters: Amounts
    year: Decimal | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How an amount falls on months: relative weights of the year's months, and the step."""

    weights: tuple[Decimal, ...]
    step: Decimal

    def over(
        self, amount: Decimal | None, part: range, months: Amounts, *, free: Sequence[bool]
    ) -> Amounts:
        """The months with this amount in place of those of the part, where they are free."""
        chosen = [month for month in part if free[month]]
        if not chosen:
            return months
        weights = [self.weights[month] for month in chosen]
        if amount is None:
            parts: tuple[Decimal | None, ...] = (None,) * len(chosen)
        else:
            even = [ONE] * len(chosen)
            parts = spread_by_weight(
                amount, weights=weights if any(weights) else even, step=self.step
            )
        found = list(months)
        for month, value in zip(chosen, parts, strict=True):
            found[month] = value
        return tuple(found)


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """What they add up to; None when none of them is there."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if known else None


def part_totals(months: Amounts) -> Amounts:
    """The four quarters."""
    return tuple(total(months[month] for month in part) for part in QUARTERS)


def added(rows: Iterable[Amounts]) -> Amounts:
    """Month by month over all rows."""
    columns = zip(*rows, strict=True)
    return tuple(total(column) for column in columns) or NOTHING


def assignment(members: Decimal | None, own: Decimal | None) -> Decimal | None:
    """Over- or under-assignment (rule 23): Σ members ÷ own − 1."""
    if members is None or not own:
        return None
    return members / own - ONE


def settled(typed: TypedRow, before: Amounts, *, spread: Spread, free: Sequence[bool]) -> Amounts:
    """The months of a row after whatever total was typed is spread over them.

    A total counts as typed when it is not what its months add up to; months that were typed too
    contradict it. Untouched totals follow their months.
    """
    months = typed.months
    for part, amount in zip(QUARTERS, typed.quarters, strict=True):
        months = _after_total(months, part, amount, before, typed.months, spread, free)
    return _after_total(months, YEAR, typed.year, before, months, spread, free)


def proposed(last_year: Decimal | None, percent: Decimal, *, step: Decimal) -> Decimal | None:
    """Last year and n percent, rounded half up to the step."""
    if last_year is None:
        return None
    return stepped(max(ZERO, last_year) * (100 + percent) / 100, step)


def stepped(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).to_integral_value(ROUND_HALF_UP) * step


def _after_total(
    months: Amounts,
    part: range,
    amount: Decimal | None,
    before: Amounts,
    typed: Amounts,
    spread: Spread,
    free: Sequence[bool],
) -> Amounts:
    if amount == total(months[month] for month in part):
        return months
    former = total(before[month] for month in part)
    if any(typed[month] != before[month] for month in part):
        if amount == former:
            return months
        raise Contradiction(part)
    return spread.over(amount, part, months, free=free)
