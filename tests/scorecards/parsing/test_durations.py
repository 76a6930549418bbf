from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest

from scorecards.parsing.amounts import DecimalMark
from scorecards.parsing.durations import DurationUnit, parse_minutes
from scorecards.parsing.rows import Cell, Refused


@pytest.mark.parametrize(
    ("cell", "unit", "mark", "minutes"),
    [
        (time(0, 2, 23), "clock", ".", "2.3833"),
        (timedelta(hours=26), "clock", ".", "1560"),
        ("00:02:23", "clock", ".", "2.3833"),
        ("02:23", "clock", ".", "2.3833"),
        ("26:00:00", "clock", ".", "1560"),
        ("0:00:30.5", "clock", ".", "0.5083"),
        ("143 s", "clock", ".", "2.3833"),
        ("2m 23s", "clock", ".", "2.3833"),
        ("1 h 5 min", "clock", ".", "65"),
        ("1.5 h", "clock", ".", "90"),
        ("1,5 Hours", "clock", ",", "90"),
        ("143", "seconds", ".", "2.3833"),
        ("2,5", "minutes", ",", "2.5"),
        (Decimal("1.25"), "hours", ".", "75"),
    ],
)
def test_lengths_of_time_become_minutes(
    cell: Cell, unit: DurationUnit, mark: DecimalMark, minutes: str
) -> None:
    assert parse_minutes(cell, unit, mark, column="t") == Decimal(minutes)


@pytest.mark.parametrize(
    ("cell", "unit"),
    [
        *(("143", "clock"), ("-5", "minutes"), ("2:75", "clock"), ("1:75:00", "clock")),
        *(("long", "minutes"), ("5 x", "minutes"), ("5 min soon", "minutes")),
        *((datetime.fromisoformat("2021-01-01"), "clock"), (timedelta(seconds=-1), "clock")),
    ],
)
def test_what_is_no_length_of_time_is_refused(cell: Cell, unit: DurationUnit) -> None:
    refused = parse_minutes(cell, unit, ".", column="t")

    assert isinstance(refused, Refused)
    assert refused.column == "t"
