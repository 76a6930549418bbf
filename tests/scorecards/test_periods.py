"""Periods and their keys: scoring.md rules 12 and 25, by hand."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.periods import (
    BadPeriodKey,
    Period,
    PeriodKind,
    PeriodRules,
    first_starting_from,
    following,
    last_periods,
    period_containing,
    period_from_key,
    periods_between,
    previous,
)

PLAIN = PeriodRules()
SUNDAYS = PeriodRules(first_weekday=6)
APRIL = PeriodRules(fiscal_start_month=4)
OCTOBER = PeriodRules(fiscal_start_month=10)

DAY, WEEK, MONTH, QUARTER, YEAR = PeriodKind

rules = st.builds(PeriodRules, st.sampled_from([0, 6]), st.integers(1, 12))
some_day = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("day", "kind", "chosen", "key", "starts", "ends"),
    [
        ("2026-03-14", DAY, PLAIN, "2026-03-14", "2026-03-14", "2026-03-14"),
        ("2026-03-14", WEEK, PLAIN, "2026-W11", "2026-03-09", "2026-03-15"),
        ("2026-03-15", WEEK, PLAIN, "2026-W11", "2026-03-09", "2026-03-15"),
        ("2026-03-15", WEEK, SUNDAYS, "2026-W12", "2026-03-15", "2026-03-21"),
        ("2026-03-14", WEEK, SUNDAYS, "2026-W11", "2026-03-08", "2026-03-14"),
        ("2027-01-01", WEEK, PLAIN, "2026-W53", "2026-12-28", "2027-01-03"),
        ("2027-01-03", WEEK, SUNDAYS, "2027-W01", "2027-01-03", "2027-01-09"),
        ("2024-12-30", WEEK, PLAIN, "2025-W01", "2024-12-30", "2025-01-05"),
        ("2026-03-14", MONTH, PLAIN, "2026-03", "2026-03-01", "2026-03-31"),
        ("2024-02-29", MONTH, APRIL, "2024-02", "2024-02-01", "2024-02-29"),
        ("2026-03-14", QUARTER, PLAIN, "2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-12-31", QUARTER, PLAIN, "2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-03-14", QUARTER, APRIL, "FY2026-Q4", "2026-01-01", "2026-03-31"),
        ("2025-04-01", QUARTER, APRIL, "FY2026-Q1", "2025-04-01", "2025-06-30"),
        ("2025-11-30", QUARTER, OCTOBER, "FY2026-Q1", "2025-10-01", "2025-12-31"),
        ("2026-03-14", YEAR, PLAIN, "2026", "2026-01-01", "2026-12-31"),
        ("2026-03-31", YEAR, APRIL, "FY2026", "2025-04-01", "2026-03-31"),
        ("2026-04-01", YEAR, APRIL, "FY2027", "2026-04-01", "2027-03-31"),
    ],
)
def test_rule_25_the_period_of_a_day(
    day: str, kind: PeriodKind, chosen: PeriodRules, key: str, starts: str, ends: str
) -> None:
    period = Period(kind, key, date.fromisoformat(starts), date.fromisoformat(ends))

    assert period_containing(day=date.fromisoformat(day), kind=kind, rules=chosen) == period
    assert period_from_key(key, chosen) == period


@pytest.mark.parametrize(
    "key",
    [
        "",
        "yesterday",
        "2026-3-14",
        "2026-02-30",
        "2026-13",
        "2026-00",
        "2026-W00",
        "2026-W54",
        "2025-W53",  # a year of 52 weeks
        "2026-w11",
        "2026-Q0",
        "2026-Q5",
        "FY2026",
        "FY2026-Q1",
        "FY2026-03",
        "0000",
        "1899",
        "3000",
        "9999-W52",
        " 2026",
        "2026\n",
        "٢٠٢٦",
    ],
)
def test_rule_25_a_key_that_names_no_period_is_refused_with_a_sentence(key: str) -> None:
    with pytest.raises(BadPeriodKey, match=r"(?s)^“.*\.$"):
        period_from_key(key, PLAIN)


@pytest.mark.parametrize("key", ["2026", "2026-Q1", "fy2026", "FY3000", "FY26"])
def test_rule_25_keys_that_do_not_fit_the_fiscal_year_are_refused(key: str) -> None:
    with pytest.raises(BadPeriodKey):
        period_from_key(key, APRIL)


def test_rule_25_the_refusal_says_what_would_fit() -> None:
    with pytest.raises(BadPeriodKey, match="a quarter like FY2026-Q1 or a year like FY2026"):
        period_from_key("2026", APRIL)


@pytest.mark.parametrize(("first_weekday", "month"), [(1, 1), (0, 0), (0, 13)])
def test_rule_25_other_rules_do_not_exist(first_weekday: int, month: int) -> None:
    with pytest.raises(ValueError, match=r"start"):
        PeriodRules(first_weekday=first_weekday, fiscal_start_month=month)


def test_neighbours() -> None:
    first = period_from_key("FY2026-Q1", APRIL)

    assert previous(first, APRIL).key == "FY2025-Q4"
    assert following(first, APRIL).key == "FY2026-Q2"
    assert following(period_from_key("2026-W53", PLAIN), PLAIN).key == "2027-W01"


def test_the_last_periods_come_oldest_first() -> None:
    found = last_periods(day=date(2026, 2, 14), kind=MONTH, count=3, rules=PLAIN)

    assert [period.key for period in found] == ["2025-12", "2026-01", "2026-02"]
    assert last_periods(day=date(2026, 2, 14), kind=MONTH, count=0, rules=PLAIN) == ()


def test_the_periods_that_share_a_day_with_a_range() -> None:
    def keys(starts: date, ends: date) -> list[str]:
        found = periods_between(starts=starts, ends=ends, kind=QUARTER, rules=PLAIN)
        return [period.key for period in found]

    assert keys(date(2025, 12, 31), date(2026, 4, 1)) == ["2025-Q4", "2026-Q1", "2026-Q2"]
    assert keys(date(2026, 1, 1), date(2026, 3, 31)) == ["2026-Q1"]
    assert keys(date(2026, 1, 2), date(2026, 1, 1)) == []


@pytest.mark.parametrize(
    ("day", "kind", "key"),
    [
        (date(2026, 3, 1), MONTH, "2026-03"),
        (date(2026, 3, 2), MONTH, "2026-04"),
        (date(2026, 3, 9), WEEK, "2026-W11"),
        (date(2026, 3, 10), WEEK, "2026-W12"),
        (date(2026, 3, 10), DAY, "2026-03-10"),
    ],
)
def test_rule_12_a_version_takes_effect_with_the_first_period_from_its_date(
    day: date, kind: PeriodKind, key: str
) -> None:
    assert first_starting_from(day=day, kind=kind, rules=PLAIN).key == key


def test_a_day_lies_in_its_period_or_not() -> None:
    march = period_from_key("2026-03", PLAIN)

    assert date(2026, 3, 31) in march
    assert date(2026, 4, 1) not in march


@given(day=some_day, kind=st.sampled_from(PeriodKind), chosen=rules)
def test_every_day_lies_in_a_period_that_its_key_names(
    day: date, kind: PeriodKind, chosen: PeriodRules
) -> None:
    period = period_containing(day=day, kind=kind, rules=chosen)

    assert day in period
    assert period_from_key(period.key, chosen) == period


@given(day=some_day, kind=st.sampled_from(PeriodKind), chosen=rules)
def test_periods_follow_one_another_without_a_gap(
    day: date, kind: PeriodKind, chosen: PeriodRules
) -> None:
    period = period_containing(day=day, kind=kind, rules=chosen)
    after = following(period, chosen)

    assert after.starts - period.ends == timedelta(days=1)
    assert previous(after, chosen) == period
    assert after.key != period.key


@given(day=some_day, chosen=rules)
def test_rule_25_quarters_and_months_make_up_the_year(day: date, chosen: PeriodRules) -> None:
    year = period_containing(day=day, kind=YEAR, rules=chosen)

    for kind, number in ((QUARTER, 4), (MONTH, 12)):
        parts = periods_between(starts=year.starts, ends=year.ends, kind=kind, rules=chosen)
        assert len(parts) == number
        assert (parts[0].starts, parts[-1].ends) == (year.starts, year.ends)
        assert all(late.starts - early.ends == timedelta(days=1) for early, late in pairwise(parts))
