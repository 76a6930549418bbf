from datetime import date
from pathlib import Path

import pytest

from scorecards.parsing.time_off import ParsedTimeOff, parse_time_off
from tests.scorecards.parsing.files import parsed, text_file

MAPPING = """
kind = "time_off"
[columns]
rep = "Who"
starts_on = "From"
ends_on = "To"
half_days = "Half"
reason = "Why"
"""
HEADER = "Who,From,To,Half,Why\n"


def test_days_away_and_a_single_half_day(tmp_path: Path) -> None:
    path = text_file(
        tmp_path, HEADER + "Ann,2026-03-02,2026-03-06,,Holiday\nBen,2026-03-04,,Yes,\n"
    )

    assert parsed(path, MAPPING, parse_time_off) == [
        ParsedTimeOff(2, "Ann", date(2026, 3, 2), date(2026, 3, 6), False, "Holiday"),
        ParsedTimeOff(3, "Ben", date(2026, 3, 4), date(2026, 3, 4), True, ""),
    ]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",2026-03-02,,,", "Who", "is empty"),
        ("Ann,,2026-03-02,,", "From", "is empty"),
        ("Ann,soon,,,", "From", "'soon' is not a date"),
        ("Ann,2026-03-02,2026-03-01,,", "To", "the last day lies before the first"),
        ("Ann,2026-03-02,,maybe,", "Half", "'maybe' is neither yes nor no"),
    ],
)
def test_a_row_that_cannot_be_says_why(tmp_path: Path, row: str, column: str, reason: str) -> None:
    [rejected] = parsed(text_file(tmp_path, HEADER + row + "\n"), MAPPING, parse_time_off)

    assert (rejected.line, rejected.column, rejected.reason) == (2, column, reason)
