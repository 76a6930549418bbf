"""One amount as it is typed or pasted."""

from decimal import Decimal

import pytest

from scorecards.parsing.typed_amounts import Unread, amount_text, typed_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1500", "1500"),
        ("1,500", "1500"),
        ("1,500.50", "1500.5"),
        ("1.500,50", "1500.5"),
        ("1.500.000", "1500000"),
        ("12,5", "12.5"),
        ("$1,234", "1234"),
        ("€ 5", "5"),
        ("5 EUR", "5"),
        (" 1 234,50 ", "1234.5"),
        ("1'234.50", "1234.5"),
        ("0", "0"),
        ("0.500", "0.5"),
        ("12.1250", "12.125"),
    ],
)
def test_an_amount_is_read_whatever_it_wears(text: str, amount: str) -> None:
    assert typed_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "  ", "-", "–"])
def test_nothing_is_nothing_and_not_zero(text: str) -> None:
    assert typed_amount(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("many", Unread.NOT_A_NUMBER),
        ("12 %", Unread.NOT_A_NUMBER),
        ("1.2.3", Unread.NOT_A_NUMBER),
        ("1.500", Unread.AMBIGUOUS),
        ("€ 1.500", Unread.AMBIGUOUS),
        ("-5", Unread.NEGATIVE),
        ("(1,000)", Unread.NEGATIVE),
        ("100000000000000", Unread.TOO_LARGE),
        ("1.00001", Unread.TOO_FINE),
    ],
)
def test_what_cannot_be_owed_says_why(text: str, why: Unread) -> None:
    assert typed_amount(text) is why


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1500", "1,500"), ("1234567.5", "1,234,567.5"), ("12.125", "12.1250"), ("0", "0")],
)
def test_the_sheet_reads_what_it_writes(amount: str, text: str) -> None:
    assert amount_text(Decimal(amount)) == text
    assert typed_amount(text) == Decimal(amount)
    assert amount_text(None) == ""
