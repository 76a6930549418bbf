"""Rule 29 of scoring.md: an amount falls on its parts, and they always total the whole."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.periods import PeriodKind, PeriodRules, period_containing
from scorecards.scoring.quotas import months_between, spread_by_weight, spread_equally

CENT, WHOLE = Decimal("0.01"), Decimal(1)


class TestSpreads:
    @pytest.mark.parametrize(
        ("amount", "parts", "step", "first", "last"),
        [
            ("1200", 12, CENT, "100", "100"),
            ("100", 12, CENT, "8.33", "8.37"),
            ("100", 12, WHOLE, "8", "12"),
            ("1000", 3, WHOLE, "333", "334"),
            ("200", 3, CENT, "66.67", "66.66"),
            ("6", 12, WHOLE, "0", "6"),  # rounded up, eleven ones would leave less than nothing
            ("0", 4, WHOLE, "0", "0"),
            ("0.05", 4, CENT, "0.01", "0.02"),
        ],
    )
    def test_equal_parts_leave_the_rest_to_the_last(
        self, amount: str, parts: int, step: Decimal, first: str, last: str
    ) -> None:
        found = spread_equally(Decimal(amount), parts=parts, step=step)

        assert (len(found), found[0], found[-1]) == (parts, Decimal(first), Decimal(last))
        assert sum(found) == Decimal(amount)

    @pytest.mark.parametrize(
        ("amount", "weights", "parts"),
        [
            ("630", [20, 22, 21], ["200", "220", "210"]),
            ("100", [1, 1, 2], ["25", "25", "50"]),
            ("100", [3, 3, 3, 0], ["33.33", "33.33", "33.34", "0"]),  # the last with a weight
            ("90", [0, 1, 0, 2], ["0", "30", "0", "60"]),
            ("10.005", [1, 1], ["5", "5.005"]),  # what is finer than the step stays in the last
        ],
    )
    def test_parts_follow_their_weights(
        self, amount: str, weights: list[int], parts: list[str]
    ) -> None:
        found = spread_by_weight(
            Decimal(amount), weights=[Decimal(weight) for weight in weights], step=CENT
        )

        assert found == tuple(Decimal(part) for part in parts)

    @pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (1, [1, -1]), (1, [0, 0]), (1, [])])
    def test_what_cannot_be_spread_is_refused(self, amount: int, weights: list[int]) -> None:
        with pytest.raises(ValueError, match="cannot be below zero"):
            spread_by_weight(
                Decimal(amount), weights=[Decimal(weight) for weight in weights], step=CENT
            )

    @given(
        amount=st.decimals(0, 10**12, places=4),
        weights=st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=24).filter(any),
        step=st.sampled_from([CENT, WHOLE, Decimal(1000)]),
    )
    def test_parts_total_the_whole_and_none_is_below_zero(
        self, amount: Decimal, weights: list[Decimal], step: Decimal
    ) -> None:
        found = spread_by_weight(amount, weights=weights, step=step)

        assert sum(found) == amount
        assert len(found) == len(weights)
        assert all(part >= 0 for part in found)
        assert all(part == 0 for part, weight in zip(found, weights, strict=True) if not weight)

    @given(amount=st.decimals(0, 10**9, places=2))
    def test_a_year_by_quarters_by_months_is_the_year(self, amount: Decimal) -> None:
        quarters = spread_equally(amount, parts=4, step=CENT)
        months = [part for each in quarters for part in spread_equally(each, parts=3, step=CENT)]

        assert sum(months) == amount


@pytest.mark.parametrize(
    ("first_month", "day", "months", "length"),
    [
        (1, date(2024, 5, 5), (date(2024, 1, 1), date(2024, 12, 1)), 366),
        (2, date(2024, 1, 31), (date(2023, 2, 1), date(2024, 1, 1)), 365),
        (3, date(2024, 2, 29), (date(2023, 3, 1), date(2024, 2, 1)), 366),  # ends on it
        (10, date(2024, 2, 29), (date(2023, 10, 1), date(2024, 9, 1)), 366),
    ],
)
def test_rule_25_a_fiscal_year_has_its_twelve_months_over_a_leap_day_too(
    first_month: int, day: date, months: tuple[date, date], length: int
) -> None:
    rules = PeriodRules(fiscal_start_month=first_month)
    year = period_containing(day=day, kind=PeriodKind.YEAR, rules=rules)
    found = list(months_between(year.starts, year.ends))

    assert (len(found), found[0], found[-1]) == (12, *months)
    assert (year.ends - year.starts).days + 1 == length
