from datetime import date
from decimal import Decimal
from pathlib import Path

from scorecards.parsing.quotas import ParsedQuota, parse_quotas
from tests.scorecards.parsing.files import parsed, text_file

MAPPING = """
kind = "quotas"
scale = 1000
[columns]
rep = "Rep"
metric = { value = "revenue" }
[months]
2026-01 = "Jan"
2026-02 = "Feb"
"""


def test_month_columns_are_scaled_and_empty_months_left_out(tmp_path: Path) -> None:
    path = text_file(tmp_path, "Rep,Jan,Feb\nAnn,1.5,\nBen,2,3\n")

    assert parsed(path, MAPPING, parse_quotas) == [
        [ParsedQuota(2, "Ann", "revenue", date(2026, 1, 1), Decimal(1500))],
        [
            ParsedQuota(3, "Ben", "revenue", date(2026, 1, 1), Decimal(2000)),
            ParsedQuota(3, "Ben", "revenue", date(2026, 2, 1), Decimal(3000)),
        ],
    ]


def test_a_month_that_is_no_number_rejects_the_row(tmp_path: Path) -> None:
    path = text_file(tmp_path, "Rep,Jan,Feb\nAnn,lots,1\n")

    [rejected] = parsed(path, MAPPING, parse_quotas)

    assert (rejected.column, rejected.reason) == ("Jan", "'lots' is not a number")
