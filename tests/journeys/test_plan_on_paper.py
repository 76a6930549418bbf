"""Working backwards, reckoned on paper in the organisation of `two_teams`.

The North from January to March. Ann is there on 21 + 18.5 + 22 days, Cat on 21 + 9 before she
moves, Ben from 12 January: nothing in tenure month 1, then a quarter of 11 days of February
(2.75) and of 7 of March, and half of 15 (9.25). Ramped rep days: January 42, February 30.25,
March 31.25, in all 103.5. On 16 February at 13:00 Ann's 32, Cat's 30 and a quarter of Ben's
2.5 are over: 62.625.
"""

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from time_machine import TimeMachineFixture

from accounts.models import User
from goals.models import Plan
from scorecards.models import Metric, QuotaChange
from tests.journeys.two_teams import NOON, TwoTeams, total, words

pytestmark = pytest.mark.django_db
D = Decimal

CALLS = "rep,occurred_at,calls\nann@example.org,2028-02-02,500\n"
OPENED = "external_id,rep,status,amount,opened_on,closed_on\n" + "".join(
    f"{number},ann@example.org,open,1,2028-02-01,\n" for number in range(100, 121)
)


@pytest.fixture
def two_teams(
    time_machine: TimeMachineFixture, tmp_path: Path, admin_person: User, leader: User
) -> TwoTeams:
    return TwoTeams(time_machine, tmp_path, admin_person, leader)


def planned(two_teams: TwoTeams, **fields: str) -> Plan:
    """Made by the leader on the page."""
    money = str(Metric.objects.get(slug="revenue").pk)
    form = {"name": "North Star", "team": "", "metric": money} | fields
    answer = two_teams.browser().post("/plan/new/", form)
    assert answer.status_code == 302, words(answer.content.decode())
    return Plan.objects.latest("pk")


def assumed(two_teams: TwoTeams, plan: Plan, rates: dict[str, str], **fields: str) -> None:
    """The chain from the deal upwards, with the rates of the stages above it, saved."""
    form = {
        "name": "As we are",
        "chain": " ".join(["deals_won", *rates]),
        "ramp": "0 25 50",
        "do": "save",
        **{f"rate-{slug}": rate for slug, rate in rates.items()},
        **fields,
    }
    answer = two_teams.browser().post(f"/plan/{plan.pk}/", form)
    assert answer.status_code == 302, words(answer.content.decode())


def table(two_teams: TwoTeams, plan: Plan, name: str) -> list[dict[str, str]]:
    file = two_teams.browser().get(f"/plan/{plan.pk}/tables/{name}.csv")
    assert file.status_code == 200
    return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))


def needed(two_teams: TwoTeams, plan: Plan) -> dict[str, Decimal]:
    rows: Any = two_teams.browser().get(f"/plan/{plan.pk}/").context["worked"].rows
    return {row.metric.slug: row.needed for row in rows}


@pytest.fixture
def spring(two_teams: TwoTeams) -> Plan:
    """1,035,000 at 10,000: 103.5 deals, 414 opportunities, 20,700 calls; 200 a ramped rep day."""
    plan = planned(
        two_teams,
        team=str(two_teams.team("North").pk),
        amount="1035000",
        deal_size="10000",
        first_month="2028-01-01",
        months="3",
    )
    rates = {"opportunities_created": "25", "calls": "2"}
    assumed(two_teams, plan, rates, amount="1035000", deal_size="10000")
    return plan


def test_the_briefs_own_example(two_teams: TwoTeams) -> None:
    plan = planned(
        two_teams,
        amount="5000000",
        deal_size="100000",
        first_month="2027-04-01",
        months="12",
    )
    rates = {"opportunities_created": "25"}
    assumed(two_teams, plan, rates, amount="5000000", deal_size="100000")
    assert needed(two_teams, plan) == {"deals_won": D(50), "opportunities_created": D(200)}


def test_three_stages_go_by_the_ramped_days_of_people(two_teams: TwoTeams, spring: Plan) -> None:
    assert needed(two_teams, spring) == {
        "deals_won": D("103.5"),
        "opportunities_created": D(414),
        "calls": D(20700),
    }
    per_day = {
        row["Stage"]: row["Rep and working day"] for row in table(two_teams, spring, "stages")
    }
    assert per_day == {"Calls": "200", "Opportunities": "4", "Deals won": "1", "Revenue": "10000"}
    days = {row["Rep"]: row["Full rep days"] for row in table(two_teams, spring, "reps")}
    assert days == {"Ann": "61.5", "Ben": "12", "Cat": "30"}
    months = [(row["Calls"], row["Revenue"]) for row in table(two_teams, spring, "months")]
    assert months == [("8400", "420000"), ("6050", "302500"), ("6250", "312500")]


def test_one_point_more_saves_the_most_where_rates_are_low(
    two_teams: TwoTeams, spring: Plan
) -> None:
    """414 ÷ 3 % are 13,800 calls; 103.5 ÷ 26 % ÷ 2 % are 19,903.8."""
    saved = [
        row["A point more saves so many: Calls"] for row in table(two_teams, spring, "savings")
    ]
    assert [round(D(each), 2) for each in saved] == [D(6900), D("796.15")]


def test_the_plan_beside_what_came_of_it(two_teams: TwoTeams, spring: Plan) -> None:
    """In the North since January: 500 calls, 25 opportunities, 5 deals of 42,500."""
    two_teams.imported("activities", CALLS, source="dialer")
    two_teams.imported("opportunities", OPENED, source="crm")
    two_teams.at(NOON)
    rows = table(two_teams, spring, "tracking")
    tracked = {row["Stage"]: (row["Expected by now"], row["Actual"]) for row in rows}
    assert tracked == {
        "Calls": ("12525", "500"),  # 200 × 62.625
        "Opportunities": ("250.5", "25"),
        "Deals won": ("62.625", "5"),
        "Revenue": ("626250", "42500"),
    }
    shown = words(two_teams.browser().get(f"/plan/{spring.pk}/").content.decode())
    for said in (
        "61% of the rep days of the plan are over",
        # 1,035,000 ÷ 8,500 = 121.8, not 103.5
        "we assumed $10,000, it is $8,500 (n = 5): 18 more",
        # 103.5 ÷ 20 % = 517.5, not 414
        "we assumed 25.0%, it is 20.0% (n = 25): 104 more",
        # 414 ÷ 5 % = 8,280, not 20,700
        "we assumed 2.0%, it is 5.0% (n = 500): 12,420 fewer",
        # 14,000, 15,000 and Cat's 10,000 of the twelve months to January, of 6 opportunities
        "own last 12 months: $13,000, n = 3",
        "own last 12 months: 50.00%, n = 6",
    ):
        assert said in shown


def test_drafts_of_quotas_total_the_plan(two_teams: TwoTeams, spring: Plan) -> None:
    """Whole months of people: Ann 21 + 20 + 22 days, Ben 2.75 + 9.25 ramped ones, Cat 21 + 19.

    That makes 115 days of 9,000. Cat takes February along to the South, where March stays 19,000.
    """
    people = {name: two_teams.rep(name) for name in ("Ann", "Ben", "Cat")}
    form = {"people": "chosen", "do": "quotas", "metric": "revenue"}
    chosen = form | {"person": [str(rep.pk) for rep in people.values()]}
    answer = two_teams.browser(two_teams.admin).post(f"/plan/{spring.pk}/drafts/", chosen)
    assert answer.status_code == 302
    cells: dict[str, list[str]] = {}
    for draft in QuotaChange.objects.drafts():
        assert draft.ramp == []
        cells |= draft.cells
    found = {name: cells[f"rep-{rep.pk}"][-3:] for name, rep in people.items()}
    assert found == {
        "Ann": ["189000", "180000", "198000"],
        "Ben": ["0", "24750", "83250"],
        "Cat": ["189000", "171000", "19000"],
    }
    assert total(D(each) for row in found.values() for each in row) - 19000 == 1_035_000
