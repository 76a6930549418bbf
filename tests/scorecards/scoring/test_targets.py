"""Which target is owed: scoring.md rules 3, 11 to 15 and 30, by hand.

The weeks are those of March 2026, whose 2nd is a Monday.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from accounts.calendars import DayShare
from scorecards.scoring.records import (
    Aggregation,
    BenchmarkTerms,
    Direction,
    OverrideTerms,
    PeriodTarget,
    TargetPart,
    TargetSource,
)
from scorecards.scoring.targets import target_of
from scorecards.scoring.tenure import tenure_month
from tests.scorecards.scoring.builders import benchmark, days

WEEK = "PPPPP--"
RAMP = (Decimal(0), Decimal("0.25"), Decimal("0.5"), Decimal(1))


def target(
    terms: BenchmarkTerms,
    shares: Sequence[DayShare],
    *,
    overrides: Sequence[OverrideTerms] = (),
    ramp: Sequence[Decimal] = (),
    joined_on: date | None = None,
) -> PeriodTarget:
    return target_of(
        terms=terms, shares=shares, overrides=overrides, ramp=ramp, joined_on=joined_on
    )


def override(amount: int, starts: int, ends: int | None = None, label: str = "") -> OverrideTerms:
    """An override from one day of March 2026 to another."""
    last = None if ends is None else date(2026, 3, ends)
    return OverrideTerms(
        target=Decimal(amount), starts=date(2026, 3, starts), ends=last, label=label
    )


@pytest.mark.parametrize("amount", ["100", "33.33", "0.07", "123456789012.345678"])
def test_rule_15_a_full_presence_owes_exactly_what_was_written(amount: str) -> None:
    found = target(benchmark(target=amount), days("P" * 21))

    assert str(found.target) == str(found.full_target) == amount


def test_rule_15_sixteen_of_twenty_one_days() -> None:
    found = target(benchmark(target=210), days("a" * 5 + "P" * 16))

    assert (found.target, found.full_target) == (160, 210)
    assert found.parts == (
        TargetPart(
            TargetSource.SCORECARD,
            "",
            Decimal(210),
            share=Decimal(16) / Decimal(21),
            days=Decimal(16),
        ),
    )


def test_rule_15_half_a_day_owes_half() -> None:
    assert target(benchmark(target=50), days("PPPPh--")).target == 45


def test_rule_15_proration_can_be_switched_off() -> None:
    found = target(benchmark(target=50, prorated=False), days("aaPPP--"))

    assert (found.target, found.full_target) == (50, 50)
    assert [(part.share, part.days) for part in found.parts] == [(1, 5)]


@pytest.mark.parametrize("aggregation", [Aggregation.AVERAGE, Aggregation.LATEST])
def test_rule_15_rates_keep_their_target(aggregation: Aggregation) -> None:
    terms = benchmark(target=50, aggregation=aggregation, start_gate=40)
    found = target(terms, days("aaaaP--"))

    assert (found.target, found.full_target, found.start_gate) == (50, 50, 40)


def test_rule_15_a_lower_is_better_volume_is_prorated() -> None:
    terms = benchmark(target=10, direction=Direction.LOWER)

    assert target(terms, days("aPPPP--")).target == 8


def test_rule_15_an_absent_rep_owes_nothing() -> None:
    found = target(benchmark(target=50), days("aaaaa--"))

    assert (found.target, found.full_target, found.parts) == (0, 50, ())


def test_rule_5_a_period_without_a_working_day_expects_nothing() -> None:
    found = target(benchmark(target=50, start_gate=5), days("-"))

    assert (found.target, found.full_target, found.start_gate, found.parts) == (0, 0, 0, ())


def test_rule_3_gates_are_prorated_with_the_target() -> None:
    found = target(benchmark(target=210, start_gate=21, stop_gate=420), days("a" * 5 + "P" * 16))

    assert (found.start_gate, found.stop_gate) == (16, 320)


def test_rule_3_gates_move_with_an_override() -> None:
    terms = benchmark(target=100, start_gate=20)

    assert target(terms, days(WEEK), overrides=[override(50, 1)]).start_gate == 10


def test_rule_3_gates_of_a_benchmark_with_target_0_stay() -> None:
    assert target(benchmark(target=0, stop_gate=9), days(WEEK)).stop_gate == 9


def test_rule_11_an_override_comes_before_the_scorecard() -> None:
    found = target(benchmark(), days(WEEK), overrides=[override(80, 2, label="Trade fair")])

    assert found.target == 80
    assert found.parts == (
        TargetPart(TargetSource.OVERRIDE, "Trade fair", Decimal(80), Decimal(1), Decimal(5)),
    )


def test_rule_11_an_override_counts_for_its_days() -> None:
    """3 days of a week of 100 and 2 of a week of 50: 60 + 20."""
    found = target(benchmark(), days(WEEK), overrides=[override(50, 5, 20)])

    assert found.target == 80
    assert [(part.source, part.amount, part.share, part.days) for part in found.parts] == [
        (TargetSource.SCORECARD, 100, Decimal("0.6"), 3),
        (TargetSource.OVERRIDE, 50, Decimal("0.4"), 2),
    ]


def test_rule_11_an_override_and_time_off_together() -> None:
    """Absent on Monday and Friday: 2 days of 100 and 1 of 50, each a fifth."""
    found = target(benchmark(), days("aPPPa--"), overrides=[override(50, 5, 20)])

    assert (found.target, found.full_target) == (50, 80)


def test_rule_11_the_days_after_an_override_go_back_to_the_scorecard() -> None:
    found = target(benchmark(), days(WEEK), overrides=[override(50, 3, 3)])

    assert found.target == 90
    assert [part.days for part in found.parts] == [4, 1]


def test_rule_11_of_two_overrides_the_later_start_is_in_force() -> None:
    both = [override(50, 4, label="newer"), override(80, 1, label="older")]
    found = target(benchmark(), days(WEEK), overrides=both)

    assert [(part.label, part.days) for part in found.parts] == [("older", 2), ("newer", 3)]


def test_rule_12_an_override_of_another_time_changes_nothing() -> None:
    others = [override(50, 9), override(50, 1, 1)]

    assert target(benchmark(), days(WEEK), overrides=others) == target(benchmark(), days(WEEK))


def test_rule_11_an_override_comes_before_the_ramp() -> None:
    found = target(
        benchmark(),
        days(WEEK),
        overrides=[override(80, 1)],
        ramp=RAMP,
        joined_on=date(2026, 3, 2),
    )

    assert found.target == 80


def test_rule_11_a_rate_takes_the_amount_of_the_last_present_day() -> None:
    terms = benchmark(aggregation=Aggregation.AVERAGE)
    changed = [override(80, 5)]

    assert target(terms, days(WEEK), overrides=changed).target == 80
    assert target(terms, days("PPPaa--"), overrides=changed).target == 100


def test_rule_11_a_rate_has_no_ramp() -> None:
    terms = benchmark(aggregation=Aggregation.AVERAGE)

    assert target(terms, days(WEEK), ramp=RAMP, joined_on=date(2026, 3, 2)).target == 100


@pytest.mark.parametrize(("day", "amount"), [(2, 60), (5, 40), (6, 20)])
def test_rule_13_a_daily_target_differs_by_weekday(day: int, amount: int) -> None:
    terms = benchmark(target=50, profile="60 50 50 40 20 0 0")

    assert target(terms, days("P", starts=date(2026, 3, day))).target == amount


def test_rule_13_half_of_a_friday() -> None:
    terms = benchmark(target=50, profile="60 50 50 40 20 0 0")

    assert target(terms, days("h", starts=date(2026, 3, 6))).target == 10


def test_rule_13_a_weekly_target_spreads_by_its_profile() -> None:
    """Monday owes 3 of 10 parts, so that an absent Monday leaves 70 of 100."""
    terms = benchmark(profile="3 2 2 2 1 0 0")

    assert target(terms, days(WEEK)).target == 100
    assert target(terms, days("aPPPP--")).target == 70
    assert target(terms, days("PPPPa--")).target == 90


def test_rule_13_a_profile_without_a_working_day_expects_nothing() -> None:
    assert target(benchmark(profile="0 0 0 0 0 1 1"), days(WEEK)).target == 0


def test_rule_11_the_ramp_holds_the_target_of_a_newcomer() -> None:
    """In the second month of tenure a quarter is owed."""
    found = target(benchmark(), days(WEEK), ramp=RAMP, joined_on=date(2026, 1, 20))

    assert found.target == 25
    assert found.parts == (
        TargetPart(TargetSource.RAMP, "tenure month 2: 25 %", Decimal(25), Decimal(1), Decimal(5)),
    )


def test_rule_30_the_ramp_changes_on_the_monthly_return_of_the_joining_day() -> None:
    """Joined on 4 February: Monday and Tuesday are month 1 (0 %), the rest month 2 (25 %)."""
    found = target(benchmark(), days(WEEK), ramp=RAMP, joined_on=date(2026, 2, 4))

    assert found.target == 15
    assert [(part.amount, part.days) for part in found.parts] == [(0, 2), (25, 3)]


def test_rule_30_after_the_ramp_all_of_the_target_is_owed() -> None:
    found = target(benchmark(), days(WEEK), ramp=RAMP[:3], joined_on=date(2025, 12, 2))

    assert found.target == 100
    assert found.parts[0].source == TargetSource.SCORECARD


def test_rule_30_a_ramp_without_a_joining_day_is_none() -> None:
    assert target(benchmark(), days(WEEK), ramp=RAMP).target == 100


def test_rule_11_a_newcomer_owes_the_days_since_joining() -> None:
    """Joined on Wednesday at half the target: 3 of 5 days of 50."""
    found = target(benchmark(), days("aaPPP--"), ramp=(Decimal("0.5"),), joined_on=date(2026, 3, 4))

    assert (found.target, found.full_target) == (30, 50)


@pytest.mark.parametrize(
    ("joined_on", "day", "month"),
    [
        (date(2026, 3, 4), date(2026, 3, 4), 1),
        (date(2026, 3, 4), date(2026, 4, 3), 1),
        (date(2026, 3, 4), date(2026, 4, 4), 2),
        (date(2025, 11, 30), date(2026, 2, 27), 3),
        (date(2025, 11, 30), date(2026, 2, 28), 4),  # the last day stands for the 30th
        (date(2025, 12, 15), date(2026, 12, 15), 13),
        (date(2026, 3, 4), date(2026, 1, 1), 1),
    ],
)
def test_rule_30_tenure_months(joined_on: date, day: date, month: int) -> None:
    assert tenure_month(joined_on=joined_on, day=day) == month
