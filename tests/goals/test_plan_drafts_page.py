"""One action turns a plan into drafts of benchmarks and quotas, and into goals."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Team, User
from goals.models import Goal, Plan
from goals.planning.days import MonthWork
from goals.planning.drafting import quota_cells, target_per, up_for_people
from scorecards.actions.drafts import start_draft
from scorecards.models import Benchmark, Quota, QuotaChange, Scorecard, Version
from tests.factories import MembershipFactory, RepFactory, scorecard
from tests.goals.factories import PlanFactory, ScenarioFactory

D = Decimal
CENT = D("0.01")


@pytest.fixture
def _wednesday() -> Any:
    with time_machine.travel("2026-03-11T12:00:00Z", tick=False):
        yield


@pytest.fixture
def plan(team: Team) -> Plan:
    """For the team North: 261,000 at 100, a deal of a hundred calls: 1,000 calls a working day."""
    stages = [{"metric": "deals_won", "rate": None}, {"metric": "calls", "rate": "0.01"}]
    plan: Plan = ScenarioFactory(
        plan=PlanFactory(team=team), amount=D(261_000), deal_size=D(100), stages=stages
    ).plan
    return plan


@pytest.fixture
def card(team: Team) -> Scorecard:
    return scorecard("North", activities={"calls": (100, 60)}, assigned_to=team, owner_team=team)


def drafts(plan: Plan) -> str:
    return f"/plan/{plan.pk}/drafts/"


def chosen(*people: User) -> dict[str, Any]:
    return {"people": "chosen", "person": [person.pk for person in people]}


# ── The arithmetic ──────────────────────────────────────────────────────────


def test_weeks_and_months_are_equal_parts_of_the_plan() -> None:
    year = {"days": D(261), "plan_days": 365, "months": 12}
    assert target_per(D(40), "day", **year) == D(40)  # type: ignore[arg-type]
    week = target_per(D(40), "week", **year)  # type: ignore[arg-type]
    assert week == D(40) * (D(261) * 7 / 365)
    month = target_per(D(40), "month", **year)  # type: ignore[arg-type]
    assert month * 12 == target_per(D(40), "year", **year)  # type: ignore[arg-type]


def test_targets_are_rounded_up() -> None:
    assert [up_for_people(D(each)) for each in ("10.01", "10", "3.21", "0.05")] == [
        D(11), D(10), D("3.3"), D("0.1"),
    ]  # fmt: skip


def test_a_newcomers_part_is_carried_by_the_others_and_the_sum_still_totals() -> None:
    def months(*shares: object) -> list[MonthWork]:
        return [
            MonthWork(date(2026, n, 1), D(20), D(20), D(20), D(str(share)))
            for n, share in enumerate(shares, start=1)
        ]

    people = [months(1, 1, 1), months(0, "0.25", "0.25")]
    known, new = quota_cells(D(350), people, smallest=CENT)
    assert known == {date(2026, n, 1): D(100) for n in (1, 2, 3)}
    assert list(new.values()) == [D(0), D(25), D(25)]
    three = [months(1, 1, 1), months(1, 1, 1), months(1, "0.5", 0)]
    odd = quota_cells(D("100.01"), three, smallest=CENT)
    assert sum(part for cells in odd for part in cells.values()) == D("100.01")
    yen = [part for cells in quota_cells(D(100), three, smallest=D(1)) for part in cells.values()]
    assert (sum(yen), [part % 1 for part in yen]) == (D(100), [D(0)] * 9)


def test_nobody_carries_nothing() -> None:
    assert quota_cells(D(100), [], smallest=CENT) == []
    assert quota_cells(D(100), [[]], smallest=CENT) == [{}]


# ── The page ────────────────────────────────────────────────────────────────


@pytest.mark.django_db
@pytest.mark.usefixtures("_wednesday")
def test_benchmarks_go_into_the_draft_of_the_scorecard(
    manager_client: Client, plan: Plan, card: Scorecard, rep: User
) -> None:
    shown = manager_client.get(drafts(plan)).context["asked"].benchmarks
    assert [(row.metric.slug, row.present, row.target) for row in shown] == [
        ("calls", D(100), D(5006)),  # 1,000 a day × 261 × 7 ÷ 365 = 5,005.5 a week
        ("deals_won", None, D(218)),
        ("revenue", None, D(21_750)),
    ]
    form = chosen(rep) | {
        "do": "benchmarks",
        "target": [f"{card.pk}-calls", f"{card.pk}-deals_won"],
    }
    assert manager_client.post(drafts(plan), form).status_code == 302
    draft = card.versions.get(published_at=None)
    lines = Benchmark.objects.filter(section__version=draft)
    assert {(line.metric.slug, line.target, line.weight) for line in lines} == {
        ("calls", D(5006), D(60)),
        ("deals_won", D(218), D(100)),
    }
    assert Version.objects.published().count() == 1
    assert (
        f"/setup/scorecards/{card.pk}/draft/" in manager_client.get(drafts(plan)).content.decode()
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("_wednesday")
def test_nothing_ticked_is_nothing_made(
    manager_client: Client, plan: Plan, card: Scorecard, rep: User
) -> None:
    for do in ("benchmarks", "goals"):
        assert manager_client.post(drafts(plan), chosen(rep) | {"do": do}).status_code == 422
    assert not Version.objects.drafts().exists()
    assert not Goal.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_wednesday")
def test_quotas_become_a_draft_of_the_sheet_that_totals_the_plan(
    manager_client: Client, plan: Plan, rep: User, team: Team
) -> None:
    new = RepFactory(joined_on=date(2026, 4, 1))
    MembershipFactory(user=new, team=team, starts_on=date(2026, 4, 1))
    form = chosen(rep, new) | {"do": "quotas", "metric": "revenue"}
    assert manager_client.post(drafts(plan), form).status_code == 302
    draft = QuotaChange.objects.get()
    assert (draft.team, draft.origin, draft.is_draft, draft.ramp) == (team, "plan", True, [])
    cells = {row: [D(cell or 0) for cell in months] for row, months in draft.cells.items()}
    known, newcomer = cells[f"rep-{rep.pk}"], cells[f"rep-{new.pk}"]
    assert sum(known) + sum(newcomer) == D(261_000)
    assert newcomer[:4] == [D(0)] * 4  # not there yet, and tenure month 1 owes nothing
    assert 0 < newcomer[4] < known[4]
    assert newcomer[-1] == known[-1] or abs(newcomer[-1] - known[-1]) < 5
    assert not Quota.objects.exists()
    assert "Draft of the quota sheet of North" in manager_client.get(drafts(plan)).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("_wednesday")
def test_a_waiting_draft_keeps_its_other_rows(
    manager_client: Client, plan: Plan, rep: User, team: Team
) -> None:
    other = RepFactory(team=team)
    for person in (other, rep):
        form = chosen(person) | {"do": "quotas", "metric": "revenue"}
        manager_client.post(drafts(plan), form)
    assert set(QuotaChange.objects.get().cells) == {f"rep-{rep.pk}", f"rep-{other.pk}"}


@pytest.mark.django_db
@pytest.mark.usefixtures("_wednesday")
def test_a_waiting_draft_with_a_ramp_is_left_alone(
    manager_client: Client, plan: Plan, rep: User
) -> None:
    form = chosen(rep) | {"do": "quotas", "metric": "revenue"}
    manager_client.post(drafts(plan), form)
    QuotaChange.objects.update(ramp=["0.25"], cells={})
    answer = manager_client.post(drafts(plan), form)
    assert answer.status_code == 422
    assert "A draft with a ramp waits for “North”" in answer.content.decode()
    assert (QuotaChange.objects.get().ramp, QuotaChange.objects.get().cells) == (["0.25"], {})


@pytest.mark.django_db
@pytest.mark.usefixtures("_wednesday")
def test_goals_for_people_and_the_team_belong_to_the_plan(
    manager_client: Client, plan: Plan, rep: User, team: Team
) -> None:
    form = {"do": "goals", "goal": ["calls", "deals_won"], "for_people": "on", "for_group": "on"}
    assert manager_client.post(drafts(plan), chosen(rep) | form).status_code == 302
    goals = {
        (goal.person, goal.team, goal.metric and goal.metric.slug): goal
        for goal in plan.goals.all()
    }
    assert {key: (goal.shape, goal.target) for key, goal in goals.items()} == {
        (rep, None, "calls"): ("daily", D(1000)),
        (rep, None, "deals_won"): ("total", D(2610)),
        (None, team, "calls"): ("total", D(261_000)),
        (None, team, "deals_won"): ("total", D(2610)),
    }
    assert goals[rep, None, "calls"].statement == "1,000 calls every working day"


@pytest.mark.django_db
@pytest.mark.usefixtures("_wednesday")
def test_a_leader_makes_goals_of_the_team_but_of_no_person(
    leader_client: Client, plan: Plan, card: Scorecard, rep: User
) -> None:
    page = leader_client.get(drafts(plan))
    assert [carrier.rep for carrier in page.context["asked"].people] == [rep]
    assert "Quotas are put on their sheets by the managers" in page.content.decode()
    form = chosen(rep) | {"do": "goals", "goal": ["calls"], "for_people": "on", "for_group": "on"}
    assert leader_client.post(drafts(plan), form).status_code == 302
    assert [goal.person for goal in plan.goals.all()] == [None]
    assert leader_client.post(drafts(plan), chosen(rep) | {"do": "quotas"}).status_code == 422
    assert not QuotaChange.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_wednesday")
def test_a_leader_drafts_and_publishes_benchmarks_out_of_the_plan(
    leader_client: Client, leader: User, plan: Plan, card: Scorecard, rep: User
) -> None:
    form = chosen(rep) | {"do": "benchmarks", "target": [f"{card.pk}-calls"]}
    assert leader_client.post(drafts(plan), form).status_code == 302
    address = f"{drafts(plan)}{card.pk}/"
    assert address in leader_client.get(drafts(plan)).content.decode()
    assert "5,006" in leader_client.get(address).content.decode()
    refused = leader_client.post(address, {"starts_on": "nonsense"})
    assert (refused.status_code, Version.objects.published().count()) == (422, 1)
    assert leader_client.post(address, {"starts_on": "2026-03-16"}).status_code == 302
    version = card.versions.get(number=2)
    assert (version.published_by, version.starts_on) == (leader, date(2026, 3, 16))
    assert leader_client.get(address).status_code == 404  # no draft is left
    assert leader_client.get(f"/setup/scorecards/{card.pk}/draft/").status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("_wednesday")
def test_a_leader_throws_away_no_draft_but_their_own(
    leader_client: Client, manager: User, plan: Plan, card: Scorecard, rep: User
) -> None:
    form = chosen(rep) | {"do": "benchmarks", "target": [f"{card.pk}-calls"]}
    leader_client.post(drafts(plan), form)
    assert leader_client.post(f"{drafts(plan)}{card.pk}/removal/").status_code == 302
    assert not Version.objects.drafts().exists()
    start_draft(scorecard=card, by=manager, today=date(2026, 3, 11))
    answer = leader_client.post(drafts(plan), form)
    assert answer.status_code == 422
    assert "A draft of “North” waits already." in answer.content.decode()
    address = f"{drafts(plan)}{card.pk}/"
    for asked in (leader_client.get(address), leader_client.post(f"{address}removal/")):
        assert asked.status_code == 404
    lines = Benchmark.objects.filter(section__version=Version.objects.drafts().get())
    assert [line.target for line in lines] == [D(100)]


@pytest.mark.django_db
@pytest.mark.usefixtures("_wednesday")
def test_a_leader_plans_with_scorecards_of_the_plans_teams_only(
    leader_client: Client, manager_client: Client, leader: User, plan: Plan, rep: User
) -> None:
    company = scorecard("All", activities={"calls": (100, 60)}, assigned_to=rep)
    assert leader_client.get(drafts(plan)).context["asked"].benchmarks == []
    start_draft(scorecard=company, by=leader, today=date(2026, 3, 11))
    address = f"{drafts(plan)}{company.pk}/"
    assert leader_client.get(address).status_code == 404
    assert manager_client.get(address).status_code == 404
    Plan.objects.filter(pk=plan.pk).update(team=None)
    assert leader_client.get(address).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("_wednesday")
def test_people_of_others_are_not_taken(
    manager_client: Client, plan: Plan, rep: User, stranger: User
) -> None:
    page = manager_client.get(drafts(plan), chosen(rep, stranger))
    assert [carrier.rep for carrier in page.context["asked"].chosen] == [rep]
