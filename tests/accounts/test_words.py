"""Values in words: rounding half up, unknown as a dash, the reader's language."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone, translation

from accounts.templatetags import words

MINUS = "−"
JOINT = "\u00a0"


class Organisation:
    currency = "USD"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("", "–"),
        ("nonsense", "–"),
        (Decimal("NaN"), "–"),
        (0, "0"),
        (Decimal("0.00"), "0"),
        (Decimal("-0.001"), "0"),
        (Decimal("1234.50"), "1,234.5"),
        (Decimal("2.345"), "2.35"),
        (Decimal("2.675"), "2.68"),
        (Decimal("1E+3"), "1,000"),
        (Decimal(-1200), f"{MINUS}1,200"),
        (1_000_000, "1,000,000"),
    ],
)
def test_numbers_have_two_decimals_at_most(value: Any, text: str) -> None:
    assert words.number(value) == text


def test_a_number_can_have_exactly_so_many_decimals() -> None:
    assert words.number(Decimal(5), 2) == "5.00"
    assert words.number(Decimal("0.5"), 0) == "1"


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (Decimal("98.25"), "98.3"), (100, "100.0"), (0, "0.0")]
)
def test_scores_have_one_decimal_half_up(value: Any, text: str) -> None:
    assert words.score(value) == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (None, "EUR", "–"),
        (Decimal("1234.5"), "USD", "$1,234.50"),
        (Decimal("1234.00"), "EUR", "€1,234"),
        (Decimal("-0.5"), "GBP", f"{MINUS}£0.50"),
        (Decimal("1234.5"), "JPY", "¥1,235"),
        (Decimal("1.2345"), "KWD", f"KWD{JOINT}1.235"),
        (Decimal(10), "CHF", f"CHF{JOINT}10"),
        (Decimal("99.999"), "USD", "$100"),
        (Decimal("12.5"), "", "12.50"),
    ],
)
def test_money_has_its_currencys_sign_and_digits(value: Any, currency: str, text: str) -> None:
    assert words.money(value, currency) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "$0"),
        (950, "$950"),
        (Decimal("0.5"), "$0.5"),
        (84250, "$84.3k"),
        (950_000, "$950k"),
        (999_950, "$1M"),
        (1_234_567, "$1.23M"),
        (-2_500_000_000, f"{MINUS}$2.5B"),
    ],
)
def test_short_money_keeps_three_figures(value: Any, text: str) -> None:
    assert words.money_short(value, "USD") == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(None, 1, "–"), (Decimal("0.8345"), 1, "83.5%"), (Decimal("1.1"), 0, "110%")],
)
def test_percent_takes_a_share(value: Any, digits: int, text: str) -> None:
    assert words.percent(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (3, "+3"), (-2, f"{MINUS}2"), (0, "0"), (Decimal("0.001"), "0")],
)
def test_signed_numbers_show_their_direction(value: Any, text: str) -> None:
    assert words.signed(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "count", "–"),
        (Decimal("41.00"), "count", "41"),
        (84, "minutes", f"84{JOINT}min"),
        (Decimal("12.5"), "days", f"12.5{JOINT}days"),
        (Decimal("1250.5"), "money", "1,250.50"),
        (Decimal("1250.5"), "EUR", "€1,250.50"),
        (Decimal("62.5"), "percent", "62.5%"),
    ],
)
def test_quantities_carry_their_unit(value: Any, unit: str, text: str) -> None:
    assert words.quantity(value, unit) == text


def test_an_amount_of_money_is_in_the_organisations_currency() -> None:
    template = Template("{% load words %}{% amount value 'money' %}")
    assert template.render(Context({"value": 5, "organisation": Organisation()})) == "$5"
    assert template.render(Context({"value": 5})) == "5"


def test_a_reader_of_german_sees_german_figures() -> None:
    with translation.override("de"):
        assert words.number(Decimal("1234.5")) == "1.234,5"
        assert words.money(Decimal("1234.5"), "EUR") == f"1.234,50{JOINT}€"
        assert words.percent(Decimal("0.834")) == f"83,4{JOINT}%"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (None, "–"),
        (date(2026, 3, 16), "today"),
        (date(2026, 3, 15), "yesterday"),
        (date(2026, 3, 17), "tomorrow"),
        (date(2026, 3, 9), "Mon 9 Mar"),
        (date(2025, 12, 31), "Wed 31 Dec 2025"),
    ],
)
def test_days_near_today_have_a_word(day: date | None, text: str) -> None:
    assert words.day_words(day, date(2026, 3, 16)) == text


def test_times_are_those_of_the_present_zone() -> None:
    with timezone.override("Europe/Berlin"):
        assert words.time_words(datetime(2026, 1, 5, 13, 5, tzinfo=UTC)) == "14:05"
    assert words.time_words(None) == "–"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("2026-03-14", "Sat 14 Mar 2026"),
        ("2026-W03", "Week 3, 2026"),
        ("2026-03", "March 2026"),
        ("2026-Q1", "Q1 2026"),
        ("2026", "2026"),
        ("FY2026-Q4", "Q4 FY2026"),
        ("FY2026", "FY2026"),
        ("2026-13", "2026-13"),
        ("2026-02-30", "2026-02-30"),
        (None, "–"),
    ],
)
def test_periods_are_said_in_words(key: str | None, text: str) -> None:
    assert words.period_words(key) == text


def test_ranks_are_told_among_peers_only_when_there_is_one() -> None:
    assert words.rank_of(4, 12) == "4 of 12"
    assert words.rank_of(None, 12) == "–"


@pytest.mark.parametrize(
    ("days", "text"), [(1, "1 day"), (Decimal("16.5"), "16.5 days"), (0, "0 days"), (None, "–")]
)
def test_days_are_counted_in_words(days: Any, text: str) -> None:
    assert words.days_words(days) == text


@pytest.mark.parametrize(("value", "shown"), [(None, "–"), ("", "–"), (0, 0), ("x", "x")])
def test_unknown_is_a_dash_and_zero_is_not(value: Any, shown: Any) -> None:
    assert words.unknown(value) == shown


@pytest.mark.parametrize(
    ("name", "text"), [("Ana Maria Ruiz", "AR"), ("Cher", "C"), ("", ""), (None, "")]
)
def test_initials_are_of_the_first_and_last_name(name: str | None, text: str) -> None:
    assert words.initials(name) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(120_000, "EUR", "€120k"), (60, "minutes", "60"), (50, "percent", "50.0%"), (None, "", "–")],
)
def test_the_ends_of_a_scale_are_short(value: Any, unit: str, text: str) -> None:
    assert words.axis(value, unit) == text


def test_only_checkboxes_stand_before_their_label() -> None:
    class Form(forms.Form):
        agreed = forms.BooleanField()
        note = forms.CharField()

    form = Form()
    assert words.is_checkbox(form["agreed"])
    assert not words.is_checkbox(form["note"])
