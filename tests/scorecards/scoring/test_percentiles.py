"""Percentiles (rule 28): position (n − 1)p + 1, straight between two values."""

from decimal import Decimal

import pytest

from scorecards.scoring.percentiles import percentile


@pytest.mark.parametrize(
    ("percent", "expected"),
    [(0, 1), (25, "1.75"), (50, "2.5"), (65, "2.95"), (80, "3.4"), (100, 4)],
)
def test_between_two_values_the_way_is_straight(percent: int, expected: int | str) -> None:
    values = [Decimal(n) for n in (4, 2, 1, 3)]

    assert percentile(values, percent=Decimal(percent)) == Decimal(expected)


def test_of_one_value_every_percentile_is_that_value() -> None:
    assert percentile([Decimal(7)], percent=Decimal(80)) == 7


def test_days_without_anything_count() -> None:
    """Eight days at 0 and two at 10: the 80th percentile is only just above nothing."""
    days = [Decimal(0)] * 8 + [Decimal(10)] * 2

    assert percentile(days, percent=Decimal(80)) == 2


def test_of_no_values_there_is_none() -> None:
    assert percentile([], percent=Decimal(80)) is None


@pytest.mark.parametrize("percent", ["-1", "100.1"])
def test_more_than_all_is_refused(percent: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        percentile([Decimal(1)], percent=Decimal(percent))
