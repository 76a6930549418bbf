"""A rep's section: scoring.md rules 5 to 9 and 15, by hand."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from scorecards.scoring.records import (
    Aggregation,
    BenchmarkTerms,
    LineState,
    OverrideTerms,
    ScoredSection,
    Tally,
)
from scorecards.scoring.sections import score_of, score_section
from tests.scorecards.scoring.builders import MONDAY, benchmark, days, tally


def section(
    *benchmarks: BenchmarkTerms,
    presence: str = "PPPPP--",
    overrides: Mapping[str, Sequence[OverrideTerms]] | None = None,
    ramp: Sequence[Decimal] = (),
    **tallies: Tally | int,
) -> ScoredSection:
    return score_section(
        benchmarks=benchmarks,
        tallies={
            metric: each if isinstance(each, Tally) else tally(each)
            for metric, each in tallies.items()
        },
        shares=days(presence),
        overrides=overrides or {},
        ramp=ramp,
        joined_on=MONDAY,
    )


def test_rule_7_the_score_is_the_sum_of_points_when_weights_total_100() -> None:
    found = section(
        benchmark("calls", target=20, weight=60),
        benchmark("meetings", target=4, weight=40),
        calls=10,
        meetings=5,
    )

    assert [line.points for line in found.lines] == [30, 50]
    assert (found.points, found.weight, found.score) == (80, 100, 80)


def test_rule_7_weights_need_not_total_100() -> None:
    found = section(
        benchmark("calls", target=20, weight=3),
        benchmark("meetings", target=4, weight=1),
        calls=10,
        meetings=4,
    )

    assert (found.points, found.weight, found.score) == (Decimal("2.5"), 4, Decimal("62.5"))


def test_rule_1_a_surplus_covers_a_shortfall() -> None:
    found = section(
        benchmark("calls", target=10, weight=50),
        benchmark("meetings", target=10, weight=50),
        calls=15,
        meetings=5,
    )

    assert found.score == 100


def test_rule_5_a_line_that_is_not_expected_leaves_with_its_weight() -> None:
    found = section(
        benchmark("calls", target=20, weight=60),
        benchmark("meetings", target=0, weight=40),
        calls=10,
        meetings=3,
    )

    assert (found.score, found.weight) == (50, 60)
    assert [line.state for line in found.lines] == [LineState.COUNTS, LineState.NOT_EXPECTED]
    assert found.lines[1].actual == 3


def test_rule_6_an_unknown_line_leaves_with_its_weight() -> None:
    found = section(
        benchmark("calls", target=20, weight=60),
        benchmark("rating", target=5, weight=40, aggregation=Aggregation.AVERAGE),
        calls=10,
    )

    assert (found.score, found.weight) == (50, 60)
    assert found.lines[1].state == LineState.UNKNOWN


def test_rule_6_a_metric_without_facts_counts_as_0() -> None:
    assert section(benchmark()).score == 0


def test_rule_7_no_line_that_counts_is_no_score() -> None:
    found = section(benchmark("rating", aggregation=Aggregation.LATEST))

    assert (found.score, found.points, found.weight) == (None, 0, 0)
    assert section().score is None


def test_rule_7_weights_of_0_are_no_score() -> None:
    assert section(benchmark(weight=0), calls=5).score is None
    assert score_of(points=Decimal(0), weight=Decimal(0)) is None


def test_rule_9_nothing_is_rounded_between_steps() -> None:
    """Three thirds of 10 points in a week of three weights."""
    lines = [benchmark(name, target=3, weight=10) for name in ("calls", "emails", "visits")]

    assert section(*lines, calls=1, emails=1, visits=1).points == 3 * (Decimal(10) / 3)


def test_rule_15_a_prorated_section() -> None:
    found = section(benchmark(target=50), presence="aaPPP--", calls=30)

    assert (found.score, found.lines[0].target, found.lines[0].unit_worth) == (
        100,
        30,
        Decimal(10) / Decimal(30),
    )
    assert (found.working_days, found.present_days) == (5, 3)
    assert found.presence == (0, 0, 1, 1, 1, 0, 0)


def test_rule_15_a_rep_absent_for_the_whole_period_has_no_score() -> None:
    found = section(
        benchmark("calls"),
        benchmark("fixed", prorated=False),
        benchmark("rating", aggregation=Aggregation.LATEST),
        presence="aaaaa--",
        calls=3,
        rating=tally(4, latest=4),
    )

    assert (found.score, found.points, found.weight) == (None, 0, 0)
    assert {line.state for line in found.lines} == {LineState.NOT_EXPECTED}
    assert {(line.points, line.attainment) for line in found.lines} == {(None, None)}
    assert [line.actual for line in found.lines] == [3, 0, 4]


def test_rule_5_a_day_off_has_no_score() -> None:
    found = section(benchmark(target=50), presence="-", calls=3)

    assert (found.score, found.working_days, found.present_days) == (None, 0, 0)


def test_rule_11_overrides_and_ramps_reach_their_lines() -> None:
    other = OverrideTerms(target=Decimal(20), starts=MONDAY, ends=None, label="")
    found = section(
        benchmark("calls", target=40),
        benchmark("emails", target=40),
        overrides={"calls": [other]},
        ramp=(Decimal("0.25"),),
        calls=10,
        emails=10,
    )

    assert [(line.target, line.attainment) for line in found.lines] == [
        (20, Decimal("0.5")),
        (10, 1),
    ]
