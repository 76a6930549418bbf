"""The five letters: what makes each fine or weak, and how often a rate was reached."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.smart import (
    Letter,
    Reach,
    Sketch,
    Why,
    Word,
    check_ins_in,
    letters,
    percentile_of,
    reach_of,
)

TODAY = date(2026, 3, 11)
GOOD = Sketch(
    statement="50 calls a day until 10 April",
    shape="daily",
    counted=True,
    target=Decimal(50),
    reach=Reach(26, 13),
    has_parent=True,
    starts_on=TODAY,
    due_on=date(2026, 4, 10),
    rhythm="weekly",
    working_days=Decimal(22),
)


def why(letter: Letter, **other: Any) -> Why:
    found = letters(replace(GOOD, **other), today=TODAY)
    return {finding.letter: finding.why for finding in found}[letter]


def test_a_good_goal_has_no_weak_letter() -> None:
    found = letters(GOOD, today=TODAY)
    assert [finding.letter for finding in found] == list(Letter)
    assert [finding.why for finding in found if finding.is_weak] == []


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, Why.NAMES_METRIC),
        ({"shape": "milestones"}, Why.NAMES_STEPS),
        ({"shape": "outcome"}, Why.NAMES_OUTCOME),
        ({"counted": False, "unit": "referrals"}, Why.NAMES_FIGURE),
        ({"counted": False}, Why.NAMES_NOTHING),
        ({"statement": "Do more"}, Why.SAYS_TOO_LITTLE),
        ({"statement": ""}, Why.SAYS_TOO_LITTLE),
    ],
)
def test_specific_names_a_figure_steps_or_an_outcome(other: dict[str, Any], expected: Why) -> None:
    assert why(Letter.SPECIFIC, **other) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, Why.COUNTED),
        ({"target": None}, Why.INCOMPLETE),
        ({"shape": "level", "start": None}, Why.INCOMPLETE),
        ({"shape": "level", "start": Decimal(1)}, Why.COUNTED),
        ({"counted": False, "unit": "referrals"}, Why.REPORTED),
        ({"counted": False, "rhythm": "never"}, Why.NOBODY_REPORTS),
        ({"shape": "milestones", "target": None}, Why.DONE_STEPS),
        ({"shape": "outcome", "target": None}, Why.SAID),
        ({"by_below": True, "counted": False}, Why.FROM_BELOW),
    ],
)
def test_measurable_says_where_the_actual_comes_from(other: dict[str, Any], expected: Why) -> None:
    assert why(Letter.MEASURABLE, **other) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"reach": Reach(26, 13)}, Why.ROUTINE),
        ({"reach": Reach(26, 12)}, Why.STRETCH),
        ({"reach": Reach(26, 0)}, Why.NEVER),
        ({"reach": Reach(7, 7)}, Why.TOO_LITTLE_HISTORY),
        ({"reach": None}, Why.NO_HISTORY),
        ({"shape": "milestones", "steps": (TODAY, TODAY)}, Why.SPLIT),
        ({"shape": "milestones", "steps": (TODAY, None)}, Why.NOT_SPLIT),
        ({"shape": "milestones", "steps": (TODAY,)}, Why.NOT_SPLIT),
        ({"shape": "milestones", "steps": ()}, Why.NOT_SPLIT),
        ({"shape": "outcome", "reach": None}, Why.NO_HISTORY),
    ],
)
def test_achievable_goes_by_what_was_reached_before(other: dict[str, Any], expected: Why) -> None:
    assert why(Letter.ACHIEVABLE, **other) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, Why.PART_OF_GOAL),
        ({"has_parent": False, "has_plan": True, "has_quota": True}, Why.PART_OF_PLAN),
        ({"has_parent": False, "has_quota": True}, Why.SERVES_QUOTA),
        ({"has_parent": False, "is_company": True}, Why.AT_THE_TOP),
        ({"has_parent": False}, Why.ON_ITS_OWN),
        ({"above_due_on": TODAY}, Why.PART_OF_GOAL),
        ({"above_due_on": TODAY - timedelta(days=1)}, Why.ABOVE_IS_DUE_BEFORE),
    ],
)
def test_relevant_names_what_the_goal_serves(other: dict[str, Any], expected: Why) -> None:
    assert why(Letter.RELEVANT, **other) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, Why.DATED),
        ({"starts_on": None}, Why.UNDATED),
        ({"due_on": None}, Why.UNDATED),
        ({"due_on": TODAY - timedelta(days=1), "starts_on": date(2026, 3, 1)}, Why.IS_OVER),
        ({"working_days": Decimal(0)}, Why.NO_WORKING_DAY),
        ({"rhythm": "never"}, Why.NO_CHECK_INS),
        ({"rhythm": "monthly", "due_on": TODAY + timedelta(days=20)}, Why.FEW_CHECK_INS),
        ({"due_on": TODAY + timedelta(days=8)}, Why.DATED),
    ],
)
def test_time_bound_leaves_at_least_two_check_ins(other: dict[str, Any], expected: Why) -> None:
    assert why(Letter.TIME_BOUND, **other) == expected


def test_a_rate_is_reached_by_what_is_as_good_or_better() -> None:
    values = [Decimal(40), None, Decimal(50), Decimal(60)]
    assert reach_of(values, needed=Decimal(50), rising=True) == Reach(3, 2)
    assert reach_of(values, needed=Decimal(50), rising=False) == Reach(3, 2)
    assert reach_of([None], needed=Decimal(50), rising=True) == Reach(0, 0)


def test_the_place_among_others_is_the_share_of_those_who_do_worse() -> None:
    others = [Decimal(10), Decimal(20), None, Decimal(30), Decimal(40)]
    assert percentile_of(Decimal(30), others, rising=True) == Decimal("0.5")
    assert percentile_of(Decimal(30), others, rising=False) == Decimal("0.25")
    assert percentile_of(Decimal(30), others[:3], rising=True) is None


def test_check_ins_are_counted_to_the_due_day() -> None:
    month = {"starts_on": date(2026, 3, 2), "due_on": date(2026, 3, 31)}
    rhythms = ("weekly", "fortnightly", "monthly", "never")
    assert [check_ins_in(**month, rhythm=rhythm) for rhythm in rhythms] == [5, 3, 1, 0]
    assert check_ins_in(starts_on=TODAY, due_on=TODAY, rhythm="weekly") == 1


amounts = st.decimals(min_value=-1000, max_value=1000, places=2)
histories = st.lists(st.none() | amounts, max_size=40)


@given(histories, amounts, amounts, st.booleans())
def test_a_harder_target_is_never_reached_more_often(
    values: list[Decimal | None], one: Decimal, other: Decimal, rising: bool
) -> None:
    easy, hard = sorted((one, other), reverse=not rising)
    easier = reach_of(values, needed=easy, rising=rising)
    harder = reach_of(values, needed=hard, rising=rising)
    assert harder.known == easier.known
    assert harder.reached <= easier.reached <= easier.known


@given(histories, amounts)
def test_falling_is_rising_in_the_mirror(values: list[Decimal | None], needed: Decimal) -> None:
    mirrored = [None if value is None else -value for value in values]
    falling = reach_of(mirrored, needed=-needed, rising=False)
    assert falling == reach_of(values, needed=needed, rising=True)
    share = percentile_of(needed, values, rising=True)
    assert share == percentile_of(-needed, mirrored, rising=False)
    assert share is None or 0 <= share <= 1


@given(st.integers(0, 60), st.integers(0, 60))
def test_every_history_has_one_word(known: int, reached: int) -> None:
    reach = Reach(known, min(known, reached))
    assert (reach.word == Word.UNKNOWN) == (known < 8)
    assert (reach.word == Word.NEVER) == (known >= 8 and reach.reached == 0)
