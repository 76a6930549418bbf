"""Exports: what a spreadsheet opens is what was shown, and nothing in it runs."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from accounts.exports import Cell, csv_bytes, sheet_title, xlsx_bytes

FORMULAS = ["=1+1", "+49 30 1234", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1"]


def csv_rows(*row: Cell) -> list[list[str]]:
    written = csv_bytes(["Name"], [row]).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(written, newline="")))


def xlsx_row(*row: Cell) -> list[object]:
    book = load_workbook(io.BytesIO(xlsx_bytes("Board", ["Name"], [row])))
    return [cell.value for cell in book.worksheets[0][2]]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_would_run_gets_an_apostrophe_in_csv(text: str) -> None:
    assert csv_rows(text)[1] == [f"'{text}"]


@pytest.mark.parametrize("text", FORMULAS[:4])
def test_a_text_that_would_run_is_plain_text_in_xlsx(text: str) -> None:
    book = load_workbook(io.BytesIO(xlsx_bytes("Board", ["Name"], [[text]])))
    cell = book.worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (f"'{text}", "s")


@pytest.mark.parametrize("text", ["Ann = Bob", "a-b", "O'Neil", "", "1-2"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert csv_rows(text, "x")[1] == [text, "x"]


def test_a_header_is_neutralised_too() -> None:
    assert csv_bytes(["=cmd()"], []).decode("utf-8-sig") == "'=cmd()\r\n"
    book = load_workbook(io.BytesIO(xlsx_bytes("Board", ["=cmd()"], [])))
    assert book.worksheets[0]["A1"].value == "'=cmd()"


def test_negative_numbers_stay_numbers() -> None:
    assert csv_rows(-5, Decimal("-1.5"), -0.25)[1] == ["-5", "-1.5", "-0.25"]
    assert xlsx_row(-5, Decimal("-1.5"), -0.25) == [-5, -1.5, -0.25]


def test_large_and_small_decimals_are_written_out() -> None:
    assert csv_rows(Decimal("1E+6"), Decimal("0.0000001"))[1] == ["1000000", "0.0000001"]


def test_unknown_is_an_empty_cell() -> None:
    assert csv_rows(None, "x")[1] == ["", "x"]
    assert xlsx_row(None, "x") == [None, "x"]


def test_days_and_moments() -> None:
    moment = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
    assert csv_rows(date(2026, 3, 14), moment)[1] == ["2026-03-14", "2026-03-14T09:30:00+00:00"]
    assert xlsx_row(date(2026, 3, 14), moment) == [
        datetime(2026, 3, 14),  # noqa: DTZ001 - workbooks know no time zones
        datetime(2026, 3, 14, 9, 30),  # noqa: DTZ001
    ]


def test_text_with_commas_quotes_and_other_alphabets_comes_back() -> None:
    assert csv_rows('Smith, "Jo"\nMüller 漢')[1] == ['Smith, "Jo"\nMüller 漢']


def test_characters_that_a_workbook_cannot_hold_are_left_out() -> None:
    assert xlsx_row("a\x00b\x0bc") == ["abc"]


def test_a_text_longer_than_a_cell_is_cut() -> None:
    assert xlsx_row("x" * 40_000) == ["x" * 32_767]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Berlin: Q1/Q2 [new]", "Berlin  Q1 Q2  new"),
        ("'quoted'", "quoted"),
        ("?*", "Sheet"),
        ("A team with a very long name indeed", "A team with a very long name in"),
    ],
)
def test_sheet_titles(title: str, expected: str) -> None:
    assert sheet_title(title) == expected
