"""How far a goal is (rules 32 to 34)."""

from decimal import Decimal

import pytest

from goals.progress import Part, pace_status, path_value, progress, rolled_up
from scorecards.scoring.pace import Status, Thresholds

D = Decimal


@pytest.mark.parametrize(
    ("start", "target", "actual", "expected"),
    [
        ("0", "95", "76", "0.8"),
        ("500", "1000", "750", "0.5"),  # what was there at the start is no progress
        ("6", "2", "4", "0.5"),  # falling
        ("6", "2", "1", "1.25"),  # fallen further than asked
        ("0", "100", "130", "1.3"),  # not capped
        ("100", "200", "80", "-0.2"),  # below the start
        ("6", "2", "7", "-0.25"),  # risen where it should fall
        ("-10", "10", "0", "0.5"),
        ("22", "28", "22", "0"),
    ],
)
def test_progress_is_the_part_of_the_way_that_is_gone(
    start: str, target: str, actual: str, expected: str
) -> None:
    assert progress(start=D(start), target=D(target), actual=D(actual)) == D(expected)


def test_progress_of_something_unknown_is_unknown() -> None:
    assert progress(start=D(0), target=D(10), actual=None) is None


@pytest.mark.parametrize("actual", [None, D(5)])
def test_a_goal_whose_start_equals_its_target_is_refused(actual: Decimal | None) -> None:
    with pytest.raises(ValueError, match="no way to go"):
        progress(start=D(5), target=D(5), actual=actual)


def test_children_of_equal_weight_count_alike() -> None:
    assert rolled_up([part("0.2"), part("0.6")]) == D("0.4")


def test_a_heavier_child_counts_more() -> None:
    assert rolled_up([part("0.2", weight=3), part("0.6")]) == D("0.3")


def test_more_than_all_of_one_child_does_not_cover_for_another() -> None:
    assert rolled_up([part("1.8"), part("0.2")]) == D("0.6")


def test_a_child_that_says_so_counts_beyond_its_target() -> None:
    assert rolled_up([Part(D("1.8"), D(1), over_full=True), part("0.2")]) == 1


@pytest.mark.parametrize("over_full", [False, True])
def test_a_child_below_its_start_counts_as_nothing(over_full: bool) -> None:
    assert rolled_up([Part(D("-0.5"), D(1), over_full=over_full), part("0.8")]) == D("0.4")


def test_an_unknown_child_is_left_out_with_its_weight() -> None:
    assert rolled_up([part(None, weight=9), part("0.3")]) == D("0.3")


def test_a_child_without_weight_counts_for_nothing() -> None:
    assert rolled_up([part("0.9", weight=0), part("0.3")]) == D("0.3")


@pytest.mark.parametrize("weights", [(), (0,), (0, 0)])
def test_without_children_that_count_the_progress_is_unknown(weights: tuple[int, ...]) -> None:
    assert rolled_up([part("0.5", weight=weight) for weight in weights]) is None
    assert rolled_up([part(None)]) is None


@pytest.mark.parametrize(
    ("start", "target", "elapsed", "expected"),
    [(22, 28, "0", 22), (22, 28, "0.5", 25), (22, 28, "1", 28), (30, 10, "0.25", 25)],
)
def test_the_path_is_straight_in_working_days(
    start: int, target: int, elapsed: str, expected: int
) -> None:
    assert path_value(start=D(start), target=D(target), elapsed=D(elapsed)) == expected


@pytest.mark.parametrize(
    ("done", "elapsed", "status"),
    [
        ("0.55", "0.5", Status.AHEAD),
        ("0.549", "0.5", Status.ON_TRACK),
        ("0.5", "0.5", Status.ON_TRACK),
        ("0.499", "0.5", Status.AT_RISK),
        ("0.4", "0.5", Status.AT_RISK),
        ("0.399", "0.5", Status.BEHIND),
        ("-0.2", "0.5", Status.BEHIND),
        ("0", "0.1", Status.BEHIND),
        ("1", "1", Status.AHEAD),  # reached is ahead, on the last day, too
        ("1", "0", Status.AHEAD),
        ("0.999", "1", Status.AT_RISK),
    ],
)
def test_the_status_is_progress_against_the_time_gone(
    done: str, elapsed: str, status: Status
) -> None:
    assert pace_status(progress=D(done), elapsed=D(elapsed)) == status


def test_before_anything_has_elapsed_there_is_no_status() -> None:
    assert pace_status(progress=D(0), elapsed=D(0)) is None
    assert pace_status(progress=D("0.4"), elapsed=D(0)) is None


def test_unknown_progress_has_no_status() -> None:
    assert pace_status(progress=None, elapsed=D("0.5")) is None


def test_the_organisation_says_where_a_status_begins() -> None:
    strict = Thresholds(ahead=D(2), on_track=D("1.5"), at_risk=D(1))

    assert pace_status(progress=D("0.6"), elapsed=D("0.5"), thresholds=strict) == Status.AT_RISK


def part(progress: str | None, *, weight: int = 1) -> Part:
    return Part(None if progress is None else D(progress), D(weight))
