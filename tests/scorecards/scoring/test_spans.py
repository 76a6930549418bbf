"""Which days an attainment is asked for: periods, the year to date, the last few (rule 25)."""

from datetime import date

import pytest

from scorecards.periods import BadPeriodKey, PeriodKind, PeriodRules
from scorecards.scoring.spans import Span, span_from_key

TODAY = date(2026, 3, 12)
JANUARY, APRIL = PeriodRules(), PeriodRules(fiscal_start_month=4)


def span(key: str, rules: PeriodRules = JANUARY) -> Span:
    return span_from_key(key, today=TODAY, rules=rules)


@pytest.mark.parametrize(
    ("key", "rules", "starts", "ends"),
    [
        ("2026-03", JANUARY, date(2026, 3, 1), date(2026, 3, 31)),
        ("2026-Q1", JANUARY, date(2026, 1, 1), date(2026, 3, 31)),
        ("2026", JANUARY, date(2026, 1, 1), date(2026, 12, 31)),
        ("FY2026-Q4", APRIL, date(2026, 1, 1), date(2026, 3, 31)),
        ("FY2024", APRIL, date(2023, 4, 1), date(2024, 3, 31)),
        ("ytd", JANUARY, date(2026, 1, 1), TODAY),
        ("ytd", APRIL, date(2025, 4, 1), TODAY),
        ("last-1-months", JANUARY, date(2026, 3, 1), date(2026, 3, 31)),
        ("last-3-months", JANUARY, date(2026, 1, 1), date(2026, 3, 31)),
        ("last-2-quarters", APRIL, date(2025, 10, 1), date(2026, 3, 31)),
        ("last-2-years", APRIL, date(2024, 4, 1), date(2026, 3, 31)),
    ],
)
def test_a_key_names_these_days(key: str, rules: PeriodRules, starts: date, ends: date) -> None:
    found = span(key, rules)
    assert (found.key, found.starts, found.ends) == (key, starts, ends)


def test_only_a_single_period_is_a_period() -> None:
    found = span("2026-Q1")
    assert found.period is not None
    assert (found.kind, found.count, found.period.key) == (PeriodKind.QUARTER, 1, "2026-Q1")
    assert (span("ytd").period, span("ytd").kind, span("ytd").count) == (None, PeriodKind.MONTH, 0)
    last = span("last-4-quarters")
    assert (last.period, last.kind, last.count) == (None, PeriodKind.QUARTER, 4)


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("2026-W11", "too short for a quota"),
        ("2026-03-12", "too short for a quota"),
        ("last-0-months", "write from 1 to 24 months"),
        ("last-25-months", "write from 1 to 24 months"),
        ("last-6-years", "write from 1 to 5 years"),
        ("last-3-weeks", "is not a period"),
        ("soon", "is not a period"),
        ("FY2026", "does not fit"),
    ],
)
def test_a_key_that_names_nothing_is_refused_with_a_reason(key: str, says: str) -> None:
    with pytest.raises(BadPeriodKey, match=says):
        span(key)
