"""The real files: the totals that others computed come out of the parsed rows exactly."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scorecards.parsing.activities import ParsedFact, parse_activities
from scorecards.parsing.guesses import guess_mapping
from scorecards.parsing.mapping import Mapping
from scorecards.parsing.mapping_files import load_mapping
from scorecards.parsing.moments import DateFormat
from scorecards.parsing.opportunities import ParsedOpportunity, parse_opportunities
from scorecards.parsing.people import parse_people
from scorecards.parsing.rows import RejectedRow
from scorecards.parsing.sheets import open_sheet
from scorecards.parsing.survey import Survey, survey
from tests.scorecards.parsing.files import Parser
from tests.shared_data import shared_file

EXAMPLES = Path(__file__).parents[3] / "docs" / "mappings"
ISO = "maven_crm/sales_pipeline.csv"
MONTH_FIRST = "maven_crm/sales_pipeline_us_mdy.csv"


def parsed(name: str, mapping: str | Mapping, parser: Parser) -> tuple[list[Any], Survey]:
    read = load_mapping(EXAMPLES / f"{mapping}.toml") if isinstance(mapping, str) else mapping
    sheet = open_sheet(shared_file(name), read.file)
    surveyed = survey(sheet, read)
    assert surveyed.questions == ()
    return list(parser(sheet.rows(), surveyed.plan)), surveyed


@pytest.fixture(scope="module")
def deals() -> list[ParsedOpportunity]:
    found, surveyed = parsed(ISO, "maven_opportunities", parse_opportunities)
    assert surveyed.unused == ()
    return found


def test_every_deal_is_read(deals: list[ParsedOpportunity]) -> None:
    assert all(isinstance(deal, ParsedOpportunity) for deal in deals)
    assert Counter(deal.status for deal in deals) == {"open": 2089, "won": 4238, "lost": 2473}
    assert len({deal.external_id for deal in deals}) == 8800
    assert len({deal.rep_key for deal in deals}) == 30


def test_both_ways_to_write_dates_give_the_same_deals(deals: list[ParsedOpportunity]) -> None:
    others, surveyed = parsed(MONTH_FIRST, "maven_opportunities", parse_opportunities)

    assert others == deals
    assert set(surveyed.plan.dates.values()) == {DateFormat("month-first")}


def test_the_guess_reads_the_same_deals(deals: list[ParsedOpportunity]) -> None:
    header = open_sheet(shared_file(ISO)).header
    guessed, _ = parsed(ISO, guess_mapping(header, "opportunities"), parse_opportunities)

    assert [replace(deal, name="") for deal in guessed] == [
        replace(deal, name="") for deal in deals
    ]


def test_the_quirks_are_kept_or_mended_as_the_mapping_says(deals: list[ParsedOpportunity]) -> None:
    assert Counter(deal.name for deal in deals)["GTX Pro"] == 1480
    assert sum(1 for deal in deals if not deal.account) == 1425
    assert sum(1 for deal in deals if deal.opened_on is None) == 500
    assert {deal.amount for deal in deals if deal.status == "lost"} == {Decimal(0)}
    assert {deal.amount for deal in deals if deal.status == "open"} == {None}


def test_the_known_totals_of_money(deals: list[ParsedOpportunity]) -> None:
    won = [deal for deal in deals if deal.status == "won"]
    quarters: dict[int, Decimal] = defaultdict(Decimal)
    for deal in won:
        assert deal.closed_on is not None
        assert deal.closed_on.year == 2017
        quarters[(deal.closed_on.month + 2) // 3] += deal.amount or 0

    assert dict(quarters) == {1: 1_134_672, 2: 3_086_111, 3: 2_982_255, 4: 2_802_496}
    assert sum(quarters.values()) == 10_005_534
    assert round(sum(quarters.values()) / len(won), 4) == Decimal("2360.9094")


def test_the_known_shares_and_cycles(deals: list[ParsedOpportunity]) -> None:
    closed = [deal for deal in deals if deal.status != "open"]
    won = [deal for deal in closed if deal.status == "won"]

    assert round(Decimal(100 * len(won)) / len(closed), 4) == Decimal("63.1501")
    assert round(Decimal(100 * len(won)) / len(deals), 4) == Decimal("48.1591")
    assert round(_mean_cycle(won), 4) == Decimal("51.7820")
    assert round(_mean_cycle(closed), 4) == Decimal("47.9854")


def test_the_known_winners(deals: list[ParsedOpportunity]) -> None:
    won = Counter(deal.rep_key for deal in deals if deal.status == "won")
    lost = Counter(deal.rep_key for deal in deals if deal.status == "lost")
    every = Counter(deal.rep_key for deal in deals)
    of_closed = {rep: Decimal(100 * won[rep]) / (won[rep] + lost[rep]) for rep in won}
    of_all = {rep: Decimal(100 * won[rep]) / every[rep] for rep in won}

    assert max(of_closed, key=of_closed.__getitem__) == "Hayden Neloms"
    assert round(of_closed["Hayden Neloms"], 4) == Decimal("70.3947")
    assert max(of_all, key=of_all.__getitem__) == "Reed Clapper"
    assert round(of_all["Reed Clapper"], 1) == Decimal("65.4")


def test_the_known_managers(deals: list[ParsedOpportunity]) -> None:
    people, _ = parsed("maven_crm/sales_teams.csv", "maven_people", parse_people)
    manager_of = {person.name: person.manager for person in people}
    won: dict[str, list[Decimal]] = defaultdict(list)
    for deal in deals:
        if deal.status == "won":
            won[manager_of[deal.rep_key]].append(deal.amount or Decimal(0))

    assert len(people) == 35
    assert {person.team[0] for person in people} == {"Central", "East", "West"}
    assert people[0].team == ("Central", "Dustin Brinkmann's team")
    assert (len(won["Melvin Marxen"]), sum(won["Melvin Marxen"])) == (882, 2_251_930)
    assert (len(won["Cara Losch"]), sum(won["Cara Losch"])) == (480, 1_130_049)


def test_the_call_log() -> None:
    rows, surveyed = parsed("call_log/call_center.xlsx", "call_center", parse_activities)
    facts: list[ParsedFact] = [fact for row in rows for fact in row]
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for fact in facts:
        totals["all", fact.metric] += fact.quantity
        totals[fact.rep_key, fact.metric] += fact.quantity

    assert surveyed.unused == ()
    assert len(rows) == 5000
    assert len({fact.external_id for fact in facts}) == len(facts)
    assert _calls(totals, "all") == (5000, 4054, 3646)
    assert _calls(totals, "Becky") == (631, 517, 462)
    assert _calls(totals, "Dan") == (633, 523, 471)
    mean = totals["all", "talk_minutes"] / totals["all", "connects"] * 60
    assert round(mean, 4) == Decimal("224.9228")


def test_the_salesforce_export_with_a_byte_order_mark_and_timestamps() -> None:
    name = "crm_formats/salesforce_demo_iso_bom/Opportunity.csv"
    deals, _ = parsed(name, "salesforce_opportunities", parse_opportunities)

    assert Counter(deal.status for deal in deals) == {"won": 640, "lost": 39, "open": 95}
    assert {deal.rep_key for deal in deals} == {"005f4000000VrDDAA0"}
    first = deals[0]
    assert (first.stage, first.amount) == ("Prospecting", Decimal(24710))
    assert first.opened_on == date(2017, 8, 4)
    assert (first.closed_on, first.expected_close_on) == (None, date(2024, 6, 14))


def test_the_salesforce_export_saved_again_from_an_american_spreadsheet() -> None:
    name = "crm_formats/salesforce_devorg_us/Opportunity.csv"
    rows, surveyed = parsed(name, "salesforce_opportunities", parse_opportunities)
    deals = [row for row in rows if isinstance(row, ParsedOpportunity)]
    rejected = [row for row in rows if isinstance(row, RejectedRow)]

    assert set(surveyed.plan.dates.values()) == {DateFormat("month-first")}
    assert Counter(deal.status for deal in deals) == {"won": 12, "open": 16, "lost": 7}
    assert [(row.line, row.column) for row in rejected] == [(35, "CloseDate")]
    assert deals[2].closed_on == date(2024, 3, 7)


def _mean_cycle(deals: list[ParsedOpportunity]) -> Decimal:
    days = [
        (deal.closed_on - deal.opened_on).days
        for deal in deals
        if deal.closed_on and deal.opened_on
    ]
    assert len(days) == len(deals)
    return Decimal(sum(days)) / len(days)


def _calls(totals: dict[tuple[str, str], Decimal], who: str) -> tuple[Decimal, ...]:
    return tuple(totals[who, metric] for metric in ("calls", "connects", "positive_calls"))
