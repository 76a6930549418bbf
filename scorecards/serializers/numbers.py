"""Exact numbers as text: what JSON numbers cannot carry."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field({"type": "string", "format": "decimal", "example": "1234.5"})
class ExactField(serializers.DecimalField):
    """Money or a quantity. Taken as text or a number; given as text, without trailing zeros.

    How large and how precise it may be is for the action to say.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=None, decimal_places=None, **options)

    def to_representation(self, value: Decimal) -> str:
        return plain(value)


def plain(number: Decimal) -> str:
    """All digits, no exponent, no zeros at the end: "1234.5"."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
