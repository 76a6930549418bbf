"""Nothing private reaches the wrong eyes: not by lists, trees, files, mails, forms or the API."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Role, Team, User
from goals.actions.goals import edit_goal
from goals.actions.reminders import remind
from goals.models import Goal
from scorecards.models import DailyTotal
from tests.factories import AdminFactory, LeaderFactory, MetricFactory, RepFactory, TeamFactory
from tests.goals.factories import (
    CheckInFactory,
    GoalFactory,
    MilestoneFactory,
    PlanFactory,
    ScenarioFactory,
)
from tests.goals.test_goal_form_page import typed

SECRET = "Q7-SECRET"
MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)
ClientOf = Callable[[User], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_wednesday")]


@pytest.fixture
def _wednesday() -> Any:
    with time_machine.travel("2026-03-11T12:00:00Z", tick=False):
        yield


def text_of(response: Any) -> str:
    content = b"".join(response) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b" ".join(book.read(name) for name in book.namelist())
    return content.decode("utf-8", "replace") + " ".join(
        f"{name} {value}" for name, value in response.headers.items()
    )


def places(owner: User, goal: Goal, *others: Goal) -> list[str]:
    """Every address that could name the goal; `others` stand around it."""
    found = [
        *(reverse(name) for name in ("goals", "goals_csv", "goals_xlsx", "goal_tree", "goal_new")),
        f"{reverse('goals')}?state=all",
        f"{reverse('goals')}?q=SECRET&state=all",
        f"{reverse('goals_csv')}?state=all",
        f"{reverse('goal_new')}?parent={goal.pk}",
        reverse("goals_of", args=[owner.pk]),
        reverse("rep", args=[owner.pk]),
        reverse("home"),
        reverse("plans"),
        "/api/v1/goals/?state=all",
        f"/api/v1/goals/?state=all&rep={owner.pk}",
        f"/api/v1/goals/{goal.pk}/",
    ]
    for each in (goal, *others):
        names = ("goal", "goal_edit", "goal_check_ins_csv", "goal_check_ins_xlsx")
        found += [reverse(name, args=[each.pk]) for name in names]
    return found


def named_at(client: Client, urls: list[str]) -> list[str]:
    return [url for url in urls if SECRET in text_of(client.get(url))]


def private_goal(owner: User, **other: Any) -> Goal:
    goal = GoalFactory(
        person=owner,
        visibility="private",
        statement=f"{SECRET} statement",
        said_status="behind",
        said_because=f"{SECRET} reason",
        **{"rhythm": "weekly", **other},
    )
    CheckInFactory(goal=goal, note=f"{SECRET} note", day=date(2026, 3, 3))
    MilestoneFactory(goal=goal, name=f"{SECRET} step")
    return goal


def test_a_private_goal_is_its_owner_s_and_their_managers_alone(
    rep: User,
    team: Team,
    stranger: User,
    manager: User,
    other_manager: User,
    leader: User,
    admin_person: User,
    client_of: ClientOf,
) -> None:
    above = GoalFactory(company=True, visibility="company", made_by=leader)
    goal = private_goal(rep, parent=above)
    below = GoalFactory(person=rep, visibility="company", parent=goal)
    mate, former = RepFactory(team=team), RepFactory(team=TeamFactory())
    Membership.objects.create(
        user=former, team=team, starts_on=date(2019, 1, 1), ends_on=date(2019, 12, 31)
    )
    urls = places(rep, goal, above, below)

    for person in (mate, former, stranger, other_manager, leader, admin_person):
        assert named_at(client_of(person), urls) == [], person.role
    for person in (rep, manager):
        assert reverse("goal", args=[goal.pk]) in named_at(client_of(person), urls)


def test_who_moved_takes_their_private_goals_out_of_their_former_manager_s_sight(
    rep: User, manager: User, other_team: Team, client_of: ClientOf
) -> None:
    goal = private_goal(rep)
    Membership.objects.filter(user=rep).update(ends_on=date(2026, 3, 9))
    Membership.objects.create(user=rep, team=other_team, starts_on=date(2026, 3, 10))
    assert named_at(client_of(manager), places(rep, goal)) == []


def test_the_history_of_a_goal_does_not_name_a_parent_that_is_private(
    rep: User, team: Team, manager: User, client_of: ClientOf
) -> None:
    above = private_goal(manager)
    child = GoalFactory(person=rep, visibility="team")
    edit_goal(goal=child, by=manager, now=MONDAY, parent=above)
    edit_goal(goal=child, by=manager, now=MONDAY, parent=None)
    edit_goal(goal=child, by=manager, now=MONDAY, parent=above)
    urls = places(manager, above, child)
    for person in (rep, RepFactory(team=team)):
        assert named_at(client_of(person), urls) == []


@pytest.mark.parametrize("address", ["goal_check_in", "goal_status", "goal_closure"])
def test_nobody_else_speaks_for_a_private_goal(
    address: str, rep: User, team: Team, leader: User, admin_person: User, client_of: ClientOf
) -> None:
    goal = private_goal(rep)
    for person in (RepFactory(team=team), leader, admin_person):
        sent = {"confidence": 3, "outcome": "dropped", "status": "ahead", "because": "x"}
        assert client_of(person).post(reverse(address, args=[goal.pk]), sent).status_code == 404
    goal.refresh_from_db()
    assert (goal.is_open, goal.check_ins.count()) == (True, 1)


def test_a_private_goal_of_a_team_mails_nobody_who_may_not_read_it(
    team: Team, manager: User, client_of: ClientOf
) -> None:
    """Who manages no more may still stand beside the team; a leader reads no private goal."""
    GoalFactory(team=team, visibility="private", statement=f"{SECRET} of the team")
    former = RepFactory(name="Fay Former")
    team.managers.add(former, LeaderFactory(email="l@example.org"))

    remind(now=MONDAY)

    assert [letter.to for letter in mail.outbox] == [[manager.email]]
    assert named_at(client_of(former), [reverse("goals")]) == []
    assert named_at(client_of(manager), [reverse("goals")]) == [reverse("goals")]


def test_a_company_goal_mails_its_maker_only_while_they_lead(
    leader: User, client_of: ClientOf
) -> None:
    GoalFactory(company=True, visibility="private", statement=SECRET, made_by=leader)
    leader.role = Role.REP
    leader.save()
    assert remind(now=MONDAY) == 0
    assert named_at(client_of(leader), [reverse("goals")]) == []


@pytest.mark.parametrize("do", ["check", "save"])
def test_an_owner_that_is_not_allowed_shows_nobody_s_figures(
    do: str, rep: User, other_team: Team, stranger: User, client_of: ClientOf
) -> None:
    MetricFactory(slug="calls")
    client = client_of(rep)
    owners = ["company", f"person:{stranger.pk}", f"team:{other_team.pk}", "person:0", "", "x"]
    for owner in owners:
        shown = client.post(reverse("goal_new"), {**typed(rep), "owner": owner, "do": do})
        assert shown.context["check"].terms.person == rep, owner
        assert shown.context["form"].errors.keys() == {"owner"}, owner
    assert not Goal.objects.exists()


def test_a_plan_shows_no_figures_of_a_rep_who_is_out_of_sight(
    rep: User, team: Team, manager: User, leader: User, other_team: Team, client_of: ClientOf
) -> None:
    """They carried part of the plan; what they did since in another team is that team's."""
    plan = ScenarioFactory(plan=PlanFactory(team=team)).plan
    won = MetricFactory(slug="deals_won")
    Membership.objects.filter(user=rep).update(ends_on=date(2026, 1, 16))
    Membership.objects.create(user=rep, team=other_team, starts_on=date(2026, 1, 17))
    for day in range(2, 27):
        DailyTotal.objects.create(
            rep=rep, metric=won, day=date(2026, 2, day), total=Decimal(7), facts=7
        )
    page = reverse("plan_reps", args=[plan.pk])
    rows = client_of(manager).get(page).context["rows"]
    bests = {row.carrier.rep: [found.best for found, _reached in row.abilities] for row in rows}
    assert bests == {rep: [None, None]}
    table = text_of(client_of(manager).get(reverse("plan_csv", args=[plan.pk, "reps"])))
    assert table.splitlines()[1].split(",")[2:4] == ["", ""]
    assert client_of(leader).get(page).context["rows"][0].abilities[-1][0].best is not None


def test_support_reads_nothing_private(rep: User, client_of: ClientOf) -> None:
    goal = private_goal(rep)
    open_one = GoalFactory(person=rep, parent=goal, former=goal, visibility="company")
    edit_goal(goal=goal, by=rep, now=MONDAY, statement=f"{SECRET} again")
    edit_goal(goal=open_one, by=rep, now=MONDAY, parent=None)
    edit_goal(goal=open_one, by=rep, now=MONDAY, parent=goal)
    MilestoneFactory(goal=goal, name=f"{SECRET} step")
    client = client_of(AdminFactory(is_staff=True, is_superuser=True))
    urls = []
    for row in (goal, open_one, goal.check_ins.get(), goal.milestones.get()):
        model = f"/admin/goals/{row._meta.model_name}/"
        versions = [f"history/{version.history_id}/" for version in row.history.all()]
        parts = ["change/", "history/", *versions]
        urls += [model, f"{model}?q=SECRET", *(f"{model}{row.pk}/{part}" for part in parts)]
    answers = {client.get(url).status_code for url in urls}
    assert answers <= {200, 302, 404}
    assert named_at(client, urls) == []


def test_rows_of_others_are_refused_over_the_api(
    rep: User, stranger: User, other_team: Team, manager: User, client_of: ClientOf
) -> None:
    hidden = private_goal(stranger)
    tried: list[tuple[User, dict[str, Any]]] = [
        (rep, {"person": stranger.email}),
        (rep, {"person": None, "team": None}),
        (rep, {"team": other_team.pk}),
        (rep, {"parent": hidden.pk}),
        (manager, {"person": stranger.pk}),
        (manager, {"team": other_team.pk}),
        (manager, {"parent": hidden.pk}),
    ]
    for person, sent in tried:
        terms = {
            "statement": "A goal",
            "shape": "outcome",
            "starts_on": "2026-03-11",
            "due_on": "2026-04-09",
        }
        client = client_of(person)
        answer = client.post("/api/v1/goals/", {**terms, **sent}, "application/json")
        assert answer.status_code in (400, 403), (person.role, sent, answer.content)
        assert SECRET not in text_of(answer)
    assert Goal.objects.count() == 1
