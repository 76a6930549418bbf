"""The next best action: most points per usual hour towards being on pace."""

from datetime import timedelta
from decimal import Decimal

import pytest

from scorecards.scoring.next_action import NextAction, next_best_action
from scorecards.scoring.pace import line_pace
from scorecards.scoring.records import (
    NO_FACTS,
    Aggregation,
    BenchmarkTerms,
    Direction,
    Tally,
)
from tests.scorecards.scoring.builders import MONDAY, Number, benchmark, presence, scored, tally


def best(
    *lines: tuple[BenchmarkTerms, Tally], rates: dict[str, Number] | None = None
) -> NextAction | None:
    """The next action on Wednesday noon: half of the week is gone."""
    found = [scored(terms, facts, target=terms.target) for terms, facts in lines]
    paces = [
        line_pace(
            line,
            presence=presence("PPPPP--"),
            starts=MONDAY,
            today=MONDAY + timedelta(days=2),
            gone_today=Decimal("0.5"),
        )
        for line in found
    ]
    return next_best_action(
        lines=list(zip(found, paces, strict=True)),
        usual_per_hour={metric: Decimal(rate) for metric, rate in (rates or {}).items()},
    )


CALLS = benchmark("calls", target=100, weight=20)
DEMOS = benchmark("demos", target=4, weight=40)


def test_what_is_missing_what_it_brings_and_how_long_it_takes() -> None:
    """50 calls are expected, 38 done; 12 more bring 12 × 0.2 points in an hour and a half."""
    assert best((CALLS, tally(38)), rates={"calls": 8}) == NextAction(
        metric="calls",
        name="Calls",
        unit="",
        units=Decimal(12),
        points=Decimal("2.4"),
        hours=Decimal("1.5"),
    )


def test_most_points_per_usual_hour_win() -> None:
    """12 calls: 2.4 points in 1.5 h; one demo: 10 points in 10 h."""
    found = best((DEMOS, tally(1)), (CALLS, tally(38)), rates={"calls": 8, "demos": "0.1"})

    assert found is not None
    assert found.metric == "calls"


def test_lines_without_a_usual_rate_come_after_those_with_one() -> None:
    found = best((DEMOS, tally(1)), (CALLS, tally(38)), rates={"calls": 8, "demos": 0})

    assert found is not None
    assert (found.metric, found.hours) == ("calls", Decimal("1.5"))


def test_without_any_rate_most_points_win() -> None:
    found = best((CALLS, tally(38)), (DEMOS, tally(1)))

    assert found is not None
    assert (found.metric, found.points, found.hours) == ("demos", 10, None)


@pytest.mark.parametrize(
    ("terms", "facts"),
    [
        (CALLS, tally(50)),  # on pace
        (benchmark(aggregation=Aggregation.AVERAGE), tally(5)),
        (benchmark(aggregation=Aggregation.AVERAGE), NO_FACTS),
        (benchmark(direction=Direction.LOWER), tally(150)),
        (benchmark(target=0), tally(0)),
        (benchmark(weight=0), tally(0)),
        (benchmark(stop_gate=30), tally(30)),  # nothing more to earn
    ],
)
def test_lines_that_no_unit_helps_are_left_out(terms: BenchmarkTerms, facts: Tally) -> None:
    assert best((terms, facts)) is None


def test_a_start_gate_has_to_be_reached_before_anything_is_earned() -> None:
    found = best((benchmark(weight=10, start_gate=80), tally(38)))

    assert found is not None
    assert (found.units, found.points) == (42, 8)


def test_units_beyond_the_stop_gate_are_not_asked_for() -> None:
    found = best((benchmark(weight=10, stop_gate=40), tally(38)))

    assert found is not None
    assert (found.units, found.points) == (2, Decimal("0.2"))


def test_people_do_whole_things() -> None:
    found = best((benchmark(target=7), NO_FACTS))

    assert found is not None
    assert (found.units, found.whole_units) == (Decimal("3.5"), 4)
