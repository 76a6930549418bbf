"""A section's part on the days in one team: scoring.md rule 22, by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from scorecards.scoring.parts import Days, SectionPart, covers, part_of_section
from scorecards.scoring.records import (
    Aggregation,
    BenchmarkTerms,
    LineState,
    ScoredSection,
    Tally,
)
from scorecards.scoring.sections import score_section
from tests.scorecards.scoring.builders import MONDAY, benchmark, days, tally

SUNDAY = MONDAY + timedelta(days=6)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def section(*terms: BenchmarkTerms, letters: str = "PPPPP--", **facts: Tally) -> ScoredSection:
    return score_section(
        benchmarks=terms,
        tallies=facts,
        shares=days(letters),
        overrides={},
        ramp=(),
        joined_on=None,
    )


def part(
    whole: ScoredSection, *inside: Days, last_day: date = SUNDAY, **facts: Tally
) -> SectionPart:
    return part_of_section(whole, starts=MONDAY, days=inside, last_day=last_day, tallies=facts)


def test_rule_22_the_target_is_that_of_the_days_in_the_team() -> None:
    """Two of five working days of a target of 100; the facts are those of the two days."""
    whole = section(benchmark(target=100, weight=10), calls=tally(90))
    (line,) = part(whole, (MONDAY, TUESDAY), calls=tally(30)).lines
    assert (line.actual, line.target, line.weight) == (30, 40, 10)
    assert (line.attainment, line.points) == (Decimal("0.75"), Decimal("7.5"))


def test_the_parts_of_two_teams_add_up_to_the_whole_target() -> None:
    whole = section(benchmark(target=100), letters="PhPaP--")
    first = part(whole, (MONDAY, WEDNESDAY)).lines[0].target
    second = part(whole, (WEDNESDAY + timedelta(days=1), SUNDAY)).lines[0].target
    assert first + second == whole.lines[0].target == 70


def test_a_weekday_profile_spreads_the_target() -> None:
    whole = section(benchmark(target=220, profile="60 50 50 40 20 0 0"))
    assert part(whole, (MONDAY, MONDAY)).lines[0].target == 60


def test_time_off_is_no_day_in_a_team() -> None:
    """Away on Monday and Tuesday: the part of these days is not expected."""
    whole = section(benchmark(target=100), letters="aaPPP--", calls=tally(5))
    found = part(whole, (MONDAY, TUESDAY), calls=tally(5))
    assert not any(found.presence)
    assert [line.state for line in found.lines] == [LineState.NOT_EXPECTED]


def test_presence_is_that_of_the_days_in_the_team() -> None:
    whole = section(benchmark(), letters="PPhPP--")
    found = part(whole, (WEDNESDAY, SUNDAY))
    assert [str(share) for share in found.presence] == ["0", "0", "0.5", "1", "1", "0", "0"]


def test_gates_shrink_with_the_target() -> None:
    """A start of 50 for the week is one of 20 for two days: 19 earn nothing, 20 do."""
    whole = section(benchmark(target=100, weight=10, start_gate=50))
    assert part(whole, (MONDAY, TUESDAY), calls=tally(19)).lines[0].points == 0
    assert part(whole, (MONDAY, TUESDAY), calls=tally(20)).lines[0].points == 5


def test_an_average_keeps_its_target() -> None:
    whole = section(benchmark(target=30, aggregation=Aggregation.AVERAGE))
    (line,) = part(whole, (MONDAY, TUESDAY), calls=tally(100, facts=4)).lines
    assert (line.actual, line.target) == (25, 30)


def test_a_latest_value_counts_where_the_rep_is_at_the_end() -> None:
    terms = benchmark(target=10, aggregation=Aggregation.LATEST)
    whole = section(terms, calls=tally(0, latest=8))
    (left,) = part(whole, (MONDAY, TUESDAY)).lines
    (here,) = part(whole, (WEDNESDAY, SUNDAY)).lines
    assert left.state == LineState.NOT_EXPECTED
    assert (here.state, here.actual) == (LineState.COUNTS, 8)


def test_a_metric_without_facts_in_the_team_is_zero() -> None:
    whole = section(benchmark(target=100), calls=tally(90))
    (line,) = part(whole, (MONDAY, TUESDAY)).lines
    assert (line.actual, line.facts, line.points) == (0, 0, 0)


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([(MONDAY, SUNDAY)], True),
        ([(MONDAY, TUESDAY), (WEDNESDAY, date.max)], True),
        ([(MONDAY, WEDNESDAY), (TUESDAY, SUNDAY)], True),
        ([(TUESDAY, SUNDAY)], False),
        ([(MONDAY, MONDAY), (WEDNESDAY, SUNDAY)], False),
        ([(MONDAY, WEDNESDAY)], False),
        ([], False),
    ],
)
def test_whether_ranges_cover_the_week(ranges: list[Days], expected: bool) -> None:
    assert covers(ranges, (MONDAY, SUNDAY)) is expected
