"""Dates: one cell at a time, and the order of a column."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.parsing.clocks import parse_clock
from scorecards.parsing.dates import Ambiguous, decide_date_format
from scorecards.parsing.moments import DateFormat, Moment, Order, parse_moment
from scorecards.parsing.rows import Cell, Refused

DAY = date(2017, 3, 1)
PACIFIC = timezone(timedelta(hours=-8))


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2017-03-01", Moment(DAY)),
        ("2017/3/1", Moment(DAY)),
        ("20170301", Moment(DAY)),
        ("1.3.2017", Moment(DAY)),
        ("01.03.17", Moment(DAY)),
        ("1 Mar 2017", Moment(DAY)),
        ("01-MAR-17", Moment(DAY)),
        ("March 1, 2017", Moment(DAY)),
        ("Mar 1st 2017", Moment(DAY)),
        ("2017-03-01 10:00:00", Moment(DAY, time(10))),
        ("2017-03-01T09:09:33.000+0000", Moment(DAY, time(9, 9, 33), UTC)),
        ("2017-03-01T09:09:33.25-08:00", Moment(DAY, time(9, 9, 33, 250_000), PACIFIC)),
        ("2017-03-01T09:09:33Z", Moment(DAY, time(9, 9, 33), UTC)),
        ("2017-03-01 09:09:33 GMT-08:00", Moment(DAY, time(9, 9, 33), PACIFIC)),
        ("2017-03-01 09:09:33 AM (UTC)", Moment(DAY, time(9, 9, 33), UTC)),
        (datetime.fromisoformat("2017-03-01T14:05"), Moment(DAY, time(14, 5))),
        (DAY, Moment(DAY)),
    ],
)
def test_dates_that_read_one_way(cell: Cell, moment: Moment) -> None:
    assert parse_moment(cell, DateFormat(), column="d") == moment


@pytest.mark.parametrize(
    ("text", "order", "moment"),
    [
        ("3/1/2017", "month-first", Moment(DAY)),
        ("1/3/2017", "day-first", Moment(DAY)),
        ("01-03-17", "day-first", Moment(DAY)),
        ("03/01/17 02:18 AM", "month-first", Moment(DAY, time(2, 18))),
        ("03/01/17 12:18 PM", "month-first", Moment(DAY, time(12, 18))),
        ("03/01/17 12:18 a.m.", "month-first", Moment(DAY, time(0, 18))),
        ("1.3.2017", "month-first", Moment(DAY)),
    ],
)
def test_the_order_of_the_column_is_applied(text: str, order: Order, moment: Moment) -> None:
    assert parse_moment(text, DateFormat(order), column="d") == moment


@pytest.mark.parametrize(
    "cell",
    [
        *("yesterday", "2017-02-30", "13/13/2017", "0217-03-01", "2017-03-01 25:00"),
        *("2017-03-01 13:00 PM", "2017-03-01x", "5 Foo 2017", "2999-01-01", Decimal(42_795)),
    ],
)
def test_what_is_no_date_is_refused(cell: Cell) -> None:
    refused = parse_moment(cell, DateFormat("day-first"), column="d")

    assert isinstance(refused, Refused)
    assert refused.column == "d"


def test_a_named_pattern_counts_alone() -> None:
    form = DateFormat(pattern="%Y%d%m %H:%M")

    assert parse_moment("20170103 14:05", form, column="d") == Moment(DAY, time(14, 5))
    assert isinstance(parse_moment("2017-03-01", form, column="d"), Refused)


@pytest.mark.parametrize(
    ("pivot", "year"), [("68", 2068), ("69", 1969), ("00", 2000), ("99", 1999)]
)
def test_two_digit_years_turn_at_69(pivot: str, year: int) -> None:
    moment = parse_moment(f"1/3/{pivot}", DateFormat("day-first"), column="d")

    assert moment == Moment(date(year, 3, 1))


@pytest.mark.parametrize(
    ("samples", "form"),
    [
        (["1/2/2017", "13/2/2017"], DateFormat("day-first")),
        (["1/2/2017", "2/13/2017"], DateFormat("month-first")),
        (["02/03/24", "02/23/26 08:55 PM"], DateFormat("month-first")),
        (["1-2-17", "31-12-17"], DateFormat("day-first")),
        (["2017-03-01", "2017-03-13"], DateFormat()),
        (["1.3.2017"], DateFormat()),
        (["3/3/2017", "5/5/2017"], DateFormat()),
        (["nonsense", "99/99/2017", "13/2/2017"], DateFormat("day-first")),
        (["2017-03-01", "2/13/2017"], DateFormat("month-first")),
        ([], DateFormat()),
    ],
)
def test_one_value_decides_for_its_column(samples: list[str], form: DateFormat) -> None:
    assert decide_date_format(samples) == form


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        (["nonsense", "3/4/2017", "5/6/2017"], "for example 3/4/2017"),
        (["13/2/2017", "2/13/2017", "2/14/2017"], "1 dates can only be day-first and 2 only month"),
    ],
)
def test_a_column_that_reads_both_ways_is_a_question(samples: list[str], reason: str) -> None:
    decided = decide_date_format(samples)

    assert isinstance(decided, Ambiguous)
    assert reason in decided.reason


@given(
    st.lists(st.dates(date(1970, 1, 1), date(2068, 12, 31)), min_size=1),
    st.sampled_from([("%d/%m/%Y", "day-first"), ("%m/%d/%Y", "month-first")]),
)
def test_a_decided_column_reads_back_as_it_was_written(
    days: list[date], written: tuple[str, Order]
) -> None:
    """Whatever the days, the column is a question or right, never wrong."""
    pattern, order = written
    texts = [day.strftime(pattern) for day in days]

    decided = decide_date_format(texts)

    if isinstance(decided, Ambiguous):
        assert all(day.day <= 12 for day in days)
    else:
        assert decided.order in (order, None)
        read = [parse_moment(text, decided, column="d") for text in texts]
        assert read == [Moment(day) for day in days]


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        (time(9, 12, 58), time(9, 12, 58)),
        (datetime.fromisoformat("1899-12-30T09:12"), time(9, 12)),
        ("14:05", time(14, 5)),
        ("2:05:33 PM", time(14, 5, 33)),
    ],
)
def test_times_of_day(cell: Cell, clock: time) -> None:
    assert parse_clock(cell, column="t") == clock


@pytest.mark.parametrize("cell", ["noon", "24:00", "9", Decimal("0.5")])
def test_what_is_no_time_of_day_is_refused(cell: Cell) -> None:
    assert isinstance(parse_clock(cell, column="t"), Refused)
