"""The list of goals, its files, the tree, the card of a person, and the page of one goal."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from time_machine import TimeMachineFixture

from accounts.models import Team, User
from goals.models import Goal, ReminderChoice
from goals.queries.goals import ORDERS, Wanted, goal_list, goal_rows
from tests.factories import MetricFactory, RepFactory
from tests.goals.factories import CheckInFactory, GoalFactory, MilestoneFactory
from tests.goals.figures import NOON, done, march

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wednesday(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOON, tick=False)


def test_one_s_own_come_first_then_the_team_s_then_the_company_s(
    rep_client: Client, rep: User, team: Team
) -> None:
    company = GoalFactory(company=True, visibility="company")
    of_team, own = GoalFactory(team=team), GoalFactory(person=rep)
    page = rep_client.get("/goals/").text
    places = [page.index(goal.statement) for goal in (own, of_team, company)]
    # What is due stands above everything: the rep's own check-in of Monday.
    assert places[0] < page.index("My goals") < page.index("Teams and people") < places[1]
    assert places[1] < places[2]


def test_filters_and_orders_narrow_the_list(rep_client: Client, rep: User) -> None:
    GoalFactory(person=rep, statement="Far ahead", target=Decimal(1))
    GoalFactory(person=rep, statement="Far behind", target=Decimal(1000))
    GoalFactory(person=rep, statement="Long over", outcome="met", closed_at=NOON)
    done(rep, {2: 10})
    behind = rep_client.get("/goals/?status=behind").text.partition("My goals")[2]
    assert "Far behind" in behind
    assert "Far ahead" not in behind
    assert "Long over" in rep_client.get("/goals/?state=closed").text
    assert "No goal fits" in rep_client.get("/goals/?q=nothing-like-it").text
    worst_first = rep_client.get("/goals/?order=status").text.partition("My goals")[2]
    assert worst_first.index("Far behind") < worst_first.index("Far ahead")


def test_without_goals_there_are_shapes_to_begin_with(rep_client: Client) -> None:
    page = rep_client.get("/goals/").text
    assert "No goals yet" in page
    assert "/goals/new/?like=daily" in page


def test_a_due_check_in_is_one_click_away(rep_client: Client, rep: User) -> None:
    goal = GoalFactory(person=rep)
    address = f'href="/goals/{goal.pk}/#check-in"'
    assert address in rep_client.get("/goals/").text
    CheckInFactory(goal=goal, day=march(10))
    assert address not in rep_client.get("/goals/").text


def test_the_list_takes_the_same_queries_for_few_and_many(
    manager_client: Client, team: Team
) -> None:
    _goals_of_each_kind(team)
    manager_client.get("/goals/")
    few = _queries(manager_client, "/goals/")
    for _ in range(12):
        _goals_of_each_kind(team)
    assert _queries(manager_client, "/goals/") == few


@pytest.mark.parametrize("order", [key for key, _ in ORDERS])
def test_a_part_of_the_list_is_that_part_of_all(order: str, team: Team, manager: User) -> None:
    for _ in range(3):
        _goals_of_each_kind(team)
    everything = goal_rows(manager, Wanted(order=order), now=timezone.now())
    cut = goal_list(manager, Wanted(order=order), now=timezone.now())
    assert len(cut) == len(everything)
    assert list(cut[2:5]) == everything[2:5]
    assert list(cut) == everything


def test_who_only_counts_the_goals_reckons_none(team: Team, manager: User) -> None:
    _goals_of_each_kind(team)
    with CaptureQueriesContext(connection) as captured:
        assert len(goal_list(manager, Wanted(), now=timezone.now()))
    read = " ".join(query["sql"] for query in captured)
    assert "dailytotal" not in read
    assert "checkin" in read  # the last ones, by which the list may be ordered


def test_a_goal_s_page_takes_the_same_queries_for_few_and_many(
    manager_client: Client, team: Team
) -> None:
    goal = GoalFactory(team=team, driver="children")
    address = reverse("goal", args=[goal.pk])
    _children(goal, team, 1)
    manager_client.get(address)
    few = _queries(manager_client, address)
    _children(goal, team, 10)
    assert _queries(manager_client, address) == few


def test_a_check_in_by_the_form(rep_client: Client, rep: User) -> None:
    goal = GoalFactory(
        person=rep, metric=None, shape="level", start=Decimal(40), target=Decimal(30)
    )
    address = reverse("goal_check_in", args=[goal.pk])
    wrong = rep_client.post(address, {"confidence": 4})
    assert wrong.status_code == 422
    reason = {"value": "35", "confidence": 4, "status": "ahead"}
    assert "Say why" in rep_client.post(address, reason).text
    right = rep_client.post(address, {"value": "35", "confidence": 4, "note": "Half way"})
    assert right.headers["Location"] == f"/goals/{goal.pk}/"
    page = rep_client.get(f"/goals/{goal.pk}/").text
    assert "Half way" in page
    assert "50%" in page


def test_closing_and_going_on_by_the_forms(rep_client: Client, rep: User) -> None:
    goal = GoalFactory(person=rep)
    rep_client.post(
        reverse("goal_closure", args=[goal.pk]), {"outcome": "missed", "lesson": "Ask sooner"}
    )
    page = rep_client.get(f"/goals/{goal.pk}/").text
    assert "What we learned: Ask sooner" in page
    late = rep_client.post(reverse("goal_check_in", args=[goal.pk]), {"confidence": 4})
    assert late.status_code == 422
    rep_client.post(reverse("goal_reopening", args=[goal.pk]), {"reason": "They called back"})
    assert "They called back" in rep_client.get(f"/goals/{goal.pk}/").text
    goal.refresh_from_db()
    assert goal.is_open


def test_a_milestone_is_ticked_and_unticked(rep_client: Client, rep: User) -> None:
    goal = GoalFactory(person=rep, shape="milestones")
    step = MilestoneFactory(goal=goal)
    address = reverse("goal_milestone", args=[goal.pk, step.pk])
    rep_client.post(address, {"done_on": "2026-03-10"})
    step.refresh_from_db()
    assert step.done_on == march(10)
    rep_client.post(address)
    step.refresh_from_db()
    assert step.done_on is None


def test_the_files_hold_what_the_list_shows(rep_client: Client, rep: User) -> None:
    GoalFactory(person=rep, statement="=100 calls")
    done(rep, {2: 25})
    sheet = rep_client.get("/goals.csv").content.decode("utf-8-sig").splitlines()
    assert len(sheet) == 2
    assert sheet[1].startswith("'=100 calls,Rosa Rep,2026-03-02,2026-03-31,0.0000,100.0000,25")
    assert rep_client.get("/goals.xlsx").status_code == 200


def test_the_tree_has_each_goal_below_its_parent(
    leader_client: Client, team: Team, rep: User
) -> None:
    top = GoalFactory(company=True, visibility="company")
    middle = GoalFactory(team=team, parent=top)
    low = GoalFactory(person=rep, parent=middle)
    page = leader_client.get("/goals/tree/").text
    places = [page.index(goal.statement) for goal in (top, middle, low)]
    assert places == sorted(places)
    assert f"part of {middle.statement}" in page


def test_a_person_s_page_fetches_their_goals(
    rep_client: Client, rep: User, leader_client: Client
) -> None:
    shown, hidden = GoalFactory(person=rep), GoalFactory(person=rep, visibility="private")
    address = f"/goals/of/{rep.pk}/"
    assert f'hx-get="{address}"' in rep_client.get(f"/reps/{rep.pk}/").text
    fragment = rep_client.get(address, headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert hidden.statement in fragment
    seen = leader_client.get(address).text
    assert shown.statement in seen
    assert hidden.statement not in seen


def test_a_hidden_parent_has_no_name(rep_client: Client, rep: User, manager: User) -> None:
    parent = GoalFactory(person=manager, visibility="private", statement="Secret hope")
    goal = GoalFactory(person=rep, parent=parent)
    page = rep_client.get(f"/goals/{goal.pk}/").text
    assert "Secret hope" not in page
    assert "a goal that is not shown to you" in page


def test_reminders_are_switched_off_and_on(rep_client: Client, rep: User) -> None:
    rep_client.post("/goals/reminders/")
    assert not ReminderChoice.objects.get(person=rep).by_email
    assert "You get no e-mails" in rep_client.get("/goals/").text
    rep_client.post("/goals/reminders/", {"by_email": "on"})
    assert ReminderChoice.objects.get(person=rep).by_email


#                      own other own other
#                      rep rep   mgr mgr   leader admin
VISIBLE = {
    ("person", "private"): "snsnnn",
    ("person", "team"): "snsnss",
    ("person", "company"): "ssssss",
    ("team", "private"): "nnsnnn",
    ("team", "team"): "snsnss",
    ("team", "company"): "ssssss",
    ("company", "private"): "nnnnss",
    ("company", "team"): "nnnnss",
    ("company", "company"): "ssssss",
}


@pytest.mark.parametrize(("kind", "visibility"), VISIBLE)
def test_who_does_not_see_a_goal_finds_none(
    kind: str,
    visibility: str,
    rep: User,
    team: Team,
    rep_client: Client,
    stranger_client: Client,
    manager_client: Client,
    other_manager_client: Client,
    leader_client: Client,
    admin_person_client: Client,
) -> None:
    owners: dict[str, dict[str, Any]] = {
        "person": {"person": rep},
        "team": {"team": team},
        "company": {"company": True},
    }
    goal = GoalFactory(visibility=visibility, **owners[kind])
    clients = [rep_client, stranger_client, manager_client]
    clients += [other_manager_client, leader_client, admin_person_client]
    for address in (f"/goals/{goal.pk}/", f"/goals/{goal.pk}/check-ins.csv"):
        codes = [client.get(address).status_code for client in clients]
        letters = "".join({200: "s", 404: "n"}[code] for code in codes)
        assert letters == VISIBLE[kind, visibility]


def _goals_of_each_kind(team: Team) -> None:
    won, lost = MetricFactory(slug="deals_won"), MetricFactory(slug="deals_lost")
    person = RepFactory(team=team)
    GoalFactory(person=person, metric=won, out_of=[won, lost], shape="level", target=Decimal(1))
    CheckInFactory(goal=GoalFactory(team=team))
    MilestoneFactory(goal=GoalFactory(person=person, shape="milestones"))
    GoalFactory(company=True, visibility="company")


def _children(goal: Goal, team: Team, count: int) -> None:
    for _ in range(count):
        child = GoalFactory(person=RepFactory(team=team), parent=goal)
        CheckInFactory(goal=child)
        CheckInFactory(goal=goal)


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
