"""Every address of the project as every kind of person. An address without a row fails.

Columns: the rep concerned, a rep of another team, the rep's manager, another team's manager,
a leader, an admin, somebody who is not logged in.

    s sees it (200)        d may do it (the form is taken, or refused for what is in it)
    n does not exist (404) l is sent to the login, or told 401
    r is sent on           f is forbidden by the sign-in that this page asks for (403)
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import ApiToken, Calendar, ClosedDay, Membership, Team, TimeOff, User
from scorecards.actions.quotas import MonthAmount, publish_quotas
from scorecards.models import Closing, Metric, Override, QuotaChange, SeasonalProfile
from tests.factories import (
    ActivityFactory,
    JobRoleFactory,
    MetricFactory,
    OpportunityFactory,
    scorecard,
)
from tests.goals.factories import GoalFactory, MilestoneFactory, PlanFactory, ScenarioFactory

# Third-party pages with a gate of their own, tested in their own files.
LEFT_OUT = ("admin/", "account/")

# name: (method, keyword arguments from the world, expected answers)
World = SimpleNamespace
QUERY = "?"
Row = tuple[str, Callable[[World], dict[str, Any]], str]


def rep_id(world: World) -> dict[str, Any]:
    return {"rep_id": world.rep.pk}


def facts_of_rep(world: World) -> dict[str, Any]:
    return {**rep_id(world), QUERY: {"metric": "calls"}}


def for_rep(world: World) -> dict[str, Any]:
    return {QUERY: {"rep": world.rep.pk}}


def team_id(world: World) -> dict[str, Any]:
    return {"team_id": world.team.pk}


def attainment_table(world: World) -> dict[str, Any]:
    return {"table": "reps", "ending": "csv"}


def card_id(world: World) -> dict[str, Any]:
    return {"card_id": world.card.pk}


def closing_id(world: World) -> dict[str, Any]:
    return {"closing_id": world.closing.pk}


def activity_id(world: World) -> dict[str, Any]:
    return {"activity_id": world.activity.pk}


def person_id(world: World) -> dict[str, Any]:
    return {"person_id": world.rep.pk}


def calendar_id(world: World) -> dict[str, Any]:
    return {"calendar_id": world.calendar.pk}


def goal_id(world: World) -> dict[str, Any]:
    return {"goal_id": world.goal.pk}


def plan_id(world: World) -> dict[str, Any]:
    return {"plan_id": world.scenario.plan_id}


def scenario_id(world: World) -> dict[str, Any]:
    return {**plan_id(world), "scenario_id": world.scenario.pk}


def plan_table(world: World) -> dict[str, Any]:
    return {**plan_id(world), "table": "stages"}


def plan_card(world: World) -> dict[str, Any]:
    return {**plan_id(world), "card_id": world.card.pk}


def quota_sheet(world: World) -> dict[str, Any]:
    return {"metric": "revenue", "year": "2026", "team": str(world.team.pk)}


def nothing(world: World) -> dict[str, Any]:
    return {}


#                                             own other own other
#                                             rep rep   mgr mgr   leader admin anonymous
ROWS: dict[str, Row] = {
    # Watching the service
    "healthz": ("get", nothing, "sssssss"),
    "readyz": ("get", nothing, "ddddddd"),
    # Pages of reps
    "home": ("get", nothing, "ssrrrsl"),
    "rep": ("get", rep_id, "snsnssl"),
    "rep_standing": ("get", rep_id, "snsnssl"),
    "rep_score": ("get", lambda w: {**rep_id(w), "kind": "activities"}, "snsnssl"),
    "rep_facts": ("get", facts_of_rep, "snsnssl"),
    "rep_facts_csv": ("get", facts_of_rep, "snsnssl"),
    "rep_facts_xlsx": ("get", facts_of_rep, "snsnssl"),
    "log": ("get", nothing, "ssssnsl"),
    "log_one": ("post", for_rep, "dndnndl"),
    "log_day": ("post", for_rep, "dndnndl"),
    "activity_correction": ("get", activity_id, "snsnnsl"),
    "activity_withdrawal": ("post", activity_id, "dndnndl"),
    "activity_restoration": ("post", activity_id, "dndnndl"),
    # Boards
    "teams": ("get", nothing, "nnrrssl"),
    "team": ("get", team_id, "nnsnssl"),
    "team_csv": ("get", team_id, "nnsnssl"),
    "team_xlsx": ("get", team_id, "nnsnssl"),
    # Attainment
    "attainment": ("get", nothing, "ssssssl"),
    "attainment_file": ("get", attainment_table, "nnssssl"),
    "attainment_team": ("get", team_id, "nnsnssl"),
    "attainment_team_file": ("get", lambda w: {**team_id(w), **attainment_table(w)}, "nnsnssl"),
    "attainment_past": ("get", nothing, "nnssssl"),
    "attainment_team_past": ("get", team_id, "nnsnssl"),
    "rep_attainment": ("get", rep_id, "snsnssl"),
    "rep_attainment_file": (
        "get",
        lambda w: {**rep_id(w), "table": "months", "ending": "csv"},
        "snsnssl",
    ),
    "live": ("get", nothing, "nnnnnnl"),
    # Setup of people
    "setup": ("get", nothing, "nnssnsl"),
    "setup_people": ("get", nothing, "nnssnsl"),
    "setup_people_csv": ("get", nothing, "nnssnsl"),
    "setup_people_xlsx": ("get", nothing, "nnssnsl"),
    "setup_person_new": ("get", nothing, "nnssnsl"),
    "setup_person": ("get", person_id, "nnsnnsl"),
    "setup_person_membership": ("post", person_id, "nndnndl"),
    "setup_membership_removal": (
        "post",
        lambda w: {**person_id(w), "membership_id": w.membership.pk},
        "nndnndl",
    ),
    "setup_person_invitation": ("post", person_id, "nndnndl"),
    "setup_teams": ("get", nothing, "nnssnsl"),
    "setup_team_new": ("get", nothing, "nnssnsl"),
    "setup_team": ("get", team_id, "nnsnnsl"),
    "setup_team_removal": ("post", team_id, "nndnndl"),
    "setup_calendars": ("get", nothing, "nnssnsl"),
    "setup_calendar_new": ("get", nothing, "nnssnsl"),
    "setup_calendar_regions": ("get", nothing, "nnssnsl"),
    "setup_calendar": ("get", calendar_id, "nnsnnsl"),
    "setup_calendar_removal": ("post", calendar_id, "nndnndl"),
    "setup_closed_day_new": ("post", calendar_id, "nndnndl"),
    "setup_closed_day_removal": (
        "post",
        lambda w: {**calendar_id(w), "closed_day_id": w.closed_day.pk},
        "nndnndl",
    ),
    "setup_time_off": ("get", nothing, "ssssnsl"),
    "setup_time_off_new": ("get", nothing, "nnssnsl"),
    "setup_time_off_removal": ("post", lambda w: {"time_off_id": w.time_off.pk}, "nndnndl"),
    "setup_organisation": ("get", nothing, "nnnnnsl"),
    "setup_job_roles": ("get", nothing, "nnnnnsl"),
    "setup_job_role": ("get", lambda w: {"job_role_id": w.job_role.pk}, "nnnnnsl"),
    "setup_job_role_removal": ("post", lambda w: {"job_role_id": w.job_role.pk}, "nnnnndl"),
    "setup_tokens": ("get", nothing, "ssssssl"),
    "setup_token_revocation": ("post", lambda w: {"digest": w.token.digest}, "dnnnnnl"),
    # Setup of scorecards
    "metrics": ("get", nothing, "nnssnsl"),
    "metric_new": ("get", nothing, "nnnnnsl"),
    "metric": ("get", lambda w: {"metric_id": w.metric.pk}, "nnssnsl"),
    "metric_switch": ("post", lambda w: {"metric_id": w.metric.pk}, "nnnnndl"),
    "scorecards": ("get", nothing, "nnssnsl"),
    "scorecard_new": ("get", nothing, "nnssnsl"),
    "scorecard": ("get", card_id, "nnsnnsl"),
    "scorecard_edit": ("get", card_id, "nnsnnsl"),
    "scorecard_removal": ("post", card_id, "nndnndl"),
    "assignment_new": ("post", card_id, "nndnndl"),
    "assignment_end": ("post", lambda w: {"assignment_id": w.assignment.pk}, "nndnndl"),
    "draft": ("get", card_id, "nnsnnsl"),
    "draft_new": ("post", card_id, "nndnndl"),
    "draft_removal": ("post", card_id, "nndnndl"),
    "draft_preview": ("get", card_id, "nnsnnsl"),
    "draft_publication": ("post", card_id, "nndnndl"),
    "version": ("get", lambda w: {**card_id(w), "number": 1}, "nnsnnsl"),
    "overrides": ("get", nothing, "nnssnsl"),
    "override_new": ("get", nothing, "nnssnsl"),
    "override_end": ("post", lambda w: {"override_id": w.override.pk}, "nndnndl"),
    "closings": ("get", nothing, "nnssnsl"),
    "closings_file": ("get", lambda w: {"ending": "csv"}, "nnssnsl"),
    "closing_new": ("get", lambda w: {**card_id(w), "key": "2026-01"}, "nnsnnsl"),
    "closing": ("get", closing_id, "nnsnnsl"),
    "closing_late": ("get", closing_id, "nnsnnsl"),
    "closing_reopening": ("post", closing_id, "nndnndl"),
    "closing_file": (
        "get",
        lambda w: {**closing_id(w), "table": "scores", "ending": "csv"},
        "nnsnnsl",
    ),
    # Plans
    "plans": ("get", nothing, "nnssssl"),
    "plan_new": ("get", nothing, "nnssssl"),
    "plan": ("get", plan_id, "nnsnssl"),
    "plan_removal": ("post", plan_id, "nndnddl"),
    "scenario_choice": ("post", scenario_id, "nndnddl"),
    "scenario_removal": ("post", scenario_id, "nndnddl"),
    "plan_comparison": ("get", plan_id, "nnsnssl"),
    "plan_reps": ("get", plan_id, "nnsnssl"),
    "plan_drafts": ("get", plan_id, "nnsnssl"),
    # The draft is the manager's: a leader publishes none but their own.
    "plan_draft": ("get", plan_card, "nnsnnsl"),
    "plan_draft_removal": ("post", plan_card, "nndnndl"),
    "plan_csv": ("get", plan_table, "nnsnssl"),
    "plan_xlsx": ("get", plan_table, "nnsnssl"),
    # Setup of quotas
    "quotas": ("get", nothing, "nnssnsl"),
    "quotas_file": ("get", lambda w: {"kind": "csv"}, "nnssnsl"),
    "quota_profiles": ("get", nothing, "nnssnsl"),
    "quota_profiles_file": ("get", lambda w: {"kind": "csv"}, "nnssnsl"),
    "quota_profile_new": ("get", nothing, "nnssnsl"),
    "quota_profile": ("get", lambda w: {"profile_id": w.profile.pk}, "nnssnsl"),
    "quota_profile_removal": ("post", lambda w: {"profile_id": w.profile.pk}, "nnddndl"),
    "quota_change": ("get", lambda w: {"change_id": w.quotas.pk}, "nnsnnsl"),
    "quota_change_file": (
        "get",
        lambda w: {"change_id": w.quotas.pk, "kind": "xlsx"},
        "nnsnnsl",
    ),
    "quota_sheet": ("get", quota_sheet, "nnsnnsl"),
    "quota_sheet_file": ("get", lambda w: {**quota_sheet(w), "kind": "csv"}, "nnsnnsl"),
    "quota_draft_removal": ("post", quota_sheet, "nndnndl"),
    "quota_preview": ("get", quota_sheet, "nnsnnsl"),
    "quota_preview_file": ("get", lambda w: {**quota_sheet(w), "kind": "csv"}, "nnsnnsl"),
    "quota_publication": ("post", quota_sheet, "nndnndl"),
    "quota_uplift": ("get", quota_sheet, "nnsnnsl"),
    "quota_uplift_file": ("get", lambda w: {**quota_sheet(w), "kind": "csv"}, "nnsnnsl"),
    "quota_history": ("get", quota_sheet, "nnsnnsl"),
    "quota_history_file": ("get", lambda w: {**quota_sheet(w), "kind": "xlsx"}, "nnsnnsl"),
    # Goals
    "goals": ("get", nothing, "ssssssl"),
    "goals_csv": ("get", nothing, "ssssssl"),
    "goals_xlsx": ("get", nothing, "ssssssl"),
    "goal_tree": ("get", nothing, "ssssssl"),
    "goals_of": ("get", rep_id, "snsnssl"),
    "goal_reminders": ("post", nothing, "ddddddl"),
    "goal": ("get", goal_id, "snsnssl"),
    "goal_check_in": ("post", goal_id, "dndnndl"),
    "goal_check_ins_csv": ("get", goal_id, "snsnssl"),
    "goal_check_ins_xlsx": ("get", goal_id, "snsnssl"),
    "goal_status": ("post", goal_id, "dndnndl"),
    "goal_closure": ("post", goal_id, "dndnndl"),
    "goal_reopening": ("post", goal_id, "dndnndl"),
    "goal_milestone": (
        "post",
        lambda w: {**goal_id(w), "milestone_id": MilestoneFactory(goal=w.goal).pk},
        "dndnndl",
    ),
    "goal_new": ("get", nothing, "ssssssl"),
    "goal_edit": ("get", lambda w: {"goal_id": w.goal.pk}, "snsnnsl"),
    # API
    "api_schema": ("get", nothing, "sssssss"),
    "api_docs": ("get", nothing, "sssssss"),
    "api_activities-list": ("get", nothing, "ssssssl"),
    "api_activities-detail": ("get", lambda w: {"pk": w.activity.pk}, "snsnssl"),
    "api_attainment-list": ("get", nothing, "ssssssl"),
    "api_goals-list": ("get", nothing, "ssssssl"),
    "api_goals-detail": ("get", lambda w: {"pk": w.goal.pk}, "snsnssl"),
    "api_goals-check-ins": ("post", lambda w: {"pk": w.goal.pk}, "dndnndl"),
    "api_leaderboard-list": ("get", nothing, "ssssssl"),
    "api_metrics-list": ("get", nothing, "ssssssl"),
    "api_metrics-detail": ("get", lambda w: {"slug": "calls"}, "ssssssl"),
    "api_opportunities-list": ("get", nothing, "ssssssl"),
    "api_opportunities-detail": ("get", lambda w: {"pk": w.opportunity.pk}, "snsnssl"),
    "api_quotas-list": ("get", nothing, "ssssssl"),
    "api_quota": (
        "get",
        lambda w: {"metric": "revenue", "month": "2026-03", "owner": f"rep-{w.rep.pk}"},
        "snsnssl",
    ),
    "api_reps-list": ("get", nothing, "ssssssl"),
    "api_reps-detail": ("get", lambda w: {"pk": w.rep.pk}, "snsnssl"),
    "api_scorecards-list": ("get", nothing, "ssssssl"),
    "api_scorecards-detail": ("get", lambda w: {"pk": w.card.pk}, "snsnssl"),
    "api_scores-list": ("get", nothing, "ssssssl"),
    "api_unknown": ("get", nothing, "nnnnnnn"),
    "api_teams-list": ("get", nothing, "ssssssl"),
    "api_teams-detail": ("get", lambda w: {"pk": w.team.pk}, "nnsnssl"),
}


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str | None]]:
    for part in resolver.url_patterns:
        path = before + str(part.pattern)
        if isinstance(part, URLPattern):
            yield path, part.name
        else:
            yield from addresses(part, path)


def test_every_address_has_a_row() -> None:
    names = {name for path, name in addresses(get_resolver()) if not path.startswith(LEFT_OUT)}
    assert names - ROWS.keys() == set(), "an address without a row: say who may open it"
    assert ROWS.keys() - names == set(), "a row without an address"


@pytest.mark.parametrize("name", ROWS)
def test_everybody_gets_the_answer_of_the_row(
    name: str, world: World, people: list[User | None]
) -> None:
    method, arguments, expected = ROWS[name]
    kwargs = arguments(world)
    query = kwargs.pop(QUERY, {})
    url = reverse(name, kwargs=kwargs)

    answers = "".join(
        _answer(person, method, url, query, wanted)
        for person, wanted in zip(people, expected, strict=True)
    )

    assert answers == expected


def _answer(person: User | None, method: str, url: str, query: dict[str, Any], wanted: str) -> str:
    client = Client(raise_request_exception=True)
    if person:
        client.force_login(person)
    with transaction.atomic():
        response: HttpResponseBase = getattr(client, method)(url, query)
        transaction.set_rollback(True)
    return _letter(response, wanted)


def _letter(response: HttpResponseBase, wanted: str) -> str:
    status = response.status_code
    sent_to = response.headers.get("Location", "")
    if status == 401 or "/account/login" in sent_to:
        return "l"
    if status == 404:
        return "n"
    if wanted == "d" and status in (200, 302, 303, 400, 409, 415, 422, 503):
        return "d"
    return {200: "s", 302: "r", 303: "r", 403: "f"}.get(status, f"<{status}>")


@pytest.fixture
def people(
    rep: User,
    stranger: User,
    manager: User,
    other_manager: User,
    leader: User,
    admin_person: User,
) -> list[User | None]:
    return [rep, stranger, manager, other_manager, leader, admin_person, None]


@pytest.fixture
def world(rep: User, team: Team, manager: User) -> World:
    """One of everything, all of it the rep's or the rep's team's."""
    calendar = Calendar.objects.create(name="North calendar")
    team.calendar = calendar
    team.save(update_fields=["calendar"])
    card = scorecard(
        "North card",
        activities={"calls": (100, 100)},
        assigned_to=team,
        owner_team=team,
    )
    draft = card.versions.create(number=2, starts_on=date(2030, 1, 7), made_by=manager)
    section = draft.sections.create(kind="activities", period="week")
    calls = Metric.objects.get(slug="calls")
    section.benchmarks.create(metric=calls, target=Decimal(50), weight=Decimal(1))
    return World(
        rep=rep,
        team=team,
        card=card,
        calendar=calendar,
        closed_day=ClosedDay.objects.create(calendar=calendar, day=date(2026, 12, 24)),
        time_off=TimeOff.objects.create(
            user=rep, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 3)
        ),
        membership=Membership.objects.get(user=rep),
        job_role=JobRoleFactory(),
        goal=GoalFactory(person=rep),
        metric=MetricFactory(slug="own_metric"),
        opportunity=OpportunityFactory(rep=rep),
        activity=ActivityFactory(
            rep=rep, metric=calls, occurred_at=datetime(2026, 3, 2, 9, tzinfo=UTC)
        ),
        assignment=card.assignments.get(),
        closing=Closing.objects.create(
            scorecard=card,
            kind="month",
            key="2026-02",
            starts_on=date(2026, 2, 1),
            ends_on=date(2026, 2, 28),
            closed_at=datetime(2026, 3, 9, 9, tzinfo=UTC),
        ),
        override=Override.objects.create(
            rep=rep, metric=calls, period="week", target=Decimal(60), starts_on=date(2026, 3, 2)
        ),
        token=ApiToken.objects.create(user=rep)[0],
        scenario=ScenarioFactory(plan=PlanFactory(team=team)),
        profile=SeasonalProfile.objects.create(name="Season", weights=["1"] * 12),
        quota_draft=QuotaChange.objects.create(
            team=team,
            metric=Metric.objects.get(slug="revenue"),
            year_starts_on=date(2026, 1, 1),
            origin="sheet",
        ),
        quotas=publish_quotas(
            metric=Metric.objects.get(slug="revenue"),
            amounts=[MonthAmount(("rep", rep.pk), date(2026, 3, 1), Decimal(5))],
            starts_on=None,
            origin="api",
            by=manager,
            now=datetime(2026, 3, 2, 9, tzinfo=UTC),
        ),
    )
