"""When check-ins are due, and when a repeating goal comes round again."""

from datetime import date

import pytest

from goals.rhythm import latest_due, months_later, next_check_in, next_span

STARTS, DUE = date(2026, 3, 2), date(2026, 3, 31)


def due(rhythm: str, last: date | None = None) -> date | None:
    return next_check_in(rhythm=rhythm, starts_on=STARTS, due_on=DUE, last=last)


def latest(today: date, last: date | None = None) -> date | None:
    return latest_due(rhythm="weekly", starts_on=STARTS, due_on=DUE, last=last, today=today)


def test_the_first_check_in_is_due_one_rhythm_after_the_start() -> None:
    assert due("weekly") == date(2026, 3, 9)
    assert due("fortnightly") == date(2026, 3, 16)
    assert due("monthly") == DUE


def test_a_check_in_stands_for_its_days_up_to_then() -> None:
    assert due("weekly", date(2026, 3, 8)) == date(2026, 3, 9)
    assert due("weekly", date(2026, 3, 9)) == date(2026, 3, 16)
    assert due("weekly", date(2026, 3, 20)) == date(2026, 3, 23)


def test_the_last_one_is_due_with_the_goal() -> None:
    assert due("weekly", date(2026, 3, 30)) == DUE
    assert due("weekly", DUE) is None


def test_a_goal_without_a_rhythm_asks_for_nothing() -> None:
    assert due("never") is None


def test_months_end_where_they_end() -> None:
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2027, 11, 30), 3) == date(2028, 2, 29)


def test_one_is_reminded_anew_on_every_day_of_the_rhythm() -> None:
    assert latest(date(2026, 3, 8)) is None
    assert latest(date(2026, 3, 15)) == date(2026, 3, 9)
    assert latest(date(2026, 3, 16)) == date(2026, 3, 16)
    assert latest(date(2026, 3, 16), last=date(2026, 3, 16)) is None
    assert latest(date(2026, 5, 1)) == DUE


@pytest.mark.parametrize(
    ("recurrence", "starts", "due_day", "expected"),
    [
        ("weekly", (2026, 3, 2), (2026, 3, 6), ((2026, 3, 7), (2026, 3, 13))),
        ("weekly", (2026, 3, 2), (2026, 3, 8), ((2026, 3, 9), (2026, 3, 15))),
        ("monthly", (2026, 1, 1), (2026, 1, 31), ((2026, 2, 1), (2026, 2, 28))),
        ("quarterly", (2026, 1, 1), (2026, 3, 31), ((2026, 4, 1), (2026, 6, 30))),
    ],
)
def test_the_next_turn_begins_the_day_after(
    recurrence: str,
    starts: tuple[int, int, int],
    due_day: tuple[int, int, int],
    expected: tuple[tuple[int, int, int], tuple[int, int, int]],
) -> None:
    span = next_span(recurrence=recurrence, starts_on=date(*starts), due_on=date(*due_day))
    assert span == (date(*expected[0]), date(*expected[1]))


def test_a_goal_that_does_not_repeat_has_no_next_turn() -> None:
    with pytest.raises(ValueError, match="does not repeat"):
        next_span(recurrence="never", starts_on=STARTS, due_on=DUE)
