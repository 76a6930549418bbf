"""The ramp of newcomers as people type it: percents by tenure month."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _

_LONGEST_RAMP = 24


def ramp_shares(text: str) -> tuple[Decimal, ...]:
    """“25 50 75” as shares. Raises ValidationError for what is no percent from 0 to 100."""
    parts = text.replace(",", " ").replace(";", " ").split()
    try:
        percents = [Decimal(part.rstrip("%")) for part in parts if part != "%"]
    except ArithmeticError:
        raise forms.ValidationError(_("Write percents, such as “25 50 75”.")) from None
    if any(not percent.is_finite() or not 0 <= percent <= 100 for percent in percents):
        raise forms.ValidationError(_("Each month has 0 to 100 percent."))
    if len(percents) > _LONGEST_RAMP:
        raise forms.ValidationError(_("A ramp has at most 24 months."))
    return tuple(percent / 100 for percent in percents)


def ramp_text(shares: tuple[Decimal, ...]) -> str:
    """The shares as one types them."""
    percents = (f"{share * 100:f}" for share in shares)
    return " ".join(text.rstrip("0").rstrip(".") if "." in text else text for text in percents)
