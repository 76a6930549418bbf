"""Quotas by hand: months, ramps and what days owe (scoring.md rules 11, 12, 30).

March 2026 has 22 working days from Monday to Friday, April 22, May 21, February 20.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from scorecards.scoring.quotas import (
    QuotaStretch,
    QuotaTerms,
    amount_in_force,
    quota_stretches,
)
from tests.scorecards.scoring.builders import Number

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
MONTH_DAYS = {
    date(2026, 2, 1): Decimal(20),
    MARCH: Decimal(22),
    APRIL: Decimal(22),
    MAY: Decimal(21),
}
RAMP = (Decimal(0), Decimal("0.25"), Decimal("0.5"))


def quota(
    amount: Number | None,
    month: date = MARCH,
    *,
    starts: date | None = None,
    ramp: Sequence[Decimal] = (),
) -> QuotaTerms:
    return QuotaTerms(
        month, None if amount is None else Decimal(amount), starts or month, tuple(ramp)
    )


def stretches(
    *quotas: QuotaTerms,
    starts: date = MARCH,
    ends: date = date(2026, 3, 31),
    joined_on: date | None = None,
) -> tuple[QuotaStretch, ...]:
    return quota_stretches(
        quotas, month_days=MONTH_DAYS, starts=starts, ends=ends, joined_on=joined_on
    )


def cuts(found: Sequence[QuotaStretch]) -> list[tuple[int, int, Decimal]]:
    """First and last day in their months, and the amount with its ramp."""
    return [(each.starts.day, each.ends.day, each.in_force) for each in found]


class TestMonths:
    def test_a_leap_day_owes_like_any_other(self) -> None:
        february = date(2024, 2, 1)
        found = quota_stretches(
            [quota(2100, february)],
            month_days={february: Decimal(21)},
            starts=february,
            ends=date(2024, 2, 29),
        )

        assert [(each.ends, each.owed(Decimal(21))) for each in found] == [
            (date(2024, 2, 29), 2100)
        ]

    def test_months_without_a_quota_are_in_no_stretch(self) -> None:
        found = stretches(quota(10), quota(30, MAY), ends=date(2026, 5, 31))

        assert [each.month for each in found] == [MARCH, MAY]


class TestInForce:
    """Rule 12: rows are only added, and the one published last holds."""

    def test_the_last_published_row_that_has_begun_holds(self) -> None:
        """The second was published for the whole month although the first began in its middle."""
        first, second = quota(100, starts=date(2026, 3, 10)), quota(50)

        assert amount_in_force([first, second], on=date(2026, 3, 20)) == second
        assert amount_in_force([second, first], on=date(2026, 3, 20)) == first
        assert amount_in_force([second, first], on=date(2026, 3, 9)) == second

    def test_before_the_first_row_the_month_owes_nothing(self) -> None:
        late = quota(100, starts=date(2026, 3, 10))

        assert amount_in_force([late], on=date(2026, 3, 9)) is None
        assert cuts(stretches(late)) == [(10, 31, 100)]

    def test_a_change_in_the_middle_holds_from_its_day_on(self) -> None:
        found = stretches(quota(22000), quota(44000, starts=date(2026, 3, 16)))

        assert cuts(found) == [(1, 15, 22000), (16, 31, 44000)]
        # Ten working days of each: 2nd to 13th, and twelve from the 16th on.
        assert [each.owed(Decimal(n)) for each, n in zip(found, (10, 12), strict=True)] == [
            10000,
            24000,
        ]

    def test_a_cleared_month_owes_nothing(self) -> None:
        assert stretches(quota(100), quota(None)) == ()

    def test_a_month_cleared_in_the_middle_owes_its_first_days(self) -> None:
        found = stretches(quota(100), quota(None, starts=date(2026, 3, 16)))

        assert cuts(found) == [(1, 15, 100)]

    def test_a_quota_of_zero_is_a_quota(self) -> None:
        found = stretches(quota(0))

        assert [(each.amount, each.owed(Decimal(22))) for each in found] == [(0, 0)]

    def test_only_the_days_asked_for_are_in_the_stretches(self) -> None:
        """A week over the end of March."""
        found = stretches(
            quota(22), quota(44, APRIL), starts=date(2026, 3, 30), ends=date(2026, 4, 5)
        )

        assert cuts(found) == [(30, 31, 22), (1, 5, 44)]
        assert found[0].owed(Decimal(2)) + found[1].owed(Decimal(3)) == 8


class TestRamps:
    """Rule 30: tenure month 1 starts on the joining day."""

    def test_a_ramp_that_starts_in_the_middle_of_a_month_cuts_there(self) -> None:
        found = stretches(
            quota(100, ramp=RAMP),
            quota(100, APRIL, ramp=RAMP),
            quota(100, MAY, ramp=RAMP),
            ends=date(2026, 5, 31),
            joined_on=date(2026, 2, 17),
        )

        assert cuts(found) == [
            (1, 16, 0),
            (17, 31, 25),
            (1, 16, 25),
            (17, 30, 50),
            (1, 16, 50),
            (17, 31, 100),
        ]
        assert [each.tenure_month for each in found] == [1, 2, 2, 3, 3, 0]

    def test_who_joined_on_the_31st_returns_on_the_last_day(self) -> None:
        found = stretches(
            quota(100, date(2026, 2, 1), ramp=RAMP),
            starts=date(2026, 2, 1),
            ends=date(2026, 2, 28),
            joined_on=date(2026, 1, 31),
        )

        assert cuts(found) == [(1, 27, 0), (28, 28, 25)]

    def test_the_joining_month_is_one_stretch(self) -> None:
        """The days before the joining day owe nothing anyway: nobody is there."""
        found = stretches(quota(100, ramp=(Decimal("0.5"),)), joined_on=date(2026, 3, 10))

        assert cuts(found) == [(1, 31, 50)]

    def test_a_ramp_that_is_over_cuts_nothing(self) -> None:
        found = stretches(quota(100, ramp=RAMP), joined_on=date(2024, 6, 17))

        assert cuts(found) == [(1, 31, 100)]

    def test_a_ramp_without_a_joining_day_is_none(self) -> None:
        assert cuts(stretches(quota(100, ramp=RAMP))) == [(1, 31, 100)]

    def test_ramp_and_change_cut_in_one_month(self) -> None:
        found = stretches(
            quota(100, ramp=RAMP),
            quota(200, starts=date(2026, 3, 20)),
            joined_on=date(2026, 2, 10),
        )

        assert cuts(found) == [(1, 9, 0), (10, 19, 25), (20, 31, 200)]


class TestDays:
    def test_a_month_without_a_working_day_spreads_over_all_of_its_days(self) -> None:
        """No amount is lost because the firm is shut."""
        (found,) = quota_stretches(
            [quota(3100)],
            month_days={MARCH: Decimal(0)},
            starts=MARCH,
            ends=date(2026, 3, 31),
        )

        assert (found.every_day, found.month_days) == (True, 31)
        assert found.owed(Decimal(31)) == 3100

    @given(
        changes=st.lists(
            st.tuples(st.integers(0, 2), st.none() | st.integers(0, 10**6), st.integers(0, 27)),
            max_size=6,
        ),
        joined=st.none() | st.integers(-120, 60),
        ramped=st.booleans(),
        first=st.integers(0, 40),
        length=st.integers(0, 60),
    )
    def test_stretches_say_of_each_day_what_is_in_force(
        self,
        changes: list[tuple[int, int | None, int]],
        joined: int | None,
        ramped: bool,
        first: int,
        length: int,
    ) -> None:
        """They are in order, never overlap, and agree with the rows day by day."""
        months = [MARCH, APRIL, MAY]
        rows = [
            quota(
                amount,
                months[number],
                starts=months[number] + timedelta(days=day),
                ramp=RAMP if ramped else (),
            )
            for number, amount, day in changes
        ]
        starts = MARCH + timedelta(days=first)
        ends = min(starts + timedelta(days=length), date(2026, 5, 31))
        joined_on = None if joined is None else MARCH + timedelta(days=joined)
        found = stretches(*rows, starts=starts, ends=ends, joined_on=joined_on)

        for number in range((ends - starts).days + 1):
            day = starts + timedelta(days=number)
            within = [each for each in found if day in each]
            own = [
                row for row in rows if (row.month.month, row.month.year) == (day.month, day.year)
            ]
            held = amount_in_force(own, on=day)
            amount = held.amount if held else None
            assert [each.amount for each in within] == ([] if amount is None else [amount])
            alone = stretches(*rows, starts=day, ends=day, joined_on=joined_on)
            assert [each.in_force for each in alone] == [each.in_force for each in within]
        assert [each.starts for each in found] == sorted(each.starts for each in found)
