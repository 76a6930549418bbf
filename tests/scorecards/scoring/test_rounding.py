"""Display rounding: scoring.md rule 9."""

from decimal import Decimal

import pytest

from scorecards.scoring.rounding import half_up, settled, shown_money, shown_percent, shown_score


@pytest.mark.parametrize(
    ("score", "shown"),
    [("82.25", "82.3"), ("82.249", "82.2"), ("0.05", "0.1"), ("-0.25", "-0.3"), ("100", "100.0")],
)
def test_rule_9_scores_round_half_up_to_one_decimal(score: str, shown: str) -> None:
    assert str(shown_score(Decimal(score))) == shown


def test_rule_9_percentages_round_half_up_to_one_decimal() -> None:
    assert str(shown_percent(Decimal("0.75625"))) == "75.6"
    assert str(shown_percent(Decimal("0.7565"))) == "75.7"


def test_rule_9_money_rounds_to_its_currency() -> None:
    assert str(shown_money(Decimal("2360.905"), digits=2)) == "2360.91"
    assert str(shown_money(Decimal("2360.5"), digits=0)) == "2361"


def test_a_half_that_a_division_spoilt_still_rounds_up() -> None:
    third = Decimal(1) / 3
    spoilt = third + third + third - Decimal("0.75")

    assert spoilt < Decimal("0.25")
    assert half_up(spoilt, places=1) == Decimal("0.3")


def test_settled_forgets_only_the_last_digits() -> None:
    third = Decimal(1) / 3

    assert third + third + third != 1
    assert settled(third + third + third) == 1
    assert settled(Decimal("0.12345678901234567890")) == Decimal("0.12345678901234567890")
