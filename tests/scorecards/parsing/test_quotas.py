"""Rows of quotas, long and wide."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scorecards.parsing.period_names import PeriodName
from scorecards.parsing.quotas import ParsedQuota, parse_quotas
from tests.scorecards.parsing.files import parsed, text_file, workbook

WIDE = """
kind = "quotas"
scale = 1000
[columns]
rep = "Rep"
metric = { value = "revenue" }
[months]
2026-01 = "Jan"
2026-02 = "Feb"
"""
LONG = """
kind = "quotas"
[columns]
rep = { column = ["E-mail", "Employee"] }
team = ["Region", "Team"]
metric = "Metric"
period = "Month"
year = "Year"
amount = "Quota"
starts_on = "From"
"""
HEADER = "E-mail,Employee,Region,Team,Metric,Month,Year,Quota,From\n"
JANUARY = PeriodName("month", 1, 2026)
FEBRUARY = PeriodName("month", 2, 2026)


def quota(line: int, rep: str, period: PeriodName, amount: Any, **changes: Any) -> ParsedQuota:
    stated = {"team": (), "metric": "revenue", "starts_on": None, "column": "Quota"} | changes
    number = None if amount is None else Decimal(amount)
    return ParsedQuota(line=line, rep_key=rep, period=period, amount=number, **stated)


def long(tmp_path: Path, row: str) -> Any:
    [found] = parsed(text_file(tmp_path, f"{HEADER}{row}\n"), LONG, parse_quotas)
    return found


def test_month_columns_are_scaled_and_empty_months_left_out(tmp_path: Path) -> None:
    path = text_file(tmp_path, "Rep,Jan,Feb\nAnn,1.5,\nBen,2,3\n")

    assert parsed(path, WIDE, parse_quotas) == [
        [quota(2, "Ann", JANUARY, 1500, column="Jan")],
        [
            quota(3, "Ben", JANUARY, 2000, column="Jan"),
            quota(3, "Ben", FEBRUARY, 3000, column="Feb"),
        ],
    ]


@pytest.mark.parametrize("sign", ["-", "–", "—", "clear", "CLEAR"])
def test_a_dash_clears_and_a_zero_is_a_quota_of_zero(tmp_path: Path, sign: str) -> None:
    path = text_file(tmp_path, f"Rep,Jan,Feb\nAnn,{sign},0\n")

    assert parsed(path, WIDE, parse_quotas) == [
        [quota(2, "Ann", JANUARY, None, column="Jan"), quota(2, "Ann", FEBRUARY, 0, column="Feb")],
    ]


@pytest.mark.parametrize(
    ("month", "year", "period"),
    [
        ("2026-01", "", JANUARY),
        ("Jan 2026", "", JANUARY),
        ("2026-01-17", "", JANUARY),
        ("January", "2026", JANUARY),
        ("2", "2026", FEBRUARY),
        ("May", "FY2026", PeriodName("month", 5, 2026, fiscal=True)),
        ("Q1", "FY26", PeriodName("quarter", 1, 2026, fiscal=True)),
        ("2026-Q3", "2025", PeriodName("quarter", 3, 2026)),
        ("", "2026", PeriodName("year", 0, 2026)),
        ("May", "", PeriodName("month", 5)),
    ],
)
def test_the_period_of_a_row(tmp_path: Path, month: str, year: str, period: PeriodName) -> None:
    assert long(tmp_path, f"ann@example.org,,,,revenue,{month},{year},5,") == [
        quota(2, "ann@example.org", period, 5)
    ]


def test_the_first_filled_key_names_the_person_and_only_then_a_team_counts(tmp_path: Path) -> None:
    assert long(tmp_path, ",E-7,East,North,revenue,2026-01,,5,2026-01-15") == [
        quota(2, "E-7", JANUARY, 5, starts_on=date(2026, 1, 15))
    ]
    assert long(tmp_path, ",,East,North,revenue,2026-01,,5,") == [
        quota(2, "", JANUARY, 5, team=("East", "North"))
    ]


def test_a_row_without_an_amount_says_nothing(tmp_path: Path) -> None:
    assert long(tmp_path, "ann@example.org,,,,revenue,2026-01,,,") == []


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",,,,revenue,2026-01,,5,", "E-mail", "names nobody: neither a rep nor a team"),
        ("a@b.org,,,,,2026-01,,5,", "Metric", "is empty"),
        ("a@b.org,,,,revenue,,,5,", "Month", "is empty"),
        ("a@b.org,,,,revenue,soon,,5,", "Month", "'soon' is not a date"),
        ("a@b.org,,,,revenue,May,next,5,", "Year", "'next' is no year such as 2026 or FY2026"),
        ("a@b.org,,,,revenue,2026-01,,lots,", "Quota", "'lots' is not a number"),
        ("a@b.org,,,,revenue,2026-01,,-5,", "Quota", "a quota cannot be below zero"),
        ("a@b.org,,,,revenue,2026-01,,5,later", "From", "'later' is not a date"),
    ],
)
def test_a_row_that_cannot_be_understood_is_rejected(
    tmp_path: Path, row: str, column: str, reason: str
) -> None:
    rejected = long(tmp_path, row)

    assert (rejected.line, rejected.column, rejected.reason) == (2, column, reason)


def test_months_may_be_date_cells_of_a_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("E-mail", "Month", "Quota"), ("ann", date(2026, 2, 1), 7))
    mapping = """
kind = "quotas"
[columns]
rep = "E-mail"
metric = { value = "revenue" }
period = "Month"
amount = "Quota"
"""
    assert parsed(path, mapping, parse_quotas) == [[quota(2, "ann", FEBRUARY, 7)]]
