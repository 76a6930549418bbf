"""Exact amounts typed by people."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# "1,000" is a thousand to some and one to others: nobody's weight is guessed.
_AMBIGUOUS = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+$")


class AmountField(forms.DecimalField):
    """A number of at most four decimals, not below zero; a decimal comma is understood."""

    default_error_messages = {
        "ambiguous": _("Write thousands without a comma: 1000."),
        "invalid": _("Write a number, such as 12.5."),
    }

    def __init__(self, **options: Any) -> None:
        defaults = {"min_value": Decimal(0), "max_digits": 18, "decimal_places": 4}
        super().__init__(**{**defaults, **options})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = re.sub(r"[\s\u00a0\u202f]", "", str(value or ""))
        if _AMBIGUOUS.match(text):
            raise ValidationError(self.error_messages["ambiguous"], code="ambiguous")
        if "." not in text:
            text = text.replace(",", ".")
        return super().to_python(text)


def amount_field(**options: Any) -> AmountField:
    """An amount in a text input: a number input would drop what it does not understand."""
    return AmountField(widget=forms.TextInput, **options)


def plain(value: Decimal | None, *, places: int = 4) -> str:
    """The amount as one types it: no trailing zeros, no thousands; "" for unknown."""
    if value is None:
        return ""
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
