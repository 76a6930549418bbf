"""The arithmetic of a quota sheet (rules 23, 29)."""

from decimal import Decimal

import pytest

from scorecards.scoring.quota_sheets import (
    NOTHING,
    YEAR,
    Amounts,
    Contradiction,
    Spread,
    TypedRow,
    added,
    assignment,
    part_totals,
    proposed,
    settled,
    total,
)

ALL = (True,) * 12
EVEN = Spread((Decimal(1),) * 12, Decimal("0.01"))


def amounts(*values: str | None) -> Amounts:
    padded = (*values, *[None] * (12 - len(values)))
    return tuple(None if value is None else Decimal(value) for value in padded)


def typed(months: Amounts, *, year: str | None = None, **quarters: str) -> TypedRow:
    sums = list(part_totals(months))
    for name, value in quarters.items():
        sums[int(name[1:])] = Decimal(value)
    return TypedRow(months, tuple(sums), Decimal(year) if year else total(months))


def test_nothing_adds_up_to_nothing_and_zero_to_zero() -> None:
    assert total(NOTHING) is None
    assert total(amounts("0", "0")) == 0
    assert part_totals(amounts("1", None, "2.5")) == (Decimal("3.5"), None, None, None)


def test_rows_are_added_month_by_month() -> None:
    assert added([amounts("1", "2"), amounts("0.5")])[:3] == (Decimal("1.5"), Decimal(2), None)
    assert added([]) == NOTHING


def test_assignment_is_what_is_handed_down_beyond_the_own_quota() -> None:
    assert assignment(Decimal(105), Decimal(100)) == Decimal("0.05")
    assert assignment(Decimal(90), Decimal(100)) == Decimal("-0.1")
    assert assignment(Decimal(90), Decimal(0)) is None
    assert assignment(None, Decimal(100)) is None


def test_a_typed_year_is_spread_and_totals_exactly() -> None:
    found = settled(typed(NOTHING, year="100"), NOTHING, spread=EVEN, free=ALL)
    assert found == (*[Decimal("8.33")] * 11, Decimal("8.37"))
    assert total(found) == 100


def test_a_year_is_spread_over_the_months_that_are_free() -> None:
    free = (*[False] * 9, True, True, True)
    found = settled(typed(NOTHING, year="90"), NOTHING, spread=EVEN, free=free)
    assert found == (*[None] * 9, Decimal(30), Decimal(30), Decimal(30))


def test_a_typed_quarter_is_spread_over_its_three_months() -> None:
    before = amounts(*["10"] * 12)
    found = settled(typed(before, q1="60", year="120"), before, spread=EVEN, free=ALL)
    assert found[2:7] == (Decimal(10), Decimal(20), Decimal(20), Decimal(20), Decimal(10))


def test_months_that_were_typed_win_over_totals_that_were_not() -> None:
    before = amounts(*["10"] * 12)
    months = amounts("25", *["10"] * 11)
    sent = TypedRow(months, part_totals(before), total(before))
    assert settled(sent, before, spread=EVEN, free=ALL) == months


def test_a_month_and_a_year_that_do_not_fit_contradict_each_other() -> None:
    before = amounts(*["10"] * 12)
    months = amounts("25", *["10"] * 11)
    with pytest.raises(Contradiction) as found:
        settled(TypedRow(months, part_totals(months), Decimal(200)), before, spread=EVEN, free=ALL)
    assert found.value.part == YEAR


def test_a_cleared_year_clears_its_months() -> None:
    before = amounts(*["10"] * 12)
    sent = TypedRow(before, part_totals(before), None)
    assert settled(sent, before, spread=EVEN, free=ALL) == NOTHING


def test_months_without_any_weight_share_equally() -> None:
    season = Spread((*[Decimal(0)] * 3, *[Decimal(1)] * 9), Decimal(1))
    assert season.over(Decimal(7), range(3), NOTHING, free=ALL)[:3] == (
        Decimal(2),
        Decimal(2),
        Decimal(3),
    )


def test_the_proposal_is_last_year_and_n_percent_rounded_to_the_step() -> None:
    assert proposed(Decimal("100.05"), Decimal(10), step=Decimal("0.01")) == Decimal("110.06")
    assert proposed(Decimal(7), Decimal(-10), step=Decimal(1)) == Decimal(6)
    assert proposed(None, Decimal(10), step=Decimal(1)) is None
