"""Deals that change after their period was closed: which of them are late, and who is named."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from time_machine import TimeMachineFixture

from accounts.models import Membership, Organisation, Team, User
from scorecards.actions.late_effects import late_effects
from scorecards.actions.recompute import work_off_marks
from scorecards.ingest.deals import NewDeal, existing_deals, store_deals
from scorecards.models import Closing, DailyTotal
from scorecards.queries.closings.late import late_days, late_facts, unlisted_days
from tests.factories import RepFactory
from tests.scorecards.march_of_rosa import CLOSED_AT, LATER, TENTH, March, march_of

APRIL = date(2026, 4, 8)


@pytest.fixture(autouse=True)
def april(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    time_machine.move_to(CLOSED_AT - timedelta(hours=1), tick=False)
    return time_machine


@pytest.fixture
def march(team: Team, rep: User, manager: User) -> March:
    return march_of(team, rep, RepFactory(name="Sam", team=team), manager)


def say(owner: User, **values: Any) -> None:
    """The CRM says this of the one deal; scores follow."""
    deal = NewDeal(owner, "crm", "d1", {"rep_id": owner.pk, **values})
    store_deals(
        deals=[deal],
        existing=existing_deals([deal]),
        organisation=Organisation.current(),
        now=LATER,
    )
    work_off_marks(now=LATER)


def won_in_march(march: March, april: TimeMachineFixture) -> Closing:
    say(march.rosa, status="won", amount=Decimal(300), opened_on=TENTH, closed_on=TENTH)
    return closed(march, april)


def closed(march: March, april: TimeMachineFixture) -> Closing:
    closing = march.closed()
    april.move_to(LATER, tick=False)
    return closing


def test_a_deal_that_changed_hands_is_late_for_both(
    march: March, april: TimeMachineFixture
) -> None:
    closing = won_in_march(march, april)
    say(march.sam)
    days = late_days(closing)
    [fact] = late_facts(closing, days)
    assert (fact.change, fact.former_rep, fact.rep_name) == ("corrected", "Rosa Rep", "Sam")
    assert unlisted_days(days, [fact]) == 0
    effects = late_effects(closing=closing, now=LATER)
    assert effects is not None
    assert [(e.rep_name, e.frozen.score, e.score) for e in effects] == [
        ("Rosa Rep", 80, 50),
        ("Sam", 0, 30),
    ]


def test_the_file_says_whose_it_was(
    march: March, april: TimeMachineFixture, manager_client: Client
) -> None:
    closing = won_in_march(march, april)
    say(march.sam)
    content = manager_client.get(f"/setup/closings/{closing.pk}/late.xlsx").content
    header, row = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    told = dict(zip(header, row, strict=True))
    assert (told["Rep"], told["Rep before"]) == ("Sam", "Rosa Rep")
    assert (told["Quantity before"], told["Quantity now"]) == (300, 300)


def test_a_closing_day_moved_into_an_open_month_counts_there_and_is_late_here(
    march: March, april: TimeMachineFixture
) -> None:
    closing = won_in_march(march, april)
    say(march.rosa, closed_on=APRIL)
    [fact] = late_facts(closing, late_days(closing))
    assert fact.before is not None
    assert fact.after is not None
    assert (fact.before.day, fact.after.day) == (TENTH, APRIL)
    totals = DailyTotal.objects.filter(rep=march.rosa, metric__slug="revenue").order_by("day")
    assert list(totals.values_list("day", "total")) == [(TENTH, 800), (APRIL, 300)]


def test_a_deal_won_in_an_open_month_is_not_late_where_it_was_opened(
    march: March, april: TimeMachineFixture
) -> None:
    say(march.rosa, status="open", amount=Decimal(300), opened_on=TENTH)
    closing = closed(march, april)
    say(march.rosa, status="won", closed_on=APRIL)
    march.logs(march.rosa, 3)
    work_off_marks(now=LATER)
    [fact] = late_facts(closing, late_days(closing))
    assert (fact.shown.what, fact.change) == ("Calls", "entered")


def test_what_was_moved_and_moved_back_is_no_difference(
    march: March, april: TimeMachineFixture
) -> None:
    closing = won_in_march(march, april)
    say(march.rosa, closed_on=APRIL)
    say(march.rosa, closed_on=TENTH)
    days = late_days(closing)
    assert (late_facts(closing, days), unlisted_days(days, [])) == ([], 0)


def test_who_has_a_deal_now_is_not_told_to_whom_the_person_is_strange(
    march: March, april: TimeMachineFixture, manager_client: Client, other_team: Team
) -> None:
    closing = won_in_march(march, april)
    say(march.sam)
    Membership.objects.filter(user=march.sam).update(team=other_team)
    shown = " ".join(
        manager_client.get(f"/setup/closings/{closing.pk}/late/").content.decode().split()
    )
    assert "1 fact came late" in shown
    assert '<th scope="row">somebody else<br>' in shown
    assert "before: Rosa Rep" in shown
    assert "Sam" not in shown
    assert (
        "Sam" not in manager_client.get(f"/setup/closings/{closing.pk}/late.csv").content.decode()
    )


def test_more_than_can_be_listed_is_owned_up_to(
    march: March,
    april: TimeMachineFixture,
    manager_client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("scorecards.queries.closings.late", "scorecards.views.closings"):
        monkeypatch.setattr(f"{module}.MOST", 2)
    closing = closed(march, april)
    for day in range(9, 13):
        march.logs(march.sam, 1, day=date(2026, 3, day))
    work_off_marks(now=LATER)
    shown = manager_client.get(f"/setup/closings/{closing.pk}/late/").content.decode()
    assert "The newest 2 facts that came late" in shown
    assert "add up to something else" not in shown
