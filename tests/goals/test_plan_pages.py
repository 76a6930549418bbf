"""The planner: a number worked backwards on a page, by whom it concerns (rule 35)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from goals.models import Plan, Scenario
from scorecards.models import DailyTotal
from scorecards.scoring.rounding import half_up
from tests.factories import MembershipFactory, MetricFactory, RepFactory, TeamFactory
from tests.goals.factories import PlanFactory, ScenarioFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_wednesday")]

D = Decimal


@pytest.fixture
def _wednesday() -> Any:
    with time_machine.travel("2026-03-11T12:00:00Z", tick=False):
        yield


@pytest.fixture
def plan() -> Plan:
    """The brief's own: 5,000,000 at 100,000 a deal and 25 % won, for the company."""
    plan: Plan = ScenarioFactory(name="As we are").plan
    return plan


@pytest.fixture
def own_plan(team: Team) -> Plan:
    """The same for the team North."""
    plan: Plan = ScenarioFactory(plan=PlanFactory(team=team)).plan
    return plan


def total(rep: User, slug: str, amount: object, day: date = date(2025, 11, 3)) -> None:
    DailyTotal.objects.create(
        rep=rep, metric=MetricFactory(slug=slug), day=day, total=D(str(amount)), facts=1
    )


def year_of(rep: User) -> None:
    """412 opportunities, 103 of them won for 10,300,000; 1,030 meetings, 20,600 calls."""
    numbers = {
        "calls": 20_600,
        "meetings_held": 1030,
        "opportunities_created": 412,
        "deals_won": 103,
        "revenue": 10_300_000,
    }
    for slug, number in numbers.items():
        total(rep, slug, number)


def sent(**other: object) -> dict[str, object]:
    """The form as the page of the brief's example sends it."""
    return {
        "name": "As we are",
        "chain": "deals_won opportunities_created",
        "amount": "5000000",
        "was_amount": "5000000",
        "deal_size": "100000",
        "rate-opportunities_created": "25",
        "number-opportunities_created": "200",
        "was-opportunities_created": "200",
        "number-deals_won": "50",
        "was-deals_won": "50",
        "ramp": "0 25 50",
    } | other


def numbers(answer: Any) -> dict[str, Decimal | None]:
    return {row.metric.slug: row.needed for row in answer.context["worked"].rows}


def address(plan: Plan) -> str:
    return f"/plan/{plan.pk}/"


# ── The brief's own example ─────────────────────────────────────────────────


def test_five_million_at_a_hundred_thousand_and_a_quarter_won(
    leader_client: Client, plan: Plan
) -> None:
    answer = leader_client.get(address(plan))
    assert answer.status_code == 200
    assert numbers(answer) == {"deals_won": D(50), "opportunities_created": D(200)}
    words = " ".join(answer.content.decode().split())
    assert "<strong>50</strong> deals won" in words
    assert "<strong>200</strong> opportunities" in words


def test_from_nothing_but_the_amount_the_rest_comes_from_the_own_last_12_months(
    leader_client: Client, rep: User
) -> None:
    year_of(rep)
    made = leader_client.post(
        "/plan/new/",
        {
            "name": "Five million",
            "team": "",
            "metric": MetricFactory(slug="revenue").pk,
            "amount": "5000000",
            "deal_size": "",
            "first_month": "2026-01-01",
            "months": "12",
        },
    )
    plan = Plan.objects.get()
    assert (made.status_code, made["Location"]) == (302, address(plan))
    assert (plan.starts_on, plan.ends_on) == (date(2026, 1, 1), date(2026, 12, 31))
    answer = leader_client.get(address(plan))
    assert numbers(answer) == {
        "calls": D(10_000),
        "meetings_held": D(500),
        "opportunities_created": D(200),
        "deals_won": D(50),
    }
    page = answer.content.decode()
    assert "own last 12 months, n = 412" in page
    assert "own last 12 months, n = 103" in page


def test_without_any_deal_the_size_must_be_typed(leader_client: Client) -> None:
    fields = {
        "name": "New",
        "metric": MetricFactory(slug="revenue").pk,
        "amount": "5000000",
        "first_month": "2026-01-01",
        "months": "12",
    }
    refused = leader_client.post("/plan/new/", fields)
    assert refused.status_code == 422
    assert refused.context["form"].errors["deal_size"] == [
        "This group won no deal in its last 12 months: write what one brings."
    ]
    made = leader_client.post("/plan/new/", fields | {"deal_size": "100000"})
    assert made.status_code == 302
    answer = leader_client.get(made["Location"])
    assert numbers(answer)["deals_won"] == D(50)
    assert numbers(answer)["calls"] is None
    assert "A rate is missing" in answer.content.decode()


# ── Any number changes, the rest follows ────────────────────────────────────


def test_from_the_amount_down(leader_client: Client, plan: Plan) -> None:
    answer = leader_client.post(address(plan), sent(amount="6000000"))
    assert numbers(answer) == {"deals_won": D(60), "opportunities_created": D(240)}
    assert answer.context["form"]["number-opportunities_created"].value() == "240"


def test_a_rate_moves_what_is_above_it(leader_client: Client, plan: Plan) -> None:
    answer = leader_client.post(address(plan), sent(**{"rate-opportunities_created": "20"}))
    assert numbers(answer) == {"deals_won": D(50), "opportunities_created": D(250)}


def test_from_a_stage_up_the_amount_follows(leader_client: Client, plan: Plan) -> None:
    answer = leader_client.post(address(plan), sent(**{"number-opportunities_created": "238"}))
    assert answer.context["worked"].amount.whole == D(5_950_000)
    assert answer.context["form"]["amount"].value() == "5950000"


def test_htmx_gets_the_part_that_follows_and_nothing_is_saved(
    leader_client: Client, plan: Plan
) -> None:
    answer = leader_client.post(
        address(plan), sent(amount="6000000"), headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert page.lstrip().startswith('<div id="plan-work"')
    assert Scenario.objects.get().amount == D(5_000_000)


def test_a_stage_is_added_and_taken_out(leader_client: Client, plan: Plan, rep: User) -> None:
    year_of(rep)
    added = leader_client.post(
        address(plan),
        sent(do="add", new_stage="meetings_held", new_above="opportunities_created"),
    )
    assert numbers(added)["meetings_held"] == D(500)
    chain = "deals_won opportunities_created meetings_held"
    removed = leader_client.post(
        address(plan),
        sent(
            do="remove:opportunities_created",
            chain=chain,
            **{"rate-meetings_held": "40"},
        ),
    )
    assert numbers(removed) == {"deals_won": D(50), "meetings_held": D(500)}


def test_what_is_typed_says_so_beside_the_own_figure(
    leader_client: Client, plan: Plan, rep: User
) -> None:
    year_of(rep)
    page = leader_client.post(
        address(plan), sent(**{"rate-opportunities_created": "30"})
    ).content.decode()
    assert "typed · own last 12 months: 25.00%, n = 412" in " ".join(page.split())


# ── What is refused ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"amount": "0"}, "amount", "Aim at an amount above zero."),
        ({"deal_size": "0"}, "deal_size", "A deal has to bring something"),
        ({"deal_size": "-5"}, "deal_size", "greater than or equal to 0"),
        ({"rate-opportunities_created": "0"}, "rate-opportunities_created", "Of 0% nothing"),
        ({"rate-opportunities_created": "101"}, "rate-opportunities_created", "Over 100% cannot"),
        ({"rate-opportunities_created": "x"}, "rate-opportunities_created", "Write a number"),
        ({"ramp": "0 250"}, "ramp", "Each month has 0 to 100 percent."),
    ],
)
def test_what_is_impossible_is_refused_at_its_field_with_a_reason(
    leader_client: Client, plan: Plan, changed: dict[str, str], field: str, words: str
) -> None:
    for do in ("work", "save"):
        answer = leader_client.post(address(plan), sent(do=do, **changed))
        assert answer.status_code == 422
        assert words in answer.context["form"].errors[field][0]
    scenario = Scenario.objects.get()
    assert (scenario.amount, scenario.deal_size) == (D(5_000_000), D(100_000))


def test_over_a_hundred_percent_is_taken_once_somebody_confirms_it(
    leader_client: Client, plan: Plan
) -> None:
    form = sent(
        do="save",
        chain="deals_won opportunities_created meetings_held",
        **{"rate-meetings_held": "125"},
    )
    refused = leader_client.post(address(plan), form)
    assert "more than one comes of one" in refused.context["form"].errors["rate-meetings_held"][0]
    assert "several-meetings_held" in refused.content.decode()
    assert (
        leader_client.post(address(plan), form | {"several-meetings_held": "on"}).status_code == 302
    )
    assert numbers(leader_client.get(address(plan)))["meetings_held"] == D(160)


# ── Scenarios ───────────────────────────────────────────────────────────────


def test_a_scenario_is_saved_with_its_history(
    leader_client: Client, plan: Plan, leader: User
) -> None:
    form = sent(do="save", **{"rate-opportunities_created": "28"})
    assert leader_client.post(address(plan), form).status_code == 302
    scenario = Scenario.objects.get()
    assert scenario.stages[1] == {"metric": "opportunities_created", "rate": "0.28"}
    assert scenario.sources["opportunities_created"] == {"typed": True, "sample": None}
    changes = leader_client.get(address(plan)).context["changes"]
    assert [(each.by, each.rates[0][1]) for each in changes] == [
        ("Lena Leader", D("0.28")),
        ("", D("0.25")),
    ]


def test_two_scenarios_stand_side_by_side_and_one_is_chosen(
    leader_client: Client, plan: Plan
) -> None:
    assert (
        "Only one scenario yet" in leader_client.get(f"{address(plan)}comparison/").content.decode()
    )
    form = sent(do="save_as", new_name="Rate up", **{"rate-opportunities_created": "40"})
    leader_client.post(address(plan), form)
    better = Scenario.objects.get(name="Rate up")
    answer = leader_client.get(f"{address(plan)}comparison/")
    rows = {row.name: (row.one, row.other, row.difference) for row in answer.context["rows"]}
    assert rows["Opportunities: needed"] == (D(200), D(125), D(-75))
    assert rows["Opportunities: rate to the next"] == (D("0.25"), D("0.4"), D("0.15"))
    chosen = leader_client.post(f"{address(plan)}scenarios/{better.pk}/choice/")
    assert chosen.status_code == 302
    assert plan.scenarios.get(is_chosen=True) == better


def test_the_chosen_scenario_stays_another_one_goes(leader_client: Client, plan: Plan) -> None:
    chosen, other = plan.scenarios.get(), ScenarioFactory(plan=plan, is_chosen=False)
    for scenario in (chosen, other):
        leader_client.post(f"{address(plan)}scenarios/{scenario.pk}/removal/")
    assert list(plan.scenarios.all()) == [chosen]


def test_a_plan_is_removed(leader_client: Client, plan: Plan) -> None:
    assert leader_client.post(f"{address(plan)}removal/").status_code == 302
    assert not Plan.objects.exists()


# ── Per rep and day, capacity, tracking ─────────────────────────────────────


def test_per_rep_and_day_comes_from_the_working_days_of_the_group(
    leader_client: Client, own_plan: Plan, rep: User, stranger: User
) -> None:
    worked = leader_client.get(address(own_plan)).context["worked"]
    days = D(261)  # the weekdays of 2026
    assert (worked.work.reps, worked.work.days, worked.work.full) == (1, days, days)
    row = worked.top
    assert row.lengths.rep_day == D(200) / days
    assert (row.rep_day_up, row.one_in_days) == (1, None)
    assert sum(month.numbers[-1] or 0 for month in worked.months) == D(5_000_000)


def test_who_joins_the_team_later_counts_from_then_and_by_the_ramp(
    leader_client: Client, own_plan: Plan, rep: User, team: Team
) -> None:
    new = RepFactory(joined_on=date(2026, 10, 1))
    MembershipFactory(user=new, team=team, starts_on=date(2026, 10, 1))
    worked = leader_client.get(address(own_plan)).context["worked"]
    october, november, december = 22, 21, 23
    assert worked.work.present == 261 + october + november + december
    assert worked.work.full == 261 + D(november) / 4 + D(december) / 2


def test_facts_of_somebody_who_moved_belong_to_the_team_of_that_day(
    leader_client: Client, own_plan: Plan, team: Team, other_team: Team
) -> None:
    mover = RepFactory()
    MembershipFactory(user=mover, team=team, starts_on=date(2025, 1, 1), ends_on=date(2025, 10, 31))
    MembershipFactory(user=mover, team=other_team, starts_on=date(2025, 11, 1))
    for day, won in ((date(2025, 10, 1), 3), (date(2025, 12, 1), 9)):
        total(mover, "deals_won", won, day)
        total(mover, "opportunities_created", 12, day)
    default = leader_client.get(address(own_plan)).context["form"].stages[0].default
    assert (default.figure, default.sample) == (D("0.25"), D(12))


def four_weeks(rep: User, a_day: int) -> None:
    """A month of calls from Monday 9 February: twenty days."""
    for week in range(4):
        for weekday in range(5):
            day = date.fromordinal(date(2026, 2, 9).toordinal() + 7 * week + weekday)
            total(rep, "calls", a_day, day)


def calls_plan(team: Team, a_day: int) -> Plan:
    """So many calls a day of a single rep in 2026."""
    stages = [
        {"metric": "deals_won", "rate": None},
        {"metric": "calls", "rate": "0.01"},
    ]
    scenario: Scenario = ScenarioFactory(
        plan=PlanFactory(team=team), amount=D(261 * a_day), deal_size=D(100), stages=stages
    )
    return scenario.plan


def test_an_impossible_plan_says_so(leader_client: Client, rep: User, team: Team) -> None:
    four_weeks(rep, a_day=40)
    page = leader_client.get(address(calls_plan(team, 41)))
    assert page.context["worked"].top.capacity.verdict == "never"
    words = " ".join(page.content.decode().split())
    assert "Impossible as it stands: 41 calls per rep and day" in words
    assert "nobody of this group ever kept up more than 40" in words


def test_a_plan_that_was_done_before_says_so(leader_client: Client, rep: User, team: Team) -> None:
    four_weeks(rep, a_day=40)
    page = leader_client.get(address(calls_plan(team, 40)))
    assert page.context["worked"].top.capacity.verdict == "usual"
    reps = leader_client.get(f"{address(Plan.objects.get())}reps/")
    assert [(row.carrier.rep, row.abilities[0][1]) for row in reps.context["rows"]] == [(rep, True)]


def test_the_plan_tracks_what_came_of_it(leader_client: Client, plan: Plan, rep: User) -> None:
    """We assumed 25 % won, it is 21 %: 38 more opportunities needed."""
    total(rep, "opportunities_created", 100, date(2026, 2, 2))
    total(rep, "deals_won", 21, date(2026, 2, 2))
    total(rep, "revenue", 2_100_000, date(2026, 2, 2))
    answer = leader_client.get(address(plan))
    tracking = answer.context["tracking"]
    won = tracking.deviations[1].deviation
    assert (won.assumed, won.actual, half_up(won.more, places=0)) == (D("0.25"), D("0.21"), D(38))
    words = " ".join(answer.content.decode().split())
    assert (
        "we assumed 25.0%, it is 21.0% (n = 100): <strong>38 more opportunities</strong>" in words
    )
    gone = D(49) + D(3) / 8  # to Tuesday 10 March, and noon of eight hours from nine
    opened = tracking.rows[0].progress
    assert half_up(opened.expected, places=6) == half_up(200 * gone / 261, places=6)


def test_a_plan_that_has_not_begun_tracks_nothing(leader_client: Client) -> None:
    plan = PlanFactory(starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    ScenarioFactory(plan=plan)
    assert leader_client.get(address(plan)).context["tracking"] is None
    assert leader_client.get(f"{address(plan)}tables/tracking.csv").status_code == 404


# ── Files ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "table", ["stages", "months", "savings", "capacity", "reps", "tracking", "comparison"]
)
def test_every_table_is_a_file(leader_client: Client, plan: Plan, rep: User, table: str) -> None:
    ScenarioFactory(plan=plan, is_chosen=False)
    csv = leader_client.get(f"{address(plan)}tables/{table}.csv")
    assert csv["Content-Type"] == "text/csv; charset=utf-8"
    xlsx = leader_client.get(f"{address(plan)}tables/{table}.xlsx")
    assert xlsx.content[:2] == b"PK"


def test_the_stages_as_a_file_are_exact(leader_client: Client, plan: Plan) -> None:
    text = leader_client.get(f"{address(plan)}tables/stages.csv").content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith("Opportunities,0.25,200,200,50,16.6667,")
    assert leader_client.get(f"{address(plan)}tables/nothing.csv").status_code == 404


# ── Who may ─────────────────────────────────────────────────────────────────


def test_reps_have_no_planner(rep_client: Client, plan: Plan) -> None:
    for page in ("/plan/", "/plan/new/", address(plan), f"{address(plan)}drafts/"):
        assert rep_client.get(page).status_code == 404


def test_managers_see_the_plans_of_their_teams_only(
    manager_client: Client, other_manager_client: Client, plan: Plan, own_plan: Plan
) -> None:
    assert [row.plan for row in manager_client.get("/plan/").context["rows"]] == [own_plan]
    assert manager_client.get(address(own_plan)).status_code == 200
    assert manager_client.get(address(plan)).status_code == 404
    assert other_manager_client.get(address(own_plan)).status_code == 404


def test_a_manager_plans_for_a_team_of_theirs_not_for_others_or_the_company(
    manager_client: Client, team: Team, other_team: Team
) -> None:
    fields = {
        "name": "Ours",
        "metric": MetricFactory(slug="revenue").pk,
        "amount": "100000",
        "deal_size": "1000",
        "first_month": "2026-04-01",
        "months": "3",
    }
    for wrong in ("", other_team.pk):
        answer = manager_client.post("/plan/new/", fields | {"team": wrong})
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"team"})
    assert manager_client.post("/plan/new/", fields | {"team": team.pk}).status_code == 302
    assert Plan.objects.get().ends_on == date(2026, 6, 30)


# ── The same number of queries for one and three hundred ────────────────────


@pytest.mark.parametrize("part", ["", "comparison/", "reps/", "drafts/"])
def test_pages_take_the_same_queries_for_one_rep_and_three_hundred(
    manager_client: Client, own_plan: Plan, rep: User, team: Team, part: str
) -> None:
    ScenarioFactory(plan=own_plan, is_chosen=False)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert manager_client.get(f"{address(own_plan)}{part}").status_code == 200
        return len(found)

    year_of(rep)
    before = [queries(), queries()][-1]
    below = TeamFactory(parent=team)
    for number in range(299):
        other = RepFactory(team=below if number % 2 else team, password="x")
        total(other, "calls", 10)
    assert queries() == before
    assert before <= 40


def test_the_list_takes_the_same_queries_for_one_plan_and_twenty(
    leader_client: Client, plan: Plan
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert leader_client.get("/plan/").status_code == 200
        return len(found)

    before = [queries(), queries()][-1]
    for _ in range(19):
        ScenarioFactory()
    assert queries() == before
