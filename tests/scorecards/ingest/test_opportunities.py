"""Deals: stored once, changed with their history, their stages noted."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.models import Organisation, StaleMark, User
from scorecards.models import DailyTotal, Opportunity, StageChange
from tests.factories import RepFactory
from tests.scorecards.ingest.imports import NOW, counts, imported, queries, work_off
from tests.scorecards.parsing.files import text_file

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
"""
HEADER = "Id,Owner,Stage,Value,Opened,Closed\n"
OPEN = HEADER + "7,Rosa Rep,New,,2026-01-05,\n"
WON = HEADER + "7,Rosa Rep,Won,1500,2026-01-05,2026-02-04\n"

pytestmark = pytest.mark.django_db


def totals_by_metric(rep: User) -> dict[str, Decimal]:
    rows = DailyTotal.objects.filter(rep=rep).select_related("metric")
    return {row.metric.slug: row.total for row in rows}


def test_an_open_deal_counts_on_the_day_it_opened(tmp_path: Path, rep: User) -> None:
    totals, _ = imported(text_file(tmp_path, OPEN), MAPPING)
    work_off()

    assert counts(totals) == (1, 0, 0, 0)
    deal = Opportunity.objects.get()
    assert (deal.rep, deal.stage, deal.status, deal.amount) == (rep, "New", "open", None)
    assert totals_by_metric(rep) == {"opportunities_created": Decimal(1)}


def test_a_deal_that_was_won_counts_and_keeps_what_it_was(tmp_path: Path, rep: User) -> None:
    imported(text_file(tmp_path, OPEN), MAPPING)
    work_off()

    totals, _ = imported(text_file(tmp_path, WON), MAPPING)
    work_off()

    assert counts(totals) == (0, 1, 0, 0)
    assert totals_by_metric(rep) == {
        "opportunities_created": Decimal(1),
        "pipeline_created": Decimal(1500),
        "deals_won": Decimal(1),
        "revenue": Decimal(1500),
        "cycle_days_won": Decimal(30),
        "cycle_days_closed": Decimal(30),
    }
    history = Opportunity.objects.get().history.order_by("history_id")
    assert [(past.stage, past.amount) for past in history] == [
        ("New", None),
        ("Won", Decimal(1500)),
    ]


def test_the_stages_are_noted_when_they_are_entered(tmp_path: Path, rep: User) -> None:
    for text in (OPEN, OPEN, WON):
        imported(text_file(tmp_path, text), MAPPING)

    changes = StageChange.objects.order_by("id").values_list("stage", "status", "changed_at")
    assert list(changes) == [
        ("New", "open", NOW),
        ("Won", "won", datetime(2026, 2, 4, 12, tzinfo=UTC)),
    ]


def test_a_deal_that_changes_hands_leaves_the_former_reps_totals(tmp_path: Path, rep: User) -> None:
    other = RepFactory(name="Ola Other")
    imported(text_file(tmp_path, WON), MAPPING)
    work_off()

    imported(text_file(tmp_path, WON.replace("Rosa Rep", "Ola Other")), MAPPING)
    work_off()

    assert totals_by_metric(rep) == {}
    assert totals_by_metric(other)["revenue"] == Decimal(1500)


def test_the_same_file_again_changes_nothing(tmp_path: Path, rep: User) -> None:
    imported(text_file(tmp_path, WON), MAPPING)
    work_off()

    totals, _ = imported(text_file(tmp_path, WON), MAPPING)

    assert counts(totals) == (0, 0, 1, 0)
    assert not StaleMark.objects.exists()
    assert not Opportunity.history.exists()
    assert StageChange.objects.count() == 1


def test_what_the_mapping_does_not_read_stays(tmp_path: Path, rep: User) -> None:
    imported(text_file(tmp_path, OPEN), MAPPING)
    Opportunity.objects.update(account="Acme", lead_source="Event")

    imported(text_file(tmp_path, WON), MAPPING)

    deal = Opportunity.objects.get()
    assert (deal.account, deal.lead_source, deal.stage) == ("Acme", "Event", "Won")


def test_sources_keep_their_ids_apart(tmp_path: Path, rep: User) -> None:
    imported(text_file(tmp_path, OPEN), MAPPING, source="north")
    totals, _ = imported(text_file(tmp_path, OPEN), MAPPING, source="south")

    assert counts(totals) == (1, 0, 0, 0)


def test_amounts_are_kept_to_four_decimals(tmp_path: Path, rep: User) -> None:
    text = WON.replace("1500", "1475.3000500000002")
    imported(text_file(tmp_path, text), MAPPING)

    totals, _ = imported(text_file(tmp_path, text), MAPPING)

    assert Opportunity.objects.get().amount == Decimal("1475.3001")
    assert counts(totals) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("8,Nobody,New,,,", "Owner", "nobody has the e-mail, external id or name 'Nobody'"),
        ("8,Rosa Rep,Won,5,2026-03-01,2026-03-11", "Closed", "2026-03-11 has not come yet"),
        ("8,Rosa Rep,New,5,2026-03-11,", "Opened", "2026-03-11 has not come yet"),
        ("8,Rosa Rep,New,200000000000000,,", "Value", "too large to be true"),
        (f"{'8' * 201},Rosa Rep,New,,,", "Id", "longer than 200 characters"),
        ("8,Rosa Rep,Gone,,,", "Stage", "the stage 'Gone' is not in the mapping"),
    ],
)
def test_a_bad_row_is_rejected_alone(
    tmp_path: Path, rep: User, row: str, column: str, reason: str
) -> None:
    totals, [rejected] = imported(text_file(tmp_path, f"{WON}{row}\n"), MAPPING)

    assert counts(totals) == (1, 0, 0, 1)
    assert (rejected.line, rejected.column, rejected.reason) == (3, column, reason)


def test_the_number_of_queries_does_not_grow_with_the_rows(
    tmp_path: Path, rep: User, organisation: Organisation
) -> None:
    def text(rows: int, batch: str, value: int = 1500) -> str:
        row = "{batch}{n},Rosa Rep,Won,{value},2026-01-05,2026-02-04\n"
        return HEADER + "".join(row.format(batch=batch, n=n, value=value) for n in range(rows))

    assert queries(text_file(tmp_path, text(2, "A")), MAPPING) == queries(
        text_file(tmp_path, text(30, "B")), MAPPING
    )
    assert queries(text_file(tmp_path, text(2, "A", 1600)), MAPPING) == queries(
        text_file(tmp_path, text(30, "B", 1600)), MAPPING
    )


STATUS_ONLY = """
kind = "opportunities"
[columns]
external_id = "Id"
rep = "Owner"
status = "Status"
"""
WITHOUT_OPENING = STATUS_ONLY + 'closed_on = "Closed"\n'


def test_a_won_deal_opens_again_by_a_file_that_knows_no_days(tmp_path: Path, rep: User) -> None:
    imported(text_file(tmp_path, WON), MAPPING)

    again = "Id,Owner,Status\n7,Rosa Rep,open\n8,Rosa Rep,open\n"
    totals, _ = imported(text_file(tmp_path, again), STATUS_ONLY)

    assert counts(totals) == (1, 1, 0, 0)
    deal = Opportunity.objects.get(external_id="7")
    assert (deal.status, deal.closed_on, deal.amount) == ("open", None, Decimal(1500))


def test_a_deal_that_closed_before_it_is_known_to_have_opened_is_rejected_alone(
    tmp_path: Path, rep: User
) -> None:
    imported(text_file(tmp_path, OPEN), MAPPING)

    early = "Id,Owner,Status,Closed\n7,Rosa Rep,won,2026-01-04\n8,Rosa Rep,won,2026-01-04\n"
    totals, rejected = imported(text_file(tmp_path, early), WITHOUT_OPENING)

    assert counts(totals) == (1, 0, 0, 1)
    [row] = rejected
    assert (row.line, row.column) == (2, "Closed")
    assert row.reason == "closed on 2026-01-04, before it was opened on 2026-01-05"
    assert Opportunity.objects.get(external_id="7").status == "open"
