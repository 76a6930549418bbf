"""The facts behind a figure: the very ones, with the very total."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from time_machine import TimeMachineFixture

from accounts.actions.marks import mark_facts_changed
from accounts.models import User
from scorecards.actions.recompute import work_off_marks
from scorecards.models import DailyTotal, Metric
from scorecards.queries.facts import FEEDS, facts_of, facts_page
from tests.factories import ActivityFactory, MetricFactory, OpportunityFactory
from tests.scorecards.week_of_rosa import MONDAY, NOW, TODAY, done, queries_of


@pytest.fixture(autouse=True)
def thursday(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


def address(rep: User, metric: str, ending: str = "/") -> str:
    return f"/reps/{rep.pk}/facts{ending}?metric={metric}&from=2026-03-09&to=2026-03-15"


def page(client: Client, rep: User, metric: str = "calls") -> str:
    response = client.get(address(rep, metric))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def deal(rep: User, **fields: object) -> None:
    values = {"opened_on": MONDAY, "amount": Decimal(1000), **fields}
    OpportunityFactory(rep=rep, **values)
    mark_facts_changed(rep_days=[(rep.pk, MONDAY), (rep.pk, TODAY)])
    work_off_marks(now=NOW)


def test_the_facts_add_up_to_what_was_counted(rep_client: Client, rep: User) -> None:
    done(rep, calls=20)
    done(rep, day=TODAY, calls=15)
    shown = page(rep_client, rep)
    assert "2 facts" in shown
    assert "These facts add up to 35, exactly as counted in the score." in shown
    assert shown.index("Thu 12 Mar 2026") < shown.index("Mon 9 Mar 2026")


def test_withdrawn_facts_and_other_days_are_not_among_them(rep_client: Client, rep: User) -> None:
    calls = MetricFactory(slug="calls")
    ActivityFactory(rep=rep, metric=calls, day=MONDAY, quantity=5, withdrawn_at=NOW)
    ActivityFactory(rep=rep, metric=calls, day=MONDAY - timedelta(days=1), quantity=7)
    done(rep, calls=20)
    assert "These facts add up to 20," in page(rep_client, rep)


@pytest.mark.parametrize("slug", FEEDS)
def test_opportunities_feed_their_metrics_as_the_totals_have_it(rep: User, slug: str) -> None:
    deal(rep, status="won", closed_on=TODAY)
    deal(rep, status="lost", closed_on=TODAY, amount=None)
    deal(rep, status="won", closed_on=TODAY, opened_on=None, amount=Decimal("0.5"))
    deal(rep, amount=Decimal("250.25"))
    fed: dict[str, Any] = {slug: 2}
    done(rep, **fed)
    metric = Metric.objects.get(slug=slug)
    found = facts_page(rep, metric, starts=MONDAY, ends=TODAY)
    rows = DailyTotal.objects.filter(rep=rep, metric=metric)
    assert found.agrees
    assert sum(row.facts for row in rows) == found.count == len(facts_of(found))
    assert sum(row.total for row in rows) == sum(fact.quantity for fact in facts_of(found))


def test_a_deal_shows_its_name_and_account(rep_client: Client, rep: User) -> None:
    deal(rep, name="Fleet of vans", account="Globex", status="won", closed_on=TODAY)
    shown = page(rep_client, rep, "revenue")
    assert "Fleet of vans · Globex" in shown
    assert "These facts add up to $1,000," in shown


def test_an_average_says_so_and_an_unknown_one_too(rep_client: Client, rep: User) -> None:
    Metric.objects.create(slug="csat", name="Satisfaction", aggregation="average", unit="score")
    assert "the value is unknown, which is not zero" in page(rep_client, rep, "csat")
    done(rep, csat=7)
    done(rep, day=TODAY, csat=8)
    assert "These facts average 7.5," in page(rep_client, rep, "csat")


def test_a_latest_value_from_before_the_days_is_shown_with_its_day(
    rep_client: Client, rep: User
) -> None:
    Metric.objects.create(slug="pipeline", name="Pipeline", aggregation="latest", unit="score")
    done(rep, day=date(2026, 2, 2), pipeline=3)
    done(rep, day=date(2026, 2, 27), pipeline=8)
    shown = page(rep_client, rep, "pipeline")
    assert "The latest of these values is 8, exactly as counted in the score." in shown
    assert "Fri 27 Feb 2026" in shown
    assert "Mon 2 Feb 2026" not in shown


def test_while_changes_wait_both_figures_are_named(rep_client: Client, rep: User) -> None:
    done(rep, calls=20)
    ActivityFactory(rep=rep, metric=MetricFactory(slug="calls"), day=MONDAY, quantity=5)
    mark_facts_changed(rep_days=[(rep.pk, MONDAY)])
    shown = page(rep_client, rep)
    assert "These facts come to 25, the score has counted 20 so far." in shown
    assert "It is being computed anew" in shown


def test_a_difference_that_nothing_explains_is_not_hidden(rep_client: Client, rep: User) -> None:
    done(rep, calls=20)
    DailyTotal.objects.update(total=21)
    shown = page(rep_client, rep)
    assert "These facts come to 20, but the score has counted 21." in shown


def test_a_fact_can_be_corrected_from_here_by_who_may(
    rep_client: Client, leader_client: Client, rep: User
) -> None:
    done(rep, calls=20)
    assert "/correction/" in page(rep_client, rep)
    assert "/correction/" not in page(leader_client, rep)


def test_fifty_facts_are_a_page(rep_client: Client, rep: User) -> None:
    for _ in range(51):
        ActivityFactory(rep=rep, metric=MetricFactory(slug="calls"), day=MONDAY)
    done(rep, calls=1)
    shown = page(rep_client, rep)
    assert "These facts add up to 52," in shown
    assert shown.count('<td class="nowrap">') == 50
    assert "Page 1 of 2" in shown
    second = rep_client.get(f"{address(rep, 'calls')}&page=2").content.decode()
    assert second.count('<td class="nowrap">') == 2


def test_the_csv_holds_every_fact_and_no_formula(rep_client: Client, rep: User) -> None:
    calls = MetricFactory(slug="calls")
    ActivityFactory(rep=rep, metric=calls, day=MONDAY, note="=1+1", entered_by=rep)
    done(rep, day=TODAY, calls=3)
    response = rep_client.get(address(rep, "calls", ".csv"))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "calls-2026-03-09-2026-03-15.csv" in response.headers["Content-Disposition"]
    assert response.content.decode("utf-8-sig").splitlines() == [
        "Day,Calls (count),What,Source,Entered by",
        "2026-03-12,3.0000,,log,",
        "2026-03-09,1.0000,'=1+1,log,Rosa Rep",
    ]


def test_the_workbook_holds_the_same(rep_client: Client, rep: User) -> None:
    done(rep, calls=3)
    response = rep_client.get(address(rep, "calls", ".xlsx"))
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    assert sheet.title == "Calls"
    assert [cell.value for cell in sheet[2]][1:4] == [3, None, "log"]


def test_days_that_are_none_are_explained(rep_client: Client, rep: User) -> None:
    response = rep_client.get(f"/reps/{rep.pk}/facts/?metric=calls&from=soon&to=2026-02-31")
    shown = response.content.decode()
    assert "“soon” is not a day; write 2026-03-14." in shown
    assert "“2026-02-31” is not a day; write 2026-03-14." in shown
    assert "1 Mar 2026 to 12 Mar 2026" in shown


def test_without_facts_the_page_says_where_they_come_from(rep_client: Client, rep: User) -> None:
    assert "No facts in these days" in page(rep_client, rep)


def test_an_unknown_metric_does_not_exist(rep_client: Client, rep: User) -> None:
    assert rep_client.get(address(rep, "nothing")).status_code == 404


def test_strangers_are_told_it_does_not_exist(
    stranger_client: Client,
    other_manager_client: Client,
    client_of: Callable[[User], Client],
    manager: User,
    rep: User,
) -> None:
    for ending in ("/", ".csv", ".xlsx"):
        for client in (stranger_client, other_manager_client):
            assert client.get(address(rep, "calls", ending)).status_code == 404
        assert client_of(manager).get(address(rep, "calls", ending)).status_code == 200


@pytest.mark.parametrize("slug", ["calls", "revenue"])
def test_the_page_takes_as_many_queries_with_many_facts(
    rep_client: Client, rep: User, slug: str
) -> None:
    fed: dict[str, Any] = {slug: 1}
    done(rep, **fed)
    deal(rep, status="won", closed_on=TODAY)
    few = queries_of(rep_client, address(rep, slug))
    for amount in range(1, 5):
        done(rep, **fed)
        deal(rep, status="won", closed_on=TODAY, amount=amount)
    assert queries_of(rep_client, address(rep, slug)) == few
