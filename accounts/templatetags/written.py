"""Numbers as people write them, in the language of the reader. Rounding is half up (rule 9)."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, gettext_noop

from accounts.currencies import DIGITS

UNKNOWN = "–"
MONEY = "money"
MINUS = "−"
# Keeps a number and its unit on one line.
JOINT = "\u00a0"

SYMBOLS = {
    "AUD": "A$", "BRL": "R$", "CAD": "CA$", "CHF": "CHF", "CNY": "CN¥", "EUR": "€", "GBP": "£",
    "INR": "₹", "JPY": "¥", "KRW": "₩", "MXN": "MX$", "NZD": "NZ$", "PLN": "zł", "USD": "$",
}  # fmt: skip

# Units that are written out after the number.
WORDS = {
    "minutes": gettext_noop("min"),
    "days": gettext_noop("days"),
    "years": gettext_noop("years"),
}

WITHOUT_WORD = frozenset({"", "count", "score"})

SHORT_STEPS = (
    (Decimal(10) ** 9, "B"),
    (Decimal(10) ** 6, "M"),
    (Decimal(10) ** 3, "k"),
)


def as_decimal(value: Any) -> Decimal | None:
    """The exact number, or None for nothing and for what is no number."""
    if value is None or value == "":
        return None
    try:
        exact = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return exact if exact.is_finite() else None


def number(value: Decimal | None, digits: int | None = None) -> str:
    """Grouped by thousands; without `digits` at most two decimals and no trailing zeros."""
    if value is None:
        return UNKNOWN
    rounded = half_up(value, 2 if digits is None else digits)
    if digits is None:
        digits = _digits_needed(rounded)
    text = number_format(abs(rounded), decimal_pos=digits, use_l10n=True, force_grouping=True)
    return f"{MINUS}{text}" if rounded < 0 else text


def money(value: Decimal | None, currency: str = "") -> str:
    """With the currency's sign and digits; a whole amount has no decimals."""
    if value is None:
        return UNKNOWN
    digits = DIGITS.get(currency, 2)
    rounded = half_up(value, digits)
    whole = rounded == rounded.to_integral_value()
    return _with_sign(number(rounded, 0 if whole else digits), currency)


def money_short(value: Decimal | None, currency: str = "") -> str:
    """Three figures and k, M or B from a thousand on."""
    if value is None:
        return UNKNOWN
    short = half_up(value, 2 - value.adjusted()) if value else value
    for step, letter in SHORT_STEPS:
        if abs(short) >= step:
            return _with_sign(f"{number(short / step)}{letter}", currency)
    return _with_sign(number(short), currency)


def percent(value: Decimal | None, digits: int = 1) -> str:
    if value is None:
        return UNKNOWN
    joint = "" if _is_english() else JOINT
    return f"{number(value * 100, digits)}{joint}%"


def signed(value: Decimal | None, digits: int | None = None) -> str:
    text = number(value, digits)
    if value is None or half_up(value, 2 if digits is None else digits) <= 0:
        return text
    return f"+{text}"


def quantity(value: Decimal | None, unit: str = "") -> str:
    """`unit` is a metric's unit or a currency's code; counts and scores have no word.

    A "share" is 1 for 100%; any other unit is a person's own word.
    """
    if value is None:
        return UNKNOWN
    if unit == MONEY or is_currency(unit):
        return money(value, "" if unit == MONEY else unit)
    if unit == "percent":
        return percent(value / 100)
    if unit == "share":
        return percent(value)
    if unit in WITHOUT_WORD:
        return number(value)
    return f"{number(value)}{JOINT}{gettext(WORDS[unit]) if unit in WORDS else unit}"


def is_currency(unit: str) -> bool:
    return len(unit) == 3 and unit.isupper()


def rough(value: Decimal) -> Decimal:
    """An estimate without false precision: whole from 10 on, else one decimal."""
    return half_up(value, 0 if abs(value) >= 10 else 1)


def half_up(value: Decimal, digits: int) -> Decimal:
    """Rounded half away from zero; never a negative zero."""
    rounded = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def _digits_needed(rounded: Decimal) -> int:
    exponent = rounded.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _with_sign(text: str, currency: str) -> str:
    """English puts the sign first, most others last; a code of letters stands apart."""
    if not currency:
        return text
    sign = SYMBOLS.get(currency, currency)
    if not _is_english():
        return f"{text}{JOINT}{sign}"
    minus, digits = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
    joint = JOINT if sign.isalpha() else ""
    return f"{minus}{sign}{joint}{digits}"


def _is_english() -> bool:
    return (get_language() or "en").startswith("en")
