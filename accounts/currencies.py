"""What is known of currencies beside their code."""

from decimal import Decimal

# Decimals of the currencies that do not have two (ISO 4217).
DIGITS = {"BHD": 3, "CLP": 0, "ISK": 0, "JPY": 0, "KRW": 0, "KWD": 3, "OMR": 3, "TND": 3, "VND": 0}


def smallest_part(currency: str) -> Decimal:
    """A cent, a whole yen, a thousandth of a dinar."""
    return Decimal(1).scaleb(-DIGITS.get(currency, 2))
