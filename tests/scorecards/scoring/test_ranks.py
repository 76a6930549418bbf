"""Places: scoring.md rule 24, by hand."""

from decimal import Decimal

from scorecards.scoring.ranks import distance_to_next_place, ranked

SCORES = {
    "ann": Decimal("88.5"),
    "bob": Decimal(95),
    "cem": Decimal("88.50"),
    "dan": None,
    "eva": Decimal(0),
}


def test_rule_24_equal_scores_share_a_rank() -> None:
    assert ranked(SCORES) == {"bob": 1, "ann": 2, "cem": 2, "eva": 4}


def test_rule_24_only_who_has_a_score_is_ranked() -> None:
    assert ranked({"dan": None}) == {}


def test_rule_24_scores_that_differ_by_a_spoilt_digit_are_equal() -> None:
    third = Decimal(1) / 3

    assert ranked({"ann": third + third + third, "bob": Decimal(1)}) == {"ann": 1, "bob": 1}


def test_distance_to_the_next_place() -> None:
    assert distance_to_next_place(key="cem", scores=SCORES) == Decimal("6.5")
    assert distance_to_next_place(key="eva", scores=SCORES) == Decimal("88.5")
    assert distance_to_next_place(key="bob", scores=SCORES) is None
    assert distance_to_next_place(key="dan", scores=SCORES) is None
    assert distance_to_next_place(key="zoe", scores=SCORES) is None
