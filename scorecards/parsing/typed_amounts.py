"""One amount typed or pasted into a sheet: tolerant of its dress, clear about what it is not.

The sheet itself writes 1,234.5, so a comma before three digits groups thousands. A single point
before three digits (`1.500`) is a thousand to some and one and a half to others: it is asked.
"""

import re
from decimal import Decimal
from enum import StrEnum

from scorecards.parsing.amounts import MARKS, parse_amount

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]{1,2}|\.[0-9]{4})?")
_UNSURE = re.compile(r"[^0-9]*[1-9][0-9]{0,2}\.[0-9]{3}[^0-9]*")
_NOTHING = frozenset({"", "-", "–", "—", "\u2212"})
_STEP = Decimal("0.0001")
_LARGEST = Decimal(10) ** 13


class Unread(StrEnum):
    """Why a text is no amount that can be owed."""

    NOT_A_NUMBER = "not_a_number"
    AMBIGUOUS = "ambiguous"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"
    TOO_FINE = "too_fine"


def typed_amount(text: str) -> Decimal | Unread | None:
    """The exact amount; None for an empty cell, which owes nothing."""
    bare = text.strip()
    if bare in _NOTHING:
        return None
    if _PLAIN.fullmatch(bare):
        return _bounded(Decimal(bare))
    if _UNSURE.fullmatch(bare):
        return Unread.AMBIGUOUS
    for mark in MARKS:  # the point first: it is how the sheet writes
        number = parse_amount(bare, mark, column="")
        if isinstance(number, Decimal) and "%" not in bare:
            return _bounded(number)
    return Unread.NOT_A_NUMBER


def amount_text(amount: Decimal | None) -> str:
    """As the sheet writes it, and reads it again: 1,234.5; four decimals in place of three."""
    if amount is None:
        return ""
    text = f"{amount:,.4f}"
    if text.endswith(".0000"):
        return text[:-5]
    decimals = text.rstrip("0")
    return text if len(text) - len(decimals) == 1 else decimals


def _bounded(number: Decimal) -> Decimal | Unread:
    if number < 0:
        return Unread.NEGATIVE
    if number >= _LARGEST:
        return Unread.TOO_LARGE
    return number if number == number.quantize(_STEP) else Unread.TOO_FINE
