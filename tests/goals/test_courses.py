"""Roll-ups and streaks for any numbers (scoring.md rules 32, 33)."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from goals.courses import Course, path_days
from goals.progress import Part, progress, rolled_up
from goals.streaks import DayMet, counted, current_streak, longest_streak, met

SHARES = st.decimals(min_value=-5, max_value=5, places=3)
WEIGHTS = st.decimals(min_value="0.001", max_value=100, places=3)
DAYS = st.lists(st.sampled_from([True, False, None]), max_size=40)


def capped(share: Decimal) -> Decimal:
    return min(Decimal(1), max(Decimal(0), share))


@given(st.lists(st.tuples(SHARES, WEIGHTS), min_size=1, max_size=8))
def test_a_parent_is_between_its_least_and_most_capped_child(
    children: list[tuple[Decimal, Decimal]],
) -> None:
    found = rolled_up(Part(share, weight) for share, weight in children)
    shares = [capped(share) for share, _ in children]
    assert found is not None
    assert min(shares) - Decimal("1e-20") <= found <= max(shares) + Decimal("1e-20")


@given(SHARES, SHARES, SHARES)
def test_progress_is_the_same_mirrored(start: Decimal, target: Decimal, actual: Decimal) -> None:
    if start != target:
        rising = progress(start=start, target=target, actual=actual)
        falling = progress(start=-start, target=-target, actual=-actual)
        assert rising == falling


@given(DAYS)
def test_streaks_are_no_longer_than_the_days_met(marks: list[bool | None]) -> None:
    first = date(2026, 3, 2)
    days = [DayMet(first + timedelta(days=n), None, None, mark) for n, mark in enumerate(marks)]
    assert current_streak(days) <= longest_streak(days) <= met(days) <= counted(days)


@given(st.integers(0, 1500), st.integers(-10, 1600))
def test_a_path_has_few_days_in_order_with_both_ends(length: int, today: int) -> None:
    starts = date(2026, 1, 1)
    due = starts + timedelta(days=length)
    days = path_days(starts=starts, due=due, today=starts + timedelta(days=today))
    assert days[0] == starts - timedelta(days=1)
    assert days[-1] == due
    assert len(days) <= 32
    assert list(days) == sorted(set(days))


def test_a_course_stays_between_its_days() -> None:
    course = Course(Decimal(1), (date(2026, 3, 2), date(2026, 3, 5)), (Decimal(2), None))
    days = [date(2026, 3, day) for day in (1, 2, 4, 5, 9)]
    assert [course.on(day) for day in days] == [1, 2, 2, None, None]
