"""Numbers: one cell at a time, and the decimal mark of a column."""

from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.parsing.amounts import DecimalMark, decide_decimal_mark, parse_amount
from scorecards.parsing.dates import Ambiguous
from scorecards.parsing.rows import Cell, Refused


@pytest.mark.parametrize(
    ("cell", "mark", "number"),
    [
        ("1234", ".", "1234"),
        ("1,234.50", ".", "1234.50"),
        ("1.234,50", ",", "1234.50"),
        ("1 234,50", ",", "1234.50"),
        ("1\u00a0234\u00a0567,5", ",", "1234567.5"),
        ("1\u202f234,50", ",", "1234.50"),
        ("1'234.50", ".", "1234.50"),
        ("1’234.50", ".", "1234.50"),
        ("12,34,567", ".", "1234567"),
        ("$1,234", ".", "1234"),
        ("US$ 1,234", ".", "1234"),
        ("-$1,234.50", ".", "-1234.50"),
        ("$-5", ".", "-5"),
        ("€ 5", ".", "5"),
        ("5 €", ",", "5"),
        ("EUR 1.234,50", ",", "1234.50"),
        ("1,234.50 USD", ".", "1234.50"),
        ("(1,234)", ".", "-1234"),
        ("($1,234.50)", ".", "-1234.50"),
        ("-5", ".", "-5"),
        ("\u22125", ".", "-5"),
        ("5-", ".", "-5"),
        ("+5", ".", "5"),
        (".5", ".", "0.5"),
        ("12.5 %", ".", "0.125"),
        ("0.123", ".", "0.123"),
        (Decimal("17309.7"), ",", "17309.7"),
    ],
)
def test_numbers_as_people_write_them(cell: Cell, mark: DecimalMark, number: str) -> None:
    assert parse_amount(cell, mark, column="a") == Decimal(number)


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        *(("twelve", "."), ("1,23", "."), ("1.234.50", "."), ("12,3456", "."), ("--5", ".")),
        *(("(-5)", "."), ("(5", "."), ("1 23", "."), ("0,123", ".")),
        *(("1e9", "."), ("$", "."), ("1.2.3", ","), ("9" * 16, "."), ("NaN", ".")),
        *(("1.234,567.8", "."), (time(1), "."), (Decimal("Infinity"), ".")),
    ],
)
def test_what_is_no_number_is_refused(cell: Cell, mark: DecimalMark) -> None:
    refused = parse_amount(cell, mark, column="a")

    assert isinstance(refused, Refused)
    assert refused.column == "a"


@pytest.mark.parametrize(
    ("samples", "mark"),
    [
        (["1,234.50"], "."),
        (["1.234,50"], ","),
        (["1.234", "1,5"], ","),
        (["1,234", "1.5"], "."),
        (["1.234", "1.234.567"], ","),
        (["1,234", "(2,345,678)"], "."),
        (["1 234,5"], ","),
        (["0.125", "1.234"], "."),
        (["5", "999", "12345"], "."),
        ([], "."),
        (["n/a"], "."),
        (["$1,234", "$999"], "."),
        (["1.234", "12345"], "."),
    ],
)
def test_the_column_decides(samples: list[str], mark: DecimalMark) -> None:
    assert decide_decimal_mark(samples) == mark


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        (["1.5", "1,5", "1,6"], "1 numbers have a decimal point and 2 a decimal comma"),
        (["1.234 €", "12.500 €", "999 €"], "for example 1.234 €"),
        (["1,234", "12345"], "for example 1,234"),
        (["1,234", "1.234"], "for example 1,234"),
    ],
)
def test_what_may_be_wrong_a_thousandfold_is_a_question(samples: list[str], reason: str) -> None:
    decided = decide_decimal_mark(samples)

    assert isinstance(decided, Ambiguous)
    assert reason in decided.reason


@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from([(",", "."), (".", ",")]))
def test_two_decimals_always_decide(number: Decimal, marks: tuple[str, DecimalMark]) -> None:
    group, mark = marks
    text = f"{number:,.2f}".replace(",", "g").replace(".", mark).replace("g", group)

    assert decide_decimal_mark([text]) == mark
    assert parse_amount(text, mark, column="a") == number
