"""Pace and projection: scoring.md rules 16 to 19, by hand.

The week starts on Monday, 2 March 2026, and has five working days.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from scorecards.scoring.elapsed import Elapsed, elapsed_share
from scorecards.scoring.pace import (
    Needed,
    Pace,
    Status,
    Thresholds,
    expected,
    line_pace,
    needed_per_day,
    pace,
    projection,
    section_pace,
    status_of,
)
from scorecards.scoring.records import (
    NO_FACTS,
    Aggregation,
    BenchmarkTerms,
    Direction,
    ScoredLine,
    ScoredSection,
    Tally,
)
from scorecards.scoring.sections import score_section
from tests.scorecards.scoring.builders import (
    MONDAY,
    Number,
    benchmark,
    days,
    presence,
    scored,
    tally,
)

WEEK = "PPPPP--"
HALF = Decimal("0.5")
THURSDAY = MONDAY + timedelta(days=3)


def share(letters: str, day: int, gone: Number = 0, profile: str | None = None) -> Decimal:
    """The elapsed share on a day of March 2026."""
    return elapsed_share(
        presence=presence(letters),
        starts=MONDAY,
        today=date(2026, 3, day),
        gone_today=Decimal(gone),
        profile=tuple(map(Decimal, profile.split())) if profile else None,
    )


def of_line(line: ScoredLine, today: date, gone: Number = 0, letters: str = WEEK) -> Pace:
    return line_pace(
        line,
        presence=presence(letters),
        starts=MONDAY,
        today=today,
        gone_today=Decimal(gone),
    )


def section(*lines: tuple[BenchmarkTerms, Tally], letters: str = WEEK) -> ScoredSection:
    return score_section(
        benchmarks=[terms for terms, _ in lines],
        tallies={terms.metric: facts for terms, facts in lines},
        shares=days(letters),
        overrides={},
        ramp=(),
        joined_on=None,
    )


def of_section(found: ScoredSection, today: date, gone: Number = 0) -> Pace:
    return section_pace(found, starts=MONDAY, today=today, gone_today=Decimal(gone))


@pytest.mark.parametrize(
    ("letters", "day", "gone", "elapsed"),
    [
        (WEEK, 1, 1, "0"),  # before it starts
        (WEEK, 2, 0, "0"),
        (WEEK, 2, "0.5", "0.1"),
        (WEEK, 4, "0.25", "0.45"),
        (WEEK, 7, "0.5", "1"),  # Saturday: all working days are done
        (WEEK, 20, 0, "1"),  # long after
        ("PhPPh--", 4, "0.5", "0.5"),  # 2 of 4 present days
        ("aaPPP--", 4, 0, "0"),
        ("aaPPP--", 5, 0, Decimal(1) / 3),
        ("PPaPP--", 4, "0.5", "0.5"),  # an absent today does not count
        ("aaaaa--", 5, 0, "0"),
    ],
)
def test_rule_16_elapsed_share(letters: str, day: int, gone: Number, elapsed: Number) -> None:
    assert share(letters, day, gone) == Decimal(elapsed)


def test_rule_16_a_profile_weights_the_days() -> None:
    """Monday 3 and half of Tuesday 2 of 10 parts."""
    assert share(WEEK, 3, "0.5", "3 2 2 2 1 0 0") == Decimal("0.4")
    assert share("aPPPP--", 4, 0, "3 2 2 2 1 0 0") == Decimal(2) / 7


def test_rule_16_a_single_day_elapses_whatever_its_profile_says() -> None:
    """A profile of targets may hold 0 for a Monday for which an override asks something."""
    assert share("P", 2, "0.25", "0 50 50 50 50 0 0") == Decimal("0.25")


def test_rule_17_expected_and_pace() -> None:
    elapsed = Elapsed(done=Decimal(75), total=Decimal(90))

    assert expected(target=Decimal(300), elapsed=elapsed) == 250
    assert pace(actual=Decimal(240), target=Decimal(300), elapsed=elapsed) == Decimal("0.96")


def test_rule_17_nothing_elapsed_is_no_pace() -> None:
    start = Elapsed(done=Decimal(0), total=Decimal(5))

    assert pace(actual=Decimal(9), target=Decimal(10), elapsed=start) is None
    assert expected(target=Decimal(10), elapsed=start) == 0
    assert expected(target=Decimal(10), elapsed=Elapsed(Decimal(0), Decimal(0))) == 0


@pytest.mark.parametrize(
    ("reached", "status"),
    [
        ("2", Status.AHEAD),
        ("1.1", Status.AHEAD),
        ("1.0999", Status.ON_TRACK),
        ("1", Status.ON_TRACK),
        ("0.9999", Status.AT_RISK),
        ("0.8", Status.AT_RISK),
        ("0.7999", Status.BEHIND),
        ("0", Status.BEHIND),
        ("-0.5", Status.BEHIND),
    ],
)
def test_rule_17_status(reached: str, status: Status) -> None:
    assert status_of(Decimal(reached), Thresholds()) == status


def test_rule_17_thresholds_are_a_setting() -> None:
    strict = Thresholds(ahead=Decimal("1.5"), on_track=Decimal("1.2"), at_risk=Decimal(1))

    assert status_of(Decimal("1.1"), strict) == Status.AT_RISK
    assert status_of(None, strict) is None


def test_rule_17_a_digit_lost_in_a_division_does_not_change_the_status() -> None:
    third = Decimal(1) / 3

    assert status_of(third + third + third, Thresholds()) == Status.ON_TRACK


@pytest.mark.parametrize(
    ("actual", "days_left", "needed"),
    [
        (60, "4", Needed(Decimal(10), missed=False)),
        (60, "0.5", Needed(Decimal(80), missed=False)),
        (120, "4", Needed(Decimal(0), missed=False)),
        (100, "0", Needed(Decimal(0), missed=False)),
        (99, "0", Needed(None, missed=True)),
    ],
)
def test_rule_18_needed_per_day(actual: int, days_left: str, needed: Needed) -> None:
    found = needed_per_day(
        actual=Decimal(actual), target=Decimal(100), days_left=Decimal(days_left)
    )

    assert found == needed


def test_rule_19_projection_is_linear_in_working_days() -> None:
    elapsed = Elapsed(done=Decimal(9), total=Decimal(21))

    assert projection(actual=Decimal(96000), elapsed=elapsed) == 224000
    assert projection(actual=Decimal(5), elapsed=Elapsed(Decimal(0), Decimal(21))) is None


def test_a_line_on_thursday_noon() -> None:
    """3.5 of 5 days gone, 84 of 100 done."""
    assert of_line(scored(benchmark(), 84), THURSDAY, "0.5") == Pace(
        elapsed=Decimal("0.7"),
        expected=Decimal(70),
        pace=Decimal("1.2"),
        status=Status.AHEAD,
        projection=Decimal(120),
        needed_per_day=Needed(Decimal(16) / Decimal("1.5"), missed=False),
        days_left=Decimal("1.5"),
    )


def test_a_line_before_its_period() -> None:
    found = of_line(scored(benchmark(), 0), MONDAY)

    assert (found.elapsed, found.expected, found.pace, found.status) == (0, 0, None, None)
    assert (found.projection, found.needed_per_day) == (None, Needed(Decimal(20), missed=False))


def test_a_line_after_its_period() -> None:
    found = of_line(scored(benchmark(), 90), date(2026, 4, 1))

    assert (found.elapsed, found.pace, found.status) == (1, Decimal("0.9"), Status.AT_RISK)
    assert (found.projection, found.needed_per_day, found.days_left) == (90, Needed(None, True), 0)


def test_a_gate_does_not_hold_the_pace() -> None:
    """50 of 100 on Wednesday noon is on pace, though it earns nothing yet."""
    found = of_line(scored(benchmark(start_gate=80), 50), MONDAY + timedelta(days=2), "0.5")

    assert (found.pace, found.status) == (1, Status.ON_TRACK)


@pytest.mark.parametrize(
    ("terms", "facts", "reached", "projected"),
    [
        (benchmark(aggregation=Aggregation.AVERAGE), tally(360, facts=4), "0.9", "90"),
        (benchmark(aggregation=Aggregation.LATEST), tally(0, latest=120), "1.2", "120"),
        (benchmark(direction=Direction.LOWER), tally(60), "1.4", "120"),
    ],
)
def test_rule_17_a_line_that_does_not_grow_is_held_to_its_whole_target(
    terms: BenchmarkTerms, facts: Tally, reached: str, projected: str
) -> None:
    found = of_line(scored(terms, facts), MONDAY + timedelta(days=2), "0.5")

    assert (found.elapsed, found.expected, found.pace) == (1, 100, Decimal(reached))
    assert (found.projection, found.needed_per_day) == (Decimal(projected), None)


def test_a_line_that_does_not_grow_has_no_status_before_anything_elapsed() -> None:
    found = of_line(scored(benchmark(direction=Direction.LOWER), 0), MONDAY)

    assert (found.elapsed, found.expected, found.pace, found.status) == (0, 0, None, None)


def test_a_line_that_does_not_count_has_no_pace() -> None:
    unknown = scored(benchmark(aggregation=Aggregation.AVERAGE), NO_FACTS)
    found = of_line(unknown, THURSDAY)

    assert (found.expected, found.pace, found.status, found.projection) == (None,) * 4
    assert found.days_left == 2


def test_a_section_is_expected_to_have_the_weighted_elapsed_share() -> None:
    """60 points of calls at 40 % and 40 points of rating at once: 64 expected, 80 reached."""
    found = section(
        (benchmark("calls", target=10, weight=60), tally(5)),
        (benchmark("rating", target=4, weight=40, aggregation=Aggregation.AVERAGE), tally(5)),
    )
    reached = of_section(found, MONDAY + timedelta(days=2))

    assert found.score == 80
    assert (reached.elapsed, reached.expected, reached.pace) == (
        Decimal("0.4"),
        64,
        Decimal("1.25"),
    )
    assert reached.status == Status.AHEAD
    assert reached.projection == 125  # 12.5 calls of 10: 75, and the rating's 50
    assert (reached.needed_per_day, reached.days_left) == (None, 3)


def test_a_sections_lines_elapse_by_their_own_profiles() -> None:
    """After Monday: 20 % of the calls, 30 % of the emails."""
    found = section(
        (benchmark("calls"), tally(20)),
        (benchmark("emails", profile="3 2 2 2 1 0 0"), tally(30)),
    )
    reached = of_section(found, MONDAY, 1)

    assert (found.score, reached.expected, reached.pace) == (25, 25, 1)


def test_a_sections_projection_knows_the_gates() -> None:
    found = section((benchmark(weight=100, start_gate=80, stop_gate=120), tally(50)))

    assert found.score == 0
    assert of_section(found, MONDAY + timedelta(days=1), 0).projection == 120
    assert of_section(found, THURSDAY, 1).projection == 0  # 62.5, below the start


def test_a_section_at_its_start_has_no_pace() -> None:
    reached = of_section(section((benchmark(), tally(7))), MONDAY)

    assert (reached.expected, reached.pace, reached.status) == (0, None, None)
    assert reached.projection is None


def test_a_section_of_which_a_line_has_not_begun_has_no_projection() -> None:
    found = section(
        (benchmark("calls"), tally(20)), (benchmark("demos", profile="0 1 1 1 1 0 0"), tally(3))
    )
    reached = of_section(found, MONDAY, 1)

    assert (reached.expected, reached.projection) == (10, None)


def test_a_section_without_a_score_has_no_pace() -> None:
    reached = of_section(section((benchmark(), NO_FACTS), letters="aaaaa--"), THURSDAY)

    assert (reached.elapsed, reached.expected, reached.pace) == (0, None, None)
    assert (reached.projection, reached.days_left) == (None, 0)
