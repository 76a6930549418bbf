"""One line: scoring.md rules 1 to 6 and 10, by hand."""

from datetime import date
from decimal import Decimal

import pytest

from scorecards.scoring.lines import (
    attainment,
    combined,
    earned,
    points,
    ratio,
    unit_worth,
    value_of,
    weight_from_worth,
)
from scorecards.scoring.records import NO_FACTS, Aggregation, Direction, Gate, LineState, Tally
from tests.scorecards.scoring.builders import benchmark, scored, tally

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER


@pytest.mark.parametrize(
    ("actual", "target", "reached"),
    [
        (Decimal(91), Decimal(100), Decimal("0.91")),
        (Decimal(0), Decimal(100), Decimal(0)),
        (Decimal(250), Decimal(100), Decimal("2.5")),  # no cap
        (Decimal(-20), Decimal(100), Decimal("-0.2")),  # credit notes
    ],
)
def test_rule_1_attainment_is_actual_over_target(
    actual: Decimal, target: Decimal, reached: Decimal
) -> None:
    assert attainment(actual=actual, target=target, direction=HIGHER) == reached


def test_rule_2_points_are_weight_times_attainment() -> None:
    assert points(weight=Decimal(20), actual=Decimal(2), target=Decimal(4), direction=HIGHER) == 10


def test_rule_2_points_are_divided_last() -> None:
    assert points(weight=Decimal(30), actual=Decimal(1), target=Decimal(3), direction=HIGHER) == 10


def test_rule_2_one_unit_is_worth_weight_over_target() -> None:
    assert unit_worth(weight=Decimal(20), target=Decimal(4)) == 5
    assert unit_worth(weight=Decimal(20), target=Decimal(0)) is None


def test_rule_2_fifteen_points_per_opportunity_give_the_weight() -> None:
    assert weight_from_worth(worth=Decimal(15), target=Decimal(4)) == 60


@pytest.mark.parametrize(
    ("actual", "earned_points", "gate"),
    [
        (49, Decimal(0), Gate.START),
        (50, Decimal(5), Gate.NONE),  # at the gate: the full actual ÷ target
        (100, Decimal(10), Gate.NONE),
        (120, Decimal(12), Gate.NONE),
        (150, Decimal(12), Gate.STOP),
    ],
)
def test_rule_3_gates(actual: int, earned_points: Decimal, gate: Gate) -> None:
    line = scored(benchmark(start_gate=50, stop_gate=120), actual)

    assert (line.points, line.held_by_gate) == (earned_points, gate)
    assert line.attainment == earned_points / 10
    assert line.actual == actual


@pytest.mark.parametrize(
    ("actual", "earned_points", "gate"),
    [
        (31, Decimal(0), Gate.START),  # too many
        (30, Decimal(5), Gate.NONE),  # 2 − 30 ÷ 20
        (20, Decimal(10), Gate.NONE),
        (5, Decimal(15), Gate.STOP),  # as if it were 10
    ],
)
def test_rule_3_gates_are_mirrored_where_lower_is_better(
    actual: int, earned_points: Decimal, gate: Gate
) -> None:
    terms = benchmark(direction=LOWER, start_gate=30, stop_gate=10)
    line = scored(terms, actual, target=20)

    assert (line.points, line.held_by_gate) == (earned_points, gate)


@pytest.mark.parametrize(
    ("actual", "target", "reached"),
    [
        (20, 20, Decimal(1)),
        (0, 20, Decimal(2)),
        (30, 20, Decimal("0.5")),
        (40, 20, Decimal(0)),
        (60, 20, Decimal(0)),
        (0, 0, Decimal(1)),
        (1, 0, Decimal(0)),
    ],
)
def test_rule_4_lower_is_better(actual: int, target: int, reached: Decimal) -> None:
    assert attainment(actual=Decimal(actual), target=Decimal(target), direction=LOWER) == reached


def test_rule_4_points_where_lower_is_better() -> None:
    assert points(
        weight=Decimal(30), actual=Decimal(25), target=Decimal(20), direction=LOWER
    ) == Decimal("22.5")


def test_rule_5_target_0_is_not_expected() -> None:
    line = scored(benchmark(target=0), 7, target=0)

    assert line.state == LineState.NOT_EXPECTED
    assert (line.actual, line.attainment, line.points, line.unit_worth) == (7, None, None, None)


@pytest.mark.parametrize(
    ("aggregation", "state"),
    [
        (Aggregation.SUM, LineState.COUNTS),
        (Aggregation.COUNT, LineState.COUNTS),
        (Aggregation.AVERAGE, LineState.UNKNOWN),
        (Aggregation.LATEST, LineState.UNKNOWN),
    ],
)
def test_rule_6_without_facts(aggregation: Aggregation, state: LineState) -> None:
    line = scored(benchmark(aggregation=aggregation), NO_FACTS)

    assert line.state == state
    assert line.points == (0 if state == LineState.COUNTS else None)
    assert line.actual == (0 if state == LineState.COUNTS else None)


def test_rule_6_a_ratio_without_denominator_is_unknown() -> None:
    assert ratio(numerator=Decimal(3), denominator=Decimal(0)) is None
    assert ratio(numerator=Decimal(0), denominator=Decimal(3)) == 0


@pytest.mark.parametrize(
    ("aggregation", "value"),
    [
        (Aggregation.SUM, Decimal(12)),
        (Aggregation.COUNT, Decimal(5)),
        (Aggregation.AVERAGE, Decimal("2.4")),
        (Aggregation.LATEST, Decimal(4)),
    ],
)
def test_rule_10_values_over_a_period(aggregation: Aggregation, value: Decimal) -> None:
    assert value_of(tally(12, facts=5, latest=4), aggregation) == value


def test_rule_10_tallies_combine_to_that_of_all_their_facts() -> None:
    parts = [
        Tally(Decimal(5), 2, latest=Decimal(3), latest_on=date(2026, 3, 4)),
        Tally(Decimal(7), 3, latest=Decimal(9), latest_on=date(2026, 3, 2)),
        NO_FACTS,
    ]

    assert combined(parts) == Tally(Decimal(12), 5, latest=Decimal(3), latest_on=date(2026, 3, 4))


def test_rule_10_latest_follows_the_order_where_no_day_is_named() -> None:
    assert combined([tally(1, latest=8), tally(1, latest=6), tally(1)]).latest == 6


def test_what_a_line_would_earn_for_another_actual() -> None:
    line = scored(benchmark(start_gate=50, stop_gate=120), 40)

    assert earned(line=line, actual=Decimal(49), weight=line.weight) == 0
    assert earned(line=line, actual=Decimal(80), weight=line.weight) == 8
    assert earned(line=line, actual=Decimal(130), weight=line.weight) == 12


def test_only_a_volume_of_which_more_is_better_is_cumulative() -> None:
    assert scored(benchmark(), 1).cumulative
    assert scored(benchmark(aggregation=Aggregation.COUNT), 1).cumulative
    assert not scored(benchmark(direction=LOWER), 1).cumulative
    assert not scored(benchmark(aggregation=Aggregation.AVERAGE), 1).cumulative
    assert not scored(benchmark(aggregation=Aggregation.LATEST), tally(1, latest=1)).cumulative
