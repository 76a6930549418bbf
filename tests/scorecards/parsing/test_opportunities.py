from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scorecards.parsing.opportunities import ParsedOpportunity, parse_opportunities
from scorecards.parsing.rows import RejectedRow
from tests.scorecards.parsing.files import parsed, text_file

HEADER = "Id,Owner,Stage,Value,Opened,Closed\n"
MAPPING = """
kind = "opportunities"
[columns]
external_id = "Id"
rep = "Owner"
stage = "Stage"
amount = "Value"
opened_on = "Opened"
closed_on = "Closed"
[stages]
open = ["New", "Offer"]
won = ["Won"]
lost = ["Lost"]
names = { Offer = "Proposal" }
"""
BY_STATUS = """
kind = "opportunities"
[columns]
external_id = "Id"
rep = "Owner"
status = "Stage"
closed_on = "Closed"
"""


def deals(folder: Path, rows: str, mapping: str = MAPPING) -> list[Any]:
    return parsed(text_file(folder, HEADER + rows), mapping, parse_opportunities)


def test_a_won_deal_has_every_field(tmp_path: Path) -> None:
    assert deals(tmp_path, '7,Ann,WON,"1,234.50",2017-01-02,2017-03-01\n') == [
        ParsedOpportunity(
            line=2,
            external_id="7",
            rep_key="Ann",
            name="",
            account="",
            stage="Won",
            status="won",
            amount=Decimal("1234.50"),
            opened_on=date(2017, 1, 2),
            closed_on=date(2017, 3, 1),
            expected_close_on=None,
            lost_reason="",
            lead_source="",
        )
    ]


def test_an_open_deal_may_know_neither_value_nor_days(tmp_path: Path) -> None:
    [deal] = deals(tmp_path, "7,Ann,Offer,,,\n")

    assert (deal.stage, deal.status) == ("Proposal", "open")
    assert (deal.amount, deal.opened_on, deal.closed_on) == (None, None, None)


def test_the_closing_day_of_an_open_deal_is_when_it_is_expected(tmp_path: Path) -> None:
    [deal] = deals(tmp_path, "7,Ann,New,,2017-01-02,2017-03-01\n")

    assert (deal.closed_on, deal.expected_close_on) == (None, date(2017, 3, 1))


def test_a_lost_deal_keeps_its_zero(tmp_path: Path) -> None:
    [deal] = deals(tmp_path, "7,Ann,Lost,0,2017-01-02,2017-01-02\n")

    assert (deal.status, deal.amount) == ("lost", Decimal(0))


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",Ann,New,5,,", "Id", "is empty"),
        ("7,,New,5,,", "Owner", "is empty"),
        ("7,Ann,,5,,", "Stage", "is empty"),
        ("7,Ann,Parked,5,,", "Stage", "the stage 'Parked' is not in the mapping"),
        ("7,Ann,New,five,,", "Value", "'five' is not a number"),
        ("7,Ann,New,5,soon,", "Opened", "'soon' is not a date"),
        ("7,Ann,Won,5,2017-01-02,", "Closed", "a won deal needs its closing day"),
        (
            "7,Ann,Lost,5,2017-01-02,2017-01-01",
            "Closed",
            "closed on 2017-01-01, before it was opened on 2017-01-02",
        ),
        ("7,Ann,New", "", "the row has only 3 cells, the header 6"),
    ],
)
def test_a_row_that_cannot_be_understood_says_where_and_why(
    tmp_path: Path, row: str, column: str, reason: str
) -> None:
    good, bad = deals(tmp_path, f"1,Ann,New,,,\n{row}\n")

    assert isinstance(good, ParsedOpportunity)
    assert isinstance(bad, RejectedRow)
    assert (bad.line, bad.column, bad.reason) == (3, column, reason)


def test_an_id_that_came_before_is_refused(tmp_path: Path) -> None:
    first, second = deals(tmp_path, "7,Ann,New,5,,\n7,Ann,New,6,,\n")

    assert first.amount == Decimal(5)
    assert (second.line, second.column, second.reason) == (3, "Id", "'7' came before in this file")


def test_other_stages_are_taken_when_the_mapping_says_so(tmp_path: Path) -> None:
    mapping = MAPPING.replace("[stages]", '[stages]\nother = "open"')

    [deal] = deals(tmp_path, "7,Ann,Parked,5,,\n", mapping)

    assert (deal.stage, deal.status) == ("Parked", "open")


def test_a_status_column_needs_no_stages(tmp_path: Path) -> None:
    won, odd = deals(tmp_path, "7,Ann,Won,5,,2017-01-02\n8,Ann,Parked,5,,\n", BY_STATUS)

    assert (won.status, won.stage) == ("won", "")
    assert odd.reason == "the status 'Parked' is not in the mapping"


def test_a_time_with_a_zone_falls_on_the_day_of_the_mappings_zone(tmp_path: Path) -> None:
    row = "7,Ann,Won,5,,2017-03-01T02:00:00.000+0000\n"
    there = '[file]\ntime_zone = "America/New_York"\n[columns]'

    [as_written] = deals(tmp_path, row)
    [in_new_york] = deals(tmp_path, row, MAPPING.replace("[columns]", there))

    assert as_written.closed_on == date(2017, 3, 1)
    assert in_new_york.closed_on == date(2017, 2, 28)


def test_replacements_and_skipped_rows(tmp_path: Path) -> None:
    mapping = MAPPING + '[replace.Owner]\n"A." = "Ann"\n[[skip]]\ncolumn = "Id"\nequals = "total"\n'

    [deal] = deals(tmp_path, "7,A.,New,5,,\nTotal,,,5,,\n", mapping)

    assert deal.rep_key == "Ann"
