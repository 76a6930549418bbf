"""Targets that follow a quota: scoring.md rules 3, 5, 11, 15, 29 and 30, by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.calendars import CalendarSpan, WorkCalendar, day_shares
from scorecards.scoring.lines import score_line
from scorecards.scoring.quotas import Owing, by_month
from scorecards.scoring.records import (
    Aggregation,
    BenchmarkTerms,
    Direction,
    LineState,
    OverrideTerms,
    TargetSource,
)
from scorecards.scoring.rounding import settled
from scorecards.scoring.targets import target_of
from tests.scorecards.scoring.builders import benchmark, tally
from tests.scorecards.scoring.quota_builders import (
    APRIL,
    ENDS,
    MARCH,
    MAY,
    following,
    quota,
    target,
)


class TestWhichTarget:
    """Rule 11: override, quota, scorecard × ramp."""

    def test_a_month_owes_its_quota(self) -> None:
        found = target(quota(42000))

        assert (found.target, found.full_target) == (42000, 42000)
        (part,) = found.parts
        assert (part.source, part.label, part.amount) == (TargetSource.QUOTA, "2026-03", 42000)
        assert (part.share, part.days, part.owed) == (1, 22, 42000)

    def test_a_benchmark_that_does_not_follow_it_keeps_its_own(self) -> None:
        assert target(quota(42000), terms=benchmark(target=1000)).target == 1000

    def test_without_a_quota_the_written_target_stands_in(self) -> None:
        found = target()

        assert (found.target, found.parts[0].source) == (1000, TargetSource.SCORECARD)
        assert found.spread == ()

    def test_a_cleared_month_goes_back_to_the_written_target(self) -> None:
        assert target(quota(42000), quota(None)).target == 1000

    def test_an_override_comes_before_the_quota(self) -> None:
        own = OverrideTerms(Decimal(2200), MARCH, date(2026, 3, 13), "")

        assert target(quota(44000), overrides=[own]).target == 1000 + 24000

    def test_a_quota_comes_before_the_scorecard_s_ramp(self) -> None:
        found = target(quota(42000), ramp=[Decimal("0.5")] * 24, joined_on=date(2025, 11, 3))

        assert found.target == 42000

    def test_a_quota_from_the_middle_of_the_month_and_the_written_target_before(self) -> None:
        found = target(quota(2200, starts=date(2026, 3, 16)), terms=following(target=2200))

        assert found.target == 2200
        assert [(part.source, part.days) for part in found.parts] == [
            (TargetSource.SCORECARD, 10),
            (TargetSource.QUOTA, 12),
        ]

    @pytest.mark.parametrize(
        "terms",
        [following(aggregation=Aggregation.AVERAGE), following(direction=Direction.LOWER)],
    )
    def test_what_cannot_be_owed_follows_no_quota(self, terms: BenchmarkTerms) -> None:
        """Its metric was changed after the quota was set."""
        assert target(quota(42000), terms=terms).target == 1000

    def test_rule_5_a_quota_of_zero_is_not_expected(self) -> None:
        found = target(quota(0))
        line = score_line(terms=following(), tally=tally(5), target=found)

        assert (found.target, line.state) == (0, LineState.NOT_EXPECTED)


class TestPeriods:
    def test_a_day_owes_its_working_day_and_a_saturday_nothing(self) -> None:
        friday, saturday = date(2026, 3, 6), date(2026, 3, 7)

        assert target(quota(22000), starts=friday, ends=friday).target == 1000
        assert target(quota(22000), starts=saturday, ends=saturday).target == 0

    def test_a_week_over_two_months_owes_of_both(self) -> None:
        found = target(
            quota(22000),
            quota(44000, APRIL),
            starts=date(2026, 3, 30),
            ends=date(2026, 4, 5),
        )

        assert found.target == 2 * 1000 + 3 * 2000
        assert [(part.label, part.days, settled(part.owed)) for part in found.parts] == [
            ("2026-03", 2, 2000),
            ("2026-04", 3, 6000),
        ]

    def test_a_quarter_owes_its_months_and_one_without_quota_as_written(self) -> None:
        """The written target of a quarter by the 21 of 65 days on which it stands in."""
        found = target(
            quota(1000), quota(2000, APRIL), starts=MARCH, ends=ENDS[MAY], terms=following(6500)
        )

        assert found.target == 1000 + 2000 + 2100

    def test_the_weekday_profile_does_not_bend_a_quota(self) -> None:
        terms = following(profile="60 10 10 10 10 0 0")

        assert target(quota(22000), starts=date(2026, 3, 2), ends=date(2026, 3, 6)).target == 5000
        monday = date(2026, 3, 2)
        assert target(quota(22000), terms=terms, starts=monday, ends=monday).target == 1000
        assert target(terms=terms, starts=monday, ends=monday).target == 60

    @given(amount=st.decimals(0, 10**9, places=2))
    def test_the_days_of_a_month_total_its_quota(self, amount: Decimal) -> None:
        days = [MARCH + timedelta(days=n) for n in range(31)]
        targets = (target(quota(amount), starts=day, ends=day).target for day in days)
        total = sum(targets, Decimal(0))

        assert settled(total) == settled(amount)
        assert target(quota(amount)).target == amount

    def test_the_days_of_a_closed_month_total_its_quota_too(self) -> None:
        closed = CalendarSpan(date.min, None, WorkCalendar(frozenset(), frozenset()))
        days = day_shares(
            starts=MARCH,
            ends=ENDS[MARCH],
            spans=[closed],
            employed_from=date(2026, 3, 2),
            employed_to=None,
            absences=(),
        )
        owing = Owing(
            {"calls": by_month([quota(3100)])},
            {MARCH: Decimal(0)},
            [(date(2026, 3, 2), date.max)],
        )
        found = target_of(
            terms=following(), shares=days, overrides=(), ramp=(), joined_on=None, owing=owing
        )

        assert (found.target, found.full_target) == (3000, 3100)
        assert found.parts[0].quota is not None
        assert found.parts[0].quota.every_day
        assert found.spread == ()  # nobody works: elapsed goes by the days there are


class TestPresence:
    """Rule 15, by the benchmark's own setting."""

    AWAY = ((date(2026, 3, 9), date(2026, 3, 13)),)

    def test_time_off_lowers_it(self) -> None:
        found = target(quota(22000), away=self.AWAY)

        assert (found.target, found.full_target) == (17000, 22000)

    def test_a_benchmark_that_is_not_prorated_owes_it_all(self) -> None:
        assert target(quota(22000), away=self.AWAY, terms=following(prorated=False)).target == 22000

    @pytest.mark.parametrize("prorated", [True, False])
    def test_days_before_joining_owe_nothing_in_either_case(self, prorated: bool) -> None:
        found = target(
            quota(22000), joined_on=date(2026, 3, 16), terms=following(prorated=prorated)
        )

        assert (found.target, found.full_target) == (12000, 22000)

    def test_the_issue_s_newcomer_in_words(self) -> None:
        """Joined on 12 January: tenure month 3 from 12 March on, 14 of 22 days."""
        found = target(quota(44000, ramp="0 0.25 0.5"), joined_on=date(2026, 1, 12))

        assert found.target == 44000 * (Decimal("0.25") * 8 + Decimal("0.5") * 14) / 22 == 18000
        assert [(part.label, part.days) for part in found.parts] == [
            ("2026-03, tenure month 2: 25 %", 8),
            ("2026-03, tenure month 3: 50 %", 14),
        ]
        assert settled(sum((part.owed for part in found.parts), Decimal(0))) == 18000

    def test_rule_3_gates_move_with_the_quota(self) -> None:
        terms = following(target=1000, start_gate=200, stop_gate=1500)
        found = target(quota(22000), away=self.AWAY, terms=terms)

        assert (found.start_gate, found.stop_gate) == (3400, 25500)

    @given(
        amounts=st.lists(st.none() | st.integers(0, 10**6), min_size=3, max_size=3),
        middle=st.integers(0, 27),
        away=st.integers(0, 80),
        joined=st.none() | st.integers(-70, 70),
        prorated=st.booleans(),
    )
    def test_parts_add_up_to_the_target(
        self,
        amounts: list[int | None],
        middle: int,
        away: int,
        joined: int | None,
        prorated: bool,
    ) -> None:
        months = [MARCH, APRIL, MAY]
        rows = [
            quota(amount, month, starts=month + timedelta(days=middle * n % 28), ramp="0 0.3 0.7")
            for n, (amount, month) in enumerate(zip(amounts, months, strict=True))
        ]
        off = MARCH + timedelta(days=away)
        found = target(
            *rows,
            ends=ENDS[MAY],
            away=[(off, off + timedelta(days=9))],
            joined_on=None if joined is None else MARCH + timedelta(days=joined),
            terms=following(prorated=prorated),
        )

        assert settled(sum((part.owed for part in found.parts), Decimal(0))) == settled(
            found.target
        )
        assert settled(found.target) <= settled(found.full_target)
        assert sum(days for days, _ in found.spread) in (0, 92)
