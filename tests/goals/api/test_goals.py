"""`/api/v1/goals/`: read with figures, made, changed, dropped, checked in on."""

from decimal import Decimal

import pytest
from rest_framework.test import APIClient
from time_machine import TimeMachineFixture

from accounts.models import User
from goals.models import CheckIn, Goal
from tests.factories import MetricFactory
from tests.goals.factories import GoalFactory, PlanFactory
from tests.goals.figures import NOON, done, march

pytestmark = pytest.mark.django_db

NEW = {
    "statement": "50 calls a day",
    "shape": "daily",
    "metric": "calls",
    "target": "50",
    "starts_on": "2026-03-11",
    "due_on": "2026-03-31",
    "weak_because": "The first of its kind",
}


@pytest.fixture(autouse=True)
def _wednesday(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOON, tick=False)


def program_of(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def test_goals_come_with_their_figures(rep: User, stranger: User) -> None:
    goal = GoalFactory(person=rep, due_on=march(10))
    done(rep, {2: 70})
    answer = program_of(rep).get("/api/v1/goals/").json()
    (row,) = answer["results"]
    assert (row["id"], row["person"], row["metric"]) == (goal.pk, rep.pk, "calls")
    assert (row["actual"], row["target"], row["expected"]) == ("70", "100", "100")
    assert (row["progress"], row["elapsed"], row["status"]) == (0.7, 1.0, "behind")
    assert row["next_check_in"] == "2026-03-09"
    assert program_of(stranger).get("/api/v1/goals/").json()["results"] == []
    assert program_of(stranger).get(f"/api/v1/goals/{goal.pk}/").status_code == 404


def test_closed_ones_are_asked_for(rep: User) -> None:
    GoalFactory(person=rep, outcome="met", closed_at=NOON)
    program = program_of(rep)
    assert program.get("/api/v1/goals/").json()["results"] == []
    assert len(program.get("/api/v1/goals/?state=closed").json()["results"]) == 1


def test_a_goal_is_made_for_oneself_or_somebody_one_steers(rep: User, manager: User) -> None:
    own = program_of(rep).post("/api/v1/goals/", NEW, format="json")
    assert (own.status_code, own.json()["person"]) == (201, rep.pk)
    given = program_of(manager).post("/api/v1/goals/", {**NEW, "person": rep.email}, format="json")
    assert given.json()["person"] == rep.pk
    refused = program_of(rep).post("/api/v1/goals/", {**NEW, "person": manager.pk}, format="json")
    assert refused.status_code == 400
    company = {**NEW, "person": None, "team": None}
    assert program_of(rep).post("/api/v1/goals/", company, format="json").status_code == 403


def test_what_cannot_be_names_its_field(rep: User) -> None:
    answer = program_of(rep).post("/api/v1/goals/", {**NEW, "target": "0"}, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "target"


def test_weak_letters_need_a_reason_here_too(rep: User) -> None:
    silent = {name: value for name, value in NEW.items() if name != "weak_because"}
    refused = program_of(rep).post("/api/v1/goals/", silent, format="json")
    assert refused.status_code == 400
    (error,) = refused.json()["errors"]
    assert error["field"] == "weak_because"
    assert "Achievable, Relevant" in error["message"]
    goal = GoalFactory(person=rep)
    address = f"/api/v1/goals/{goal.pk}/"
    assert program_of(rep).patch(address, {"target": "9"}, format="json").status_code == 400
    assert program_of(rep).post("/api/v1/goals/", NEW, format="json").status_code == 201


def test_a_goal_of_milestones_serves_a_quota(rep: User) -> None:
    MetricFactory(slug="revenue")
    steps = [
        {"name": "Script", "due_on": "2026-03-16"},
        {"name": "Pilot", "weight": "2", "due_on": "2026-03-27"},
    ]
    told = {
        "statement": "A new discovery call",
        "shape": "milestones",
        "starts_on": "2026-03-11",
        "due_on": "2026-03-31",
        "milestones": steps,
        "serves_quota": "revenue",
    }
    made = program_of(rep).post("/api/v1/goals/", told, format="json")
    assert made.status_code == 201  # no letter is weak
    goal = Goal.objects.get()
    assert goal.serves_quota == MetricFactory(slug="revenue")
    assert [(step.name, step.weight) for step in goal.milestones.all()] == [
        ("Script", Decimal(1)),
        ("Pilot", Decimal(2)),
    ]
    late = {**told, "milestones": [{"name": "Script", "due_on": "2027-01-01"}]}
    answer = program_of(rep).post("/api/v1/goals/", late, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "milestones")


def test_plans_are_named_by_those_who_may_read_them(rep: User, leader: User) -> None:
    plan = PlanFactory()
    new = {**NEW, "plan": plan.pk}
    refused = program_of(rep).post("/api/v1/goals/", new, format="json")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "plan")
    company = {**new, "person": None, "team": None}
    made = program_of(leader).post("/api/v1/goals/", company, format="json")
    assert (made.status_code, made.json()["plan"]) == (201, plan.pk)


def test_a_goal_is_changed_and_dropped_by_those_who_steer_it(rep: User, leader: User) -> None:
    goal = GoalFactory(person=rep)
    address = f"/api/v1/goals/{goal.pk}/"
    assert program_of(leader).patch(address, {"target": "9"}, format="json").status_code == 404
    told = {"target": "200", "weak_because": "Nobody counted before"}
    changed = program_of(rep).patch(address, told, format="json")
    assert (changed.status_code, changed.json()["target"]) == (200, "200")
    assert program_of(rep).delete(address).status_code == 204
    assert Goal.objects.get().outcome == "dropped"
    assert program_of(rep).delete(address).status_code == 400


def test_a_check_in_is_posted(rep: User) -> None:
    goal = GoalFactory(person=rep, metric=None, start=Decimal(0), target=Decimal(3))
    address = f"/api/v1/goals/{goal.pk}/check-ins/"
    answer = program_of(rep).post(address, {"value": "2", "confidence": 4}, format="json")
    assert (answer.status_code, answer.json()["value"]) == (201, "2")
    assert CheckIn.objects.get().by == rep
    assert program_of(rep).post(address, {"confidence": 4}, format="json").status_code == 400


def test_a_goal_above_that_is_private_does_not_exist(rep: User, manager: User) -> None:
    above = GoalFactory(person=manager, visibility="private")
    plan = PlanFactory()
    goal = GoalFactory(person=rep, parent=above, plan=plan)
    read = program_of(rep).get(f"/api/v1/goals/{goal.pk}/").json()
    assert (read["parent"], read["plan"]) == (None, None)
    read = program_of(manager).get(f"/api/v1/goals/{goal.pk}/").json()
    assert read["parent"] == above.pk
