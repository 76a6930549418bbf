from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scorecards.parsing.activities import ParsedFact, parse_activities
from scorecards.parsing.rows import RejectedRow
from tests.scorecards.parsing.files import parsed, text_file

CALLS = """
kind = "activities"
[columns]
rep = "Agent"
external_id = "Call"
occurred_at = "Day"
time = "Time"
note = "Topic"
[[facts]]
metric = "calls"
[[facts]]
metric = "talk_minutes"
quantity = { column = "Talk", duration = "seconds" }
when = { column = "Answered", equals = "Y" }
"""
HEADER = "Call,Agent,Day,Time,Answered,Talk,Topic\n"
PLAIN = """
kind = "activities"
[columns]
rep = "rep"
metric = "metric"
quantity = "quantity"
occurred_at = "occurred_at"
"""
WIDE = """
kind = "activities"
[columns]
rep = "Rep"
occurred_at = "Day"
[metrics]
calls = "Dials"
emails = "Mails"
"""


def facts(folder: Path, text: str, mapping: str) -> list[Any]:
    return parsed(text_file(folder, text), mapping, parse_activities)


def ids(folder: Path, text: str, mapping: str) -> list[str]:
    return [fact.external_id for row in facts(folder, text, mapping) for fact in row]


def test_one_call_gives_several_facts(tmp_path: Path) -> None:
    [row] = facts(tmp_path, HEADER + "C1,Ann,2021-01-01,09:12:58,Y,143,Billing\n", CALLS)

    calls = ParsedFact(
        line=2,
        external_id="C1:calls",
        rep_key="Ann",
        metric="calls",
        quantity=Decimal(1),
        day=date(2021, 1, 1),
        at=time(9, 12, 58),
        occurred_at=None,
        note="Billing",
    )
    assert row[0] == calls
    assert row[1].external_id == "C1:talk_minutes"
    assert row[1].quantity == Decimal("2.3833")
    assert len(row) == 2


def test_a_condition_that_does_not_hold_gives_no_fact(tmp_path: Path) -> None:
    [row] = facts(tmp_path, HEADER + "C1,Ann,2021-01-01,09:12:58,N,,Billing\n", CALLS)

    assert [fact.metric for fact in row] == ["calls"]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("C1,,2021-01-01,09:00,N,,", "Agent", "is empty"),
        ("C1,Ann,,09:00,N,,", "Day", "is empty"),
        ("C1,Ann,2021-01-01,noon,N,,", "Time", "'noon' is not a time of day"),
        ("C1,Ann,2021-01-01,09:00,Y,long,", "Talk", "'long' is not a length of time"),
        ("C1,Ann,2021-01-01,09:00,Y,,", "Talk", "the quantity of talk_minutes is empty"),
    ],
)
def test_a_row_with_one_bad_fact_gives_none(
    tmp_path: Path, row: str, column: str, reason: str
) -> None:
    [rejected] = facts(tmp_path, HEADER + row + "\n", CALLS)

    assert isinstance(rejected, RejectedRow)
    assert (rejected.line, rejected.column, rejected.reason) == (2, column, reason)


def test_an_id_that_came_before_is_refused(tmp_path: Path) -> None:
    row = "C1,Ann,2021-01-01,09:00,N,,\n"

    first, second = facts(tmp_path, HEADER + row * 2, CALLS)

    assert len(first) == 1
    assert (second.column, second.reason) == ("Call", "'C1' came before in this file")


def test_the_plain_sheet_names_its_metric_in_a_column(tmp_path: Path) -> None:
    text = "rep,metric,quantity,occurred_at,id\na@b.c,calls,3,2021-01-01T09:00:00Z,x-1\n"
    mapping = PLAIN + 'external_id = "id"\n'

    [[fact]] = facts(tmp_path, text, mapping)

    assert (fact.external_id, fact.metric, fact.quantity) == ("x-1", "calls", Decimal(3))
    assert fact.occurred_at == datetime(2021, 1, 1, 9, tzinfo=UTC)


def test_two_metrics_in_columns_of_one_row_are_two_facts_with_names_of_their_own(
    tmp_path: Path,
) -> None:
    text = "rep,day,id,first,n,second,m\na@b.c,2021-01-01,x-1,calls,3,emails,4\n"
    mapping = """
kind = "activities"
[columns]
rep = "rep"
occurred_at = "day"
external_id = "id"
[[facts]]
metric = { column = "first" }
quantity = { column = "n" }
[[facts]]
metric = { column = "second" }
quantity = { column = "m" }
"""
    [row] = facts(tmp_path, text, mapping)

    assert [(fact.external_id, fact.metric) for fact in row] == [
        ("x-1", "calls"),
        ("x-1:emails", "emails"),
    ]


def test_the_mapping_can_name_the_zone_of_the_times(tmp_path: Path) -> None:
    mapping = CALLS.replace("[columns]", '[file]\ntime_zone = "Europe/Berlin"\n[columns]')

    [[fact]] = facts(tmp_path, HEADER + "C1,Ann,2021-07-01,09:00,N,,\n", mapping)

    assert fact.occurred_at == datetime(2021, 7, 1, 7, tzinfo=UTC)


def test_one_column_per_metric_leaves_empty_cells_out_and_keeps_zeros(tmp_path: Path) -> None:
    [row] = facts(tmp_path, "Rep,Day,Dials,Mails\nAnn,2021-01-01,0,\n", WIDE)

    assert [(fact.metric, fact.quantity) for fact in row] == [("calls", Decimal(0))]


def test_derived_ids_are_the_same_again_and_distinct_within_the_file(tmp_path: Path) -> None:
    text = "rep,metric,quantity,occurred_at\n" + "Ann,calls,3,2021-01-01\n" * 2
    text += "Ann,calls,4,2021-01-01\n"

    first = ids(tmp_path, text, PLAIN)

    assert ids(tmp_path, text, PLAIN) == first
    assert len(set(first)) == 3


def test_derived_ids_do_not_depend_on_other_rows_or_unread_columns(tmp_path: Path) -> None:
    rows = ["Ann,calls,3,2021-01-01,x", "Ben,calls,4,2021-01-01,y"]
    header = "rep,metric,quantity,occurred_at,extra\n"

    forwards = ids(tmp_path, header + "\n".join(rows), PLAIN)
    backwards = ids(tmp_path, header + "\n".join(reversed(rows)).replace(",x", ",z"), PLAIN)

    assert forwards == backwards[::-1]


def test_a_corrected_number_in_a_wide_sheet_keeps_its_id(tmp_path: Path) -> None:
    before = ids(tmp_path, "Rep,Day,Dials,Mails\nAnn,2021-01-01,5,6\n", WIDE)
    after = ids(tmp_path, "Rep,Day,Dials,Mails\nAnn,2021-01-01,7,6\n", WIDE)

    assert before == after
    assert [external_id.split(":")[1] for external_id in before] == ["calls", "emails"]
