"""The form of a goal: ready-made shapes, what is typed, who may make whose, and its history."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from goals.models import Goal
from scorecards.models import DailyTotal, Metric
from tests.factories import MetricFactory, RepFactory, TeamFactory
from tests.goals.factories import GoalFactory, MilestoneFactory, PlanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_wednesday")]

NEW = "/goals/new/"


@pytest.fixture
def _wednesday() -> Any:
    with time_machine.travel("2026-03-11T12:00:00Z", tick=False):
        yield


def metric(slug: str) -> Metric:
    return MetricFactory(slug=slug)


def typed(owner: User | Team | None, **other: Any) -> dict[str, Any]:
    """What one sends for "50 calls a day", saved with a reason."""
    kind = "person" if isinstance(owner, User) else "team"
    return {
        "owner": f"{kind}:{owner.pk}" if owner else "company",
        "shape": "daily",
        "metric": metric("calls").pk,
        "target": "50",
        "starts_on": "2026-03-11",
        "due_on": "2026-04-09",
        "rhythm": "weekly",
        "recurrence": "never",
        "visibility": "team",
        "driver": "own",
        "weak_because": "A new territory",
        "do": "save",
    } | other


def share(owner: User, **other: Any) -> dict[str, Any]:
    won, lost = metric("deals_won"), metric("deals_lost")
    rate = {"shape": "level", "metric": won.pk, "out_of": [won.pk, lost.pk]}
    return typed(owner, **{**rate, "start": "22", "target": "28", **other})


def did(rep: User, slug: str, amount: int, day: date) -> None:
    total = Decimal(amount)
    DailyTotal.objects.create(rep=rep, metric=metric(slug), day=day, total=total, facts=1)


def letters(answer: Any) -> dict[str, str]:
    return {f.letter.value: f.why.value for f in answer.context["check"].findings}


def test_a_rep_makes_a_daily_goal(rep_client: Client, rep: User) -> None:
    answer = rep_client.post(NEW, typed(rep))
    goal = Goal.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/goals/{goal.pk}/")
    assert goal.statement == "50 calls a day until 9 Apr"
    assert (goal.person, goal.made_by, goal.shape, goal.target) == (rep, rep, "daily", 50)
    assert goal.weak_because == "A new territory"


def test_a_share_is_typed_in_percent_and_stored_as_a_share(rep_client: Client, rep: User) -> None:
    rep_client.post(NEW, share(rep, target="28,5"))
    goal = Goal.objects.get()
    assert (goal.start, goal.target) == (Decimal("0.22"), Decimal("0.285"))
    assert goal.statement == "Win rate from 22% to 28.5% by 9 Apr"
    page = rep_client.get(f"/goals/{goal.pk}/edit/").context["form"]
    assert (page["start"].value(), page["target"].value()) == ("22", "28.5")


def test_a_share_has_two_decimals_of_percent_at_most(rep_client: Client, rep: User) -> None:
    answer = rep_client.post(NEW, share(rep, target="28.123"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["target"] == ["Two decimals at most: 22.25."]


def test_days_a_deal_are_typed_as_days(rep_client: Client, rep: User) -> None:
    days = {"metric": metric("cycle_days_won").pk, "out_of": [metric("deals_won").pk]}
    rep_client.post(NEW, share(rep, **days, start="42", target="35"))
    goal = Goal.objects.get()
    assert (goal.start, goal.target) == (42, 35)
    assert goal.statement == "“Days to win” per “Deals won” from 42 days to 35 days by 9 Apr"


def test_an_empty_start_is_the_present_figure(rep_client: Client, rep: User) -> None:
    did(rep, "deals_won", 1, date(2026, 3, 2))
    did(rep, "deals_lost", 3, date(2026, 3, 2))
    rep_client.post(NEW, share(rep, start=""))
    assert Goal.objects.get().start == Decimal("0.25")


def test_without_a_present_figure_the_start_is_asked_for(rep_client: Client, rep: User) -> None:
    answer = rep_client.post(NEW, share(rep, start=""))
    assert answer.status_code == 422
    assert answer.context["form"].errors["start"] == ["Say where it starts."]


def test_a_sentence_of_one_s_own_stays(rep_client: Client, rep: User) -> None:
    rep_client.post(NEW, typed(rep, statement="Dial like there is no tomorrow"))
    assert Goal.objects.get().statement == "Dial like there is no tomorrow"


def test_milestones_are_rows_and_empty_ones_are_left_out(rep_client: Client, rep: User) -> None:
    rows = {
        "steps-TOTAL_FORMS": "3",
        "steps-INITIAL_FORMS": "0",
        "steps-0-name": "Draft",
        "steps-0-due_on": "2026-03-20",
        "steps-1-name": "",
        "steps-2-name": "Signed",
        "steps-2-weight": "2.5",
    }
    rep_client.post(NEW, typed(rep, shape="milestones", statement="A plan for the region", **rows))
    stored = Goal.objects.get().milestones.values_list("name", "weight", "due_on")
    assert list(stored) == [("Draft", 1, date(2026, 3, 20)), ("Signed", Decimal("2.5"), None)]


def test_more_rows_keep_what_was_typed(rep_client: Client, rep: User) -> None:
    rows = {"steps-TOTAL_FORMS": "3", "steps-INITIAL_FORMS": "0", "steps-0-name": "Draft"}
    answer = rep_client.post(NEW, typed(rep, shape="milestones", do="more", **rows))
    steps = answer.context["steps"]
    assert (answer.status_code, len(steps.forms)) == (200, 6)
    assert steps.forms[0]["name"].value() == "Draft"
    assert not Goal.objects.exists()


def test_wrong_milestones_are_marked_in_their_row(rep_client: Client, rep: User) -> None:
    rows = {"steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "0", "steps-0-due_on": "2026-03-20"}
    sent = typed(rep, shape="milestones", statement="A plan for the region", **rows)
    answer = rep_client.post(NEW, sent)
    assert answer.status_code == 422
    assert answer.context["steps"].forms[0].errors == {"name": ["Name this milestone."]}
    assert rep_client.post(NEW, typed(rep, **rows)).status_code == 302


def test_weak_letters_ask_for_a_reason(rep_client: Client, rep: User) -> None:
    answer = rep_client.post(NEW, typed(rep, weak_because=""))
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    words = "Weak: Achievable, Relevant. Mend it, or say why it is saved all the same."
    assert errors == {"weak_because": [words]}
    assert not Goal.objects.exists()


def test_the_letters_follow_what_is_typed_without_saving(rep_client: Client, rep: User) -> None:
    for week in range(10):
        did(rep, "calls", 300, date.fromordinal(date(2026, 3, 2).toordinal() - 7 * week))
    parent = GoalFactory(person=rep, due_on=date(2026, 6, 30))
    sent = typed(rep, parent=parent.pk, do="check", weak_because="")
    answer = rep_client.post(NEW, sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert letters(answer) == {
        "specific": "names_metric",
        "measurable": "counted",
        "achievable": "routine",
        "relevant": "part_of_goal",
        "time_bound": "dated",
    }
    text = answer.content.decode()
    assert "Routine: the needed rate was reached in 10 of 10 weeks." in text
    assert "How this came about" in text
    assert Goal.objects.count() == 1


def test_a_half_typed_form_is_checked_as_far_as_it_goes(rep_client: Client, rep: User) -> None:
    answer = rep_client.post(NEW, {"do": "check", "shape": "total", "starts_on": "nonsense"})
    assert answer.status_code == 200
    assert letters(answer)["time_bound"] == "undated"
    assert "Say what shall be reached." in answer.context["open_points"]
    assert rep_client.post(NEW, {"do": "check"}).status_code == 200


READY_MADE = {
    "daily": ("daily", "calls", 50, date(2026, 3, 11), date(2026, 4, 9)),
    "win_rate": ("level", "deals_won", Decimal("0.28"), date(2026, 3, 11), date(2026, 3, 31)),
    "loss_rate": ("level", "deals_lost", Decimal("0.32"), date(2026, 3, 11), date(2026, 3, 31)),
    "referrals": ("total", None, 3, date(2026, 3, 11), date(2026, 3, 31)),
    "steps": ("milestones", None, None, date(2026, 3, 11), date(2026, 3, 31)),
    "outcome": ("outcome", None, None, date(2026, 3, 11), date(2026, 3, 31)),
}


@pytest.mark.parametrize("key", READY_MADE)
def test_ready_made_goals_fill_the_form(rep_client: Client, key: str) -> None:
    answer = rep_client.get(NEW, {"like": key})
    said = answer.context["check"].terms
    slug = said.metric.slug if said.metric else None
    assert (said.shape, slug, said.target, said.starts_on, said.due_on) == READY_MADE[key]
    assert answer.context["form"]["shape"].value() == said.shape
    assert f'href="?like={key}"' in answer.content.decode()


def test_a_ready_made_rate_starts_at_the_present_one(rep_client: Client, rep: User) -> None:
    did(rep, "deals_won", 1, date(2026, 3, 2))
    did(rep, "deals_lost", 3, date(2026, 3, 2))
    answer = rep_client.get(NEW, {"like": "win_rate"})
    form = answer.context["form"]
    assert (form["start"].value(), form["target"].value()) == ("25", "31")
    assert answer.context["proposed"] == "Win rate from 25% to 31% by 31 Mar"


def test_ready_made_goals_of_metrics_that_are_off_are_not_offered(rep_client: Client) -> None:
    Metric.objects.filter(slug="calls").update(is_active=False)
    answer = rep_client.get(NEW, {"like": "daily"})
    assert 'href="?like=daily"' not in answer.content.decode()
    assert answer.context["check"].terms.metric is None


def test_late_in_the_month_the_next_one_is_meant(rep_client: Client) -> None:
    with time_machine.travel("2026-03-25T12:00:00Z", tick=False):
        said = rep_client.get(NEW, {"like": "referrals"}).context["check"].terms
    assert (said.starts_on, said.due_on) == (date(2026, 4, 1), date(2026, 4, 30))


def owners(client: Client) -> list[str]:
    choices = client.get(NEW).context["form"].fields["owner"].choices
    found = []
    for value, label in choices:
        found += [each for each, _name in label] if isinstance(label, list) else [value]
    return found


def test_a_rep_makes_goals_for_nobody_else(
    rep_client: Client, rep: User, team: Team, stranger: User
) -> None:
    assert owners(rep_client) == [f"person:{rep.pk}"]
    for other in (typed(stranger), typed(team), typed(None)):
        answer = rep_client.post(NEW, other)
        assert answer.status_code == 422
        assert "owner" in answer.context["form"].errors
    assert not Goal.objects.exists()


def test_a_manager_makes_goals_for_the_people_and_teams_they_manage(
    manager_client: Client, manager: User, rep: User, team: Team, stranger: User
) -> None:
    expected = [f"person:{manager.pk}", f"team:{team.pk}", f"person:{rep.pk}"]
    assert owners(manager_client) == expected
    assert manager_client.post(NEW, typed(team)).status_code == 302
    assert manager_client.post(NEW, typed(rep)).status_code == 302
    assert manager_client.post(NEW, typed(stranger)).status_code == 422
    assert manager_client.post(NEW, typed(None)).status_code == 422


def test_a_leader_makes_goals_of_teams_and_of_the_company(
    leader_client: Client, leader: User, team: Team
) -> None:
    assert owners(leader_client) == [f"person:{leader.pk}", "company", f"team:{team.pk}"]
    assert leader_client.get(NEW).context["form"]["owner"].value() == "company"
    assert leader_client.post(NEW, typed(None, visibility="company")).status_code == 302
    goal = Goal.objects.get()
    assert (goal.person, goal.team, goal.visibility) == (None, None, "company")


def parents(client: Client, **query: Any) -> list[Goal]:
    return list(client.get(NEW, query).context["form"].fields["parent"].queryset)


def test_goals_above_are_those_that_are_seen_and_stand_above(
    rep_client: Client, rep: User, team: Team, stranger: User
) -> None:
    above = [
        GoalFactory(person=rep),
        GoalFactory(team=team),
        GoalFactory(company=True, visibility="company"),
    ]
    GoalFactory(person=stranger, visibility="company")
    GoalFactory(team=team, visibility="private")
    GoalFactory(team=team, closed_at="2026-03-01T00:00:00Z", outcome="met")
    assert sorted(goal.pk for goal in parents(rep_client)) == [goal.pk for goal in above]


def test_the_address_may_name_the_goal_above(rep_client: Client, rep: User, team: Team) -> None:
    above, hidden = GoalFactory(team=team), GoalFactory(team=team, visibility="private")
    form = rep_client.get(NEW, {"parent": above.pk}).context["form"]
    assert form["parent"].value() == above.pk
    for key in (hidden.pk, "nonsense", 0):
        form = rep_client.get(NEW, {"parent": key}).context["form"]
        assert form["parent"].value() is None


def test_a_goal_above_that_is_out_of_sight_is_refused(
    rep_client: Client, rep: User, team: Team
) -> None:
    hidden = GoalFactory(team=team, visibility="private")
    answer = rep_client.post(NEW, typed(rep, parent=hidden.pk))
    assert answer.status_code == 422
    assert "parent" in answer.context["form"].errors


def test_plans_are_offered_to_whoever_may_read_them(
    rep_client: Client, manager_client: Client, team: Team, other_team: Team
) -> None:
    plan = PlanFactory(team=team)
    PlanFactory(team=other_team)
    assert list(rep_client.get(NEW).context["form"].fields["plan"].queryset) == []
    assert list(manager_client.get(NEW).context["form"].fields["plan"].queryset) == [plan]


def test_what_cannot_be_is_said_at_its_field(rep_client: Client, rep: User) -> None:
    answer = rep_client.post(NEW, typed(rep, target="0", due_on="2026-03-01"))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"due_on": ["It is due before it starts."]}
    assert "Every working day needs more than zero." in answer.context["open_points"]


def edited(client: Client, goal: Goal, **other: Any) -> Any:
    sent = typed(goal.person, statement=goal.statement, **other)
    return client.post(f"/goals/{goal.pk}/edit/", sent)


def test_an_owner_edits_an_open_goal_and_sees_who_changed_what(
    rep_client: Client, rep: User
) -> None:
    rep_client.post(NEW, typed(rep))
    goal = Goal.objects.get()
    with time_machine.travel("2026-03-12T12:00:00Z", tick=False):
        answer = edited(rep_client, goal, target="60", rhythm="fortnightly")
    assert (answer.status_code, answer["Location"]) == (302, f"/goals/{goal.pk}/")
    changes = rep_client.get(f"/goals/{goal.pk}/edit/").context["changes"]
    latest, first = changes
    assert (latest.by, latest.at.day) == ("Rosa Rep", 12)
    assert [(each.name, each.before, each.after) for each in latest.fields] == [
        ("target", 50, 60),
        ("check-ins", "every week", "every two weeks"),
    ]
    assert (first.what, first.by, first.fields) == ("made", "Rosa Rep", ())


def test_the_history_names_the_metrics_and_milestones_that_came_and_went(
    rep_client: Client, rep: User
) -> None:
    goal = GoalFactory(person=rep, shape="milestones", statement="A plan for the region")
    MilestoneFactory(goal=goal, name="Draft")
    rows = {"steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "0", "steps-0-name": "Signed"}
    with time_machine.travel("2026-03-12T12:00:00Z", tick=False):
        edited(rep_client, goal, shape="milestones", **rows)
    latest = rep_client.get(f"/goals/{goal.pk}/edit/").context["changes"][0]
    assert ("milestone", "Draft", "Signed") in [
        (each.name, each.before, each.after) for each in latest.fields
    ]
    with time_machine.travel("2026-03-13T12:00:00Z", tick=False):
        rep_client.post(f"/goals/{goal.pk}/edit/", share(rep, statement=goal.statement))
    latest = rep_client.get(f"/goals/{goal.pk}/edit/").context["changes"][0]
    said = [(each.name, str(each.before), str(each.after)) for each in latest.fields]
    assert ("as a share of", "", "Deals lost, Deals won") in said
    assert ("milestone", "Signed", "None") in said


def test_the_form_of_a_stored_goal_shows_everything_of_it(rep_client: Client, rep: User) -> None:
    above = GoalFactory(company=True, visibility="company")
    goal = GoalFactory(person=rep, parent=above, serves_quota=metric("revenue"), rhythm="monthly")
    Goal.objects.filter(pk=above.pk).update(visibility="private")
    form = rep_client.get(f"/goals/{goal.pk}/edit/").context["form"]
    assert form["parent"].value() == above.pk
    labels = [label for _value, label in form.fields["parent"].choices]
    assert "a goal that is not shown to you" in labels
    assert form["statement"].value() == goal.statement
    assert form["serves_quota"].value() == metric("revenue").pk


def test_a_closed_goal_is_shown_instead_of_edited(rep_client: Client, rep: User) -> None:
    goal = GoalFactory(person=rep, closed_at="2026-03-01T00:00:00Z", outcome="met")
    answer = rep_client.get(f"/goals/{goal.pk}/edit/")
    assert (answer.status_code, answer["Location"]) == (302, f"/goals/{goal.pk}/")


def test_only_who_steers_a_goal_edits_it(
    client_of: Callable[[User], Client], rep: User, team: Team, manager: User, leader: User
) -> None:
    goal = GoalFactory(person=rep, visibility="company")
    mate = RepFactory(team=team)
    address = f"/goals/{goal.pk}/edit/"
    answers = [client_of(user).get(address).status_code for user in (rep, manager, mate, leader)]
    assert answers == [200, 200, 404, 404]
    assert Client().get(address).status_code == 302


def _queries(client: Client, method: str, **sent: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        getattr(client, method)(NEW, sent)
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_people_and_goals(
    manager_client: Client, team: Team, rep: User
) -> None:
    def counts() -> list[int]:
        return [
            _queries(manager_client, "get", like="daily"),
            _queries(manager_client, "get", like="win_rate"),
            _queries(manager_client, "post", **typed(team, do="check")),
        ]

    GoalFactory(team=team)
    counts()
    few = counts()
    for _ in range(8):
        each = RepFactory(team=team)
        GoalFactory(person=each)
        GoalFactory(team=team)
        did(each, "calls", 10, date(2026, 3, 2))
        TeamFactory(parent=team)
    assert counts() == few


def test_the_history_takes_the_same_number_of_queries_however_long_it_is(
    rep_client: Client, rep: User
) -> None:
    rep_client.post(NEW, typed(rep))
    goal = Goal.objects.get()
    address = f"/goals/{goal.pk}/edit/"

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            rep_client.get(address)
        return len(captured)

    edited(rep_client, goal, target="60")
    count()
    few = count()
    for target in range(61, 66):
        edited(rep_client, goal, target=str(target))
    count()
    assert count() == few
