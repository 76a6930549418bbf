"""Rounding for people's eyes; nothing is rounded between steps (scoring.md rule 9)."""

from decimal import ROUND_HALF_UP, Context, Decimal

from accounts.currencies import smallest_part

# Decimals carry 28 digits. A division like 1/3 spoils the last of them, and three such thirds
# make 0.9999…: enough to turn "on track" into "at risk" or to part two equal scores. Comparing
# and displaying therefore look at 24 digits.
_SETTLED = Context(prec=24)


def settled(number: Decimal) -> Decimal:
    """The number without the digits that a division may have spoilt."""
    return _SETTLED.plus(number)


def half_up(number: Decimal, *, places: int) -> Decimal:
    """Rounded to so many places, halves away from zero."""
    return settled(number).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def step_of(unit: str, currency: str) -> Decimal:
    """The smallest part that an amount of a metric is spread in: a cent, a whole thing (rule 29).

    What is neither money nor counted – minutes, days – goes down to hundredths.
    """
    if unit == "money":
        return smallest_part(currency)
    return Decimal(1) if unit == "count" else Decimal("0.01")


def shown_score(score: Decimal) -> Decimal:
    """A score with one decimal."""
    return half_up(score, places=1)


def shown_percent(share: Decimal) -> Decimal:
    """A share as a percentage with one decimal: 0.75625 is 75.6."""
    return half_up(share * 100, places=1)


def shown_money(amount: Decimal, *, digits: int) -> Decimal:
    """An amount to its currency's digits: 2 for euros, 0 for yen."""
    return half_up(amount, places=digits)
