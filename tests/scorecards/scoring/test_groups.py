"""A group's line, score and quota: scoring.md rules 20, 21 and 23, by hand."""

from decimal import Decimal

import pytest

from scorecards.scoring.groups import (
    GroupLine,
    MemberLines,
    Roster,
    group_lines,
    group_quota,
    over_assignment,
    total_attainment,
)
from scorecards.scoring.pace import Pace, Status
from scorecards.scoring.records import (
    NO_FACTS,
    Aggregation,
    BenchmarkTerms,
    Direction,
    LineState,
    Tally,
)
from tests.scorecards.scoring.builders import Number, benchmark, scored, tally

AVERAGE = benchmark(aggregation=Aggregation.AVERAGE)
LATEST = benchmark(aggregation=Aggregation.LATEST)


def member(*lines: tuple[BenchmarkTerms, Tally], elapsed: Number | None = None) -> MemberLines:
    """A member's lines at the benchmarks' own targets; with an elapsed share, their paces."""
    found = [scored(terms, facts, target=terms.target) for terms, facts in lines]
    if elapsed is None:
        return MemberLines(found)
    return MemberLines(found, {line.metric: _pace(Decimal(elapsed)) for line in found})


def _pace(elapsed: Decimal) -> Pace:
    return Pace(elapsed, None, None, None, None, None, Decimal(1))


def full_line(*members: MemberLines) -> GroupLine:
    (line,) = group_lines(members).full.lines
    return line


def test_rule_20_full_roster_beside_contributors_only() -> None:
    """5 of 20 is 25 %, 5 of 10 is 50 %."""
    terms = benchmark(target=10)
    found = group_lines([member((terms, tally(5))), member((terms, NO_FACTS))])

    assert (found.full.roster, found.full.score) == (Roster.FULL, 25)
    assert (found.contributors.roster, found.contributors.score) == (Roster.CONTRIBUTORS, 50)
    assert [(line.members, line.contributors) for line in found.full.lines] == [(2, 1)]


def test_rule_20_a_line_is_the_sum_of_actuals_over_the_sum_of_targets() -> None:
    line = full_line(
        member((benchmark(target=10, weight=20), tally(9))),
        member((benchmark(target=30, weight=40), tally(21))),
    )

    assert (line.actual, line.target, line.weight) == (30, 40, 60)
    assert (line.attainment, line.points) == (Decimal("0.75"), 45)


def test_rule_20_only_members_with_the_metric_bring_a_line() -> None:
    """Calls weigh 10 + 30, demos only 20: 100 × (40 × 0.5 + 20 × 1.5) ÷ 60."""
    found = group_lines(
        [
            member((benchmark("calls", weight=10), tally(50))),
            member(
                (benchmark("calls", weight=30), tally(50)),
                (benchmark("demos", target=2, weight=20), tally(3)),
            ),
        ]
    )

    assert [(line.metric, line.weight, line.points) for line in found.full.lines] == [
        ("calls", 40, 20),
        ("demos", 20, 30),
    ]
    assert found.full.score == Decimal(5000) / 60


def test_rule_20_an_absent_member_brings_what_was_done_but_no_target() -> None:
    line = full_line(
        member((benchmark(target=10), tally(5))), member((benchmark(target=0), tally(1)))
    )

    assert (line.actual, line.target, line.weight, line.members) == (6, 10, 10, 2)


def test_rule_20_gates_are_the_members_own() -> None:
    terms = benchmark(target=10, start_gate=8)

    assert full_line(member((terms, tally(5))), member((terms, tally(7)))).attainment == Decimal(
        "0.6"
    )


def test_rule_21_an_average_is_that_of_all_facts() -> None:
    """10 calls of 3 minutes and 30 of 5 make 4.5, not 4."""
    line = full_line(
        member((AVERAGE, tally(30, facts=10))), member((AVERAGE, tally(150, facts=30)))
    )

    assert (line.actual, line.target, line.attainment) == (Decimal("4.5"), 100, Decimal("0.045"))


def test_rule_21_averages_stand_against_the_mean_target() -> None:
    strict = benchmark(target=60, aggregation=Aggregation.AVERAGE)
    line = full_line(member((AVERAGE, tally(80))), member((strict, tally(80))))

    assert (line.target, line.attainment) == (80, 1)


def test_rule_20_latest_values_add_up_over_the_members_that_count() -> None:
    line = full_line(
        member((LATEST, tally(0, latest=50))),
        member((LATEST, tally(0, latest=90))),
        member((LATEST, NO_FACTS)),
        member((benchmark(target=0, aggregation=Aggregation.LATEST), tally(0, latest=500))),
    )

    assert (line.actual, line.target, line.attainment) == (140, 200, Decimal("0.7"))


def test_rule_4_a_group_where_lower_is_better() -> None:
    terms = benchmark(target=10, weight=10, direction=Direction.LOWER)

    assert full_line(member((terms, tally(5))), member((terms, tally(10)))).points == 25


def test_rule_6_a_group_that_knows_nothing_has_no_score() -> None:
    found = group_lines([member((AVERAGE, NO_FACTS))]).full

    assert (found.score, found.lines[0].state) == (None, LineState.UNKNOWN)
    assert (found.lines[0].actual, found.lines[0].target, found.lines[0].points) == (None,) * 3


def test_rule_5_a_group_of_which_nothing_is_expected_has_no_score() -> None:
    found = group_lines([member((benchmark(target=0), tally(3)))]).full

    assert (found.score, found.weight) == (None, 0)
    assert (found.lines[0].state, found.lines[0].actual) == (LineState.NOT_EXPECTED, 3)


def test_rule_7_a_group_without_members_has_no_score() -> None:
    found = group_lines([])

    assert (found.full.score, found.full.lines, found.contributors.score) == (None, (), None)


def test_rule_17_a_group_is_expected_to_have_what_its_members_are() -> None:
    """Half of 10 and a quarter of 20 make 10 of 30 expected; 12 are done."""
    found = group_lines(
        [
            member((benchmark(target=10, weight=50), tally(6)), elapsed="0.5"),
            member((benchmark(target=20, weight=50), tally(6)), elapsed="0.25"),
        ]
    ).full
    line = found.lines[0]

    assert line.elapsed == Decimal(10) / 30
    assert (line.status, found.status) == (Status.AHEAD, Status.AHEAD)
    assert [round(each, 20) for each in (line.expected, line.pace, found.pace) if each] == [
        10,
        Decimal("1.2"),
        Decimal("1.2"),
    ]


def test_rule_17_a_groups_average_is_held_to_its_whole_target() -> None:
    line = full_line(
        member((AVERAGE, tally(80)), elapsed=1), member((AVERAGE, tally(80)), elapsed=0)
    )

    assert (line.elapsed, line.expected, line.pace, line.status) == (
        1,
        100,
        Decimal("0.8"),
        Status.AT_RISK,
    )


def test_rule_17_a_group_at_its_start_has_no_pace() -> None:
    found = group_lines([member((benchmark(), tally(5)), elapsed=0)]).full

    assert (found.lines[0].expected, found.lines[0].pace, found.lines[0].status) == (0, None, None)
    assert (found.expected, found.pace, found.status) == (0, None, None)


def test_without_the_members_paces_there_is_none_of_the_group() -> None:
    found = group_lines([member((benchmark(), tally(5)))]).full

    assert (found.lines[0].elapsed, found.expected, found.status) == (None, None, None)


@pytest.mark.parametrize(
    ("own", "members", "quota", "over"),
    [
        (1000, [600, 650], 1000, "0.25"),
        (1000, [400, 500], 1000, "-0.1"),
        (None, [600, None, 650], 1250, None),
        (1000, [None], 1000, None),
        (None, [], None, None),
        (0, [5], 0, None),
    ],
)
def test_rule_23_a_groups_quota_and_its_over_assignment(
    own: int | None, members: list[int | None], quota: int | None, over: str | None
) -> None:
    own_quota = None if own is None else Decimal(own)
    parts = [None if each is None else Decimal(each) for each in members]

    assert group_quota(own=own_quota, members=parts) == quota
    assert over_assignment(own=own_quota, members=parts) == (over and Decimal(over))


def test_rule_23_year_to_date_is_no_mean_of_percentages() -> None:
    """50 of 100 and 300 of 200 are 350 of 300; the mean would be 100 %."""
    quarters = [(Decimal(50), Decimal(100)), (Decimal(300), Decimal(200))]

    assert total_attainment(quarters) == Decimal(350) / 300
    assert total_attainment([]) is None
