"""Months, quarters and years as people write them, and the months that they mean."""

from datetime import date

import pytest

from scorecards.parsing.period_names import PeriodName, months_named, read_period_name
from scorecards.periods import PeriodRules

CALENDAR = PeriodRules()
FROM_APRIL = PeriodRules(fiscal_start_month=4)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-01", "2026/1", "01/2026", "1.2026", "202601", "2026-01-01", "2026-01-01 00:00:00"),
        *(
            "Jan 2026",
            "JANUARY 2026",
            "Jan-26",
            "jan '26",
            "Jan. 2026",
            "2026 January",
            "January26",
        ),
    ],
)
def test_a_month_in_many_ways_of_writing(text: str) -> None:
    assert read_period_name(text) == PeriodName("month", 1, 2026)


@pytest.mark.parametrize("text", ["Q1 2026", "2026-Q1", "2026Q1", "q1/2026", "Quarter 1 2026"])
def test_a_quarter_in_many_ways_of_writing(text: str) -> None:
    assert read_period_name(text) == PeriodName("quarter", 1, 2026)


@pytest.mark.parametrize("text", ["Q1 FY26", "FY2026-Q1", "FY26 Q1", "Q1 FY 2026", "FY26Q1"])
def test_a_quarter_of_a_fiscal_year(text: str) -> None:
    assert read_period_name(text) == PeriodName("quarter", 1, 2026, fiscal=True)


@pytest.mark.parametrize("text", ["FY2026", "FY26", "fy 2026", "FY2025/26", "FY25/26", "FY25-26"])
def test_a_fiscal_year(text: str) -> None:
    assert read_period_name(text) == PeriodName("year", 0, 2026, fiscal=True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("March", PeriodName("month", 3)),
        ("Sept", PeriodName("month", 9)),
        ("11", PeriodName("month", 11)),
        ("Q4", PeriodName("quarter", 4)),
        ("2026", PeriodName("year", 0, 2026)),
        ("FY26 Mar", PeriodName("month", 3, 2026, fiscal=True)),
    ],
)
def test_names_without_a_year_and_years_alone(text: str, name: PeriodName) -> None:
    assert read_period_name(text) == name


@pytest.mark.parametrize(
    "text", ["", "13", "Q5", "Total", "Rep", "2026-13", "1-Q1x", "FY24/26", "Q0 2026", "Mayor"]
)
def test_other_words_name_no_period(text: str) -> None:
    assert read_period_name(text) is None


@pytest.mark.parametrize(
    ("text", "rules", "first", "last"),
    [
        ("2026-05", FROM_APRIL, date(2026, 5, 1), date(2026, 5, 1)),
        ("FY2026 May", FROM_APRIL, date(2025, 5, 1), date(2025, 5, 1)),
        ("FY2026 Mar", FROM_APRIL, date(2026, 3, 1), date(2026, 3, 1)),
        ("FY2026 Apr", FROM_APRIL, date(2025, 4, 1), date(2025, 4, 1)),
        ("FY2026 Dec", CALENDAR, date(2026, 12, 1), date(2026, 12, 1)),
        ("Q1 FY26", FROM_APRIL, date(2025, 4, 1), date(2025, 6, 1)),
        ("FY2026-Q4", FROM_APRIL, date(2026, 1, 1), date(2026, 3, 1)),
        ("Q1 FY26", CALENDAR, date(2026, 1, 1), date(2026, 3, 1)),
        ("Q2 2026", CALENDAR, date(2026, 4, 1), date(2026, 6, 1)),
        ("FY2026", FROM_APRIL, date(2025, 4, 1), date(2026, 3, 1)),
        ("2026", CALENDAR, date(2026, 1, 1), date(2026, 12, 1)),
    ],
)
def test_the_months_meant(text: str, rules: PeriodRules, first: date, last: date) -> None:
    name = read_period_name(text)
    assert name is not None

    months = months_named(name, rules=rules)

    assert (months[0], months[-1]) == (first, last)
    assert len(months) == {"month": 1, "quarter": 3, "year": 12}[name.kind]


def test_a_bare_month_takes_its_year_from_elsewhere() -> None:
    may, year = read_period_name("May"), read_period_name("FY2026")
    assert may is not None

    assert may.within(year) == PeriodName("month", 5, 2026, fiscal=True)
    assert may.within(None) == may


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("May", "no year is said: neither here nor in a column for the year"),
        ("Q1 2026", "the fiscal year does not begin in January: write FY2026"),
        ("2026", "the fiscal year does not begin in January: write FY2026"),
    ],
)
def test_what_stays_open_is_refused(text: str, reason: str) -> None:
    name = read_period_name(text)
    assert name is not None

    with pytest.raises(ValueError, match=reason):
        months_named(name, rules=FROM_APRIL)
