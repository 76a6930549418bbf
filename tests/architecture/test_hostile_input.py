"""What nobody types: goals, plans, quotas and attainment refuse it in words.

Numbers no column holds, bytes no text holds, periods at the ends of time. The answer is a page,
"there is no such thing" or "that cannot be taken", and never a failure; on SQLite too.
"""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Calendar, Team, User
from scorecards.models import Metric
from tests.factories import RepFactory
from tests.goals.factories import GoalFactory, MilestoneFactory, PlanFactory, ScenarioFactory
from tests.scorecards.march_of_rosa import march_of
from tests.scorecards.quota_sheets import address, owed

LARGE = str(2**63)
ENDLESS = "9" * 5000
HOSTILE = (LARGE, ENDLESS, "a\0b", "1e30", "9999-12-31", "person:" + ENDLESS)
AMOUNTS: tuple[Any, ...] = (
    "1e999999999",
    "1e-30",
    "0.00001",
    "99999999",
    "-1",
    LARGE,
    "NaN",
    float("nan"),
    {},
)
PERIODS = ("9999", "FY9999", "9999-12", "0001", "0001-01", "9999-W52", "9999-12-31")
FINE = {200, 201, 204, 302, 400, 404, 405, 409, 422}

GOAL_FIELDS = {
    "owner": "company",
    "shape": "total",
    "metric": "",
    "out_of": "",
    "start": "0",
    "target": "100",
    "unit": "",
    "statement": "Referrals",
    "starts_on": "2026-03-02",
    "due_on": "2026-03-31",
    "rhythm": "weekly",
    "recurrence": "never",
    "parent": "",
    "plan": "",
    "serves_quota": "",
    "visibility": "company",
    "driver": "own",
    "weight": "1",
    "weak_because": "It is a trial",
    "steps-TOTAL_FORMS": "1",
    "steps-INITIAL_FORMS": "0",
    "steps-0-name": "",
    "steps-0-weight": "",
    "steps-0-due_on": "",
    "do": "save",
}
pytestmark = pytest.mark.django_db


def replies(client: Client, method: str, url: str, sent: Any, **options: Any) -> Iterator[str]:
    """What failed: nothing, when the answer is one that can be."""
    if options.get("format") == "json":  # NaN too, which no client of ours would write
        sent, options = json.dumps(sent), {"content_type": "application/json"}
    try:
        with transaction.atomic():
            status = getattr(client, method)(url, sent, **options).status_code
            transaction.set_rollback(True)
    except Exception as failure:
        yield f"{method} {url[:60]} {str(sent)[:120]!r}: {type(failure).__name__} {failure}"[:300]
        return
    if status not in FINE:
        yield f"{method} {url[:60]} {str(sent)[:120]!r}: {status}"


@pytest.fixture
def world(rep: User, team: Team, manager: User) -> dict[str, Any]:
    scenario = ScenarioFactory(plan=PlanFactory(team=team))
    goal = GoalFactory(company=True, visibility="company", metric=None, unit="kg")
    owed(rep, ["100"] * 12)
    steps = GoalFactory(company=True, shape="milestones", visibility="company")
    return {
        "goal": goal,
        "steps": steps,
        "step": MilestoneFactory(goal=steps),
        "scenario": scenario,
        "team": team,
        "rep": rep,
    }


def test_the_form_of_a_goal(world: dict[str, Any], admin_person_client: Client) -> None:
    calls, url = Metric.objects.get(slug="calls").pk, reverse("goal_new")
    share = {**GOAL_FIELDS, "shape": "level", "metric": calls, "out_of": calls}
    failures = [
        failure
        for field, value in product(
            ("out_of", "metric", "owner", "parent", "start", "due_on", "weight"), HOSTILE
        )
        for failure in replies(admin_person_client, "post", url, {**share, field: value})
    ]
    for value in (LARGE, ENDLESS):
        more = {**GOAL_FIELDS, "do": "more", "steps-TOTAL_FORMS": value}
        failures += replies(admin_person_client, "post", url, more)
        failures += replies(admin_person_client, "get", url, {"parent": value})
    assert failures == []


def test_periods_and_ids_at_the_ends_of_time(
    world: dict[str, Any], admin_person_client: Client
) -> None:
    rep, team, plan = world["rep"].pk, world["team"], world["scenario"].plan_id
    asked = [
        *(("/attainment/", {"period": period}) for period in PERIODS),
        *((f"/reps/{rep}/attainment/", {"period": period}) for period in PERIODS),
        *((f"/setup/quotas/revenue/{period}/top/", {}) for period in PERIODS),
        *((f"/setup/quotas/revenue/{period}/{team.pk}/history/", {}) for period in PERIODS),
        *((address(team), {"growth": growth}) for growth in ("NaN", "1e999999", "-Infinity")),
        *((reverse("plan", args=[plan]), {"scenario": key}) for key in (LARGE, ENDLESS, "٣")),
    ]
    failures = [
        failure for url, sent in asked for failure in replies(admin_person_client, "get", url, sent)
    ]
    typed = {
        "name": "Scenario",
        "amount": "100",
        "deal_size": "10",
        "chain": "deals_won opportunities_created",
        "rate-opportunities_created": "25",
        "new_name": "a\0b",
        "do": "save_as",
    }
    failures += replies(admin_person_client, "post", reverse("plan", args=[plan]), typed)
    assert failures == []


def test_ids_and_years_that_an_address_holds(
    world: dict[str, Any], admin_person_client: Client
) -> None:
    calendar = Calendar.default().pk
    asked = (
        ("/setup/closings/", "card"),
        ("/setup/closings/", "kind"),
        ("/setup/time-off/", "person"),
        (f"/setup/calendars/{calendar}/", "year"),
        (f"/teams/{world['team'].pk}/", "job_role"),
        (f"/teams/{world['team'].pk}/board.csv", "job_role"),
        ("/log/", "rep"),
    )
    failures = [
        failure
        for (url, name), value in product(asked, (*HOSTILE, "٣", "²"))
        for failure in replies(admin_person_client, "get", url, {name: value})
    ]
    assert failures == []


def test_closing_and_opening_again(
    team: Team, rep: User, manager: User, manager_client: Client
) -> None:
    march = march_of(team, rep, RepFactory(team=team), manager)
    closed = march.closed()
    keys = (*PERIODS, "FY2026-Q1", "2026-W54", "2026-02-30", "2026-01-05", LARGE, "a\0b")
    words = ("x" * 10_000, "a\0b", "\u202e<script>", " \u2003")
    card = f"/setup/scorecards/{march.card.pk}/closings"
    failures = [
        failure
        for key, word in product(keys, words)
        for failure in replies(manager_client, "post", f"{card}/{key}/", {"note": word})
    ]
    for word in words:
        again = f"/setup/closings/{closed.pk}/reopening/"
        failures += replies(manager_client, "post", again, {"reason": word})
    for key in (*keys, LARGE):
        sent = {"section": key, "period": key, "page": key}
        failures += replies(manager_client, "get", f"{card}/{key}/", {})
        failures += replies(manager_client, "get", f"/setup/closings/{closed.pk}/", sent)
        failures += replies(manager_client, "get", f"/setup/closings/{closed.pk}/late/", sent)
        failures += replies(manager_client, "get", f"/setup/closings/{key}/", {})
        failures += replies(manager_client, "get", f"/setup/closings/{closed.pk}/{key}.csv", {})
        failures += replies(manager_client, "get", f"/setup/closings/{closed.pk}/late.{key}", {})
    assert failures == []


def test_amounts_over_the_api(world: dict[str, Any], admin_person: User) -> None:
    client, goal = APIClient(), world["goal"]
    client.force_login(admin_person)
    new: dict[str, Any] = {
        name: GOAL_FIELDS[name] for name in ("statement", "shape", "starts_on", "due_on")
    }
    new |= {"start": "0", "target": "100", "team": None, "person": None}
    daily = {**new, "shape": "daily", "metric": "calls"}
    tried = [
        *((new, field) for field in ("start", "target", "weight", "parent")),
        (daily, "target"),
    ]
    failures = [
        failure
        for (base, field), value in product(tried, AMOUNTS)
        for failure in replies(
            client, "post", "/api/v1/goals/", {**base, field: value}, format="json"
        )
    ]
    said = f"/api/v1/goals/{goal.pk}/check-ins/"
    quota = {"rep": world["rep"].pk, "metric": "revenue", "period": "2026-03"}
    for value in AMOUNTS:
        failures += replies(client, "post", said, {"confidence": 3, "value": value}, format="json")
        sent = {**quota, "amount": value}
        failures += replies(client, "post", "/api/v1/quotas/", sent, format="json")
    for period in PERIODS:
        sent = {**quota, "amount": "5", "period": period}
        failures += replies(client, "post", "/api/v1/quotas/", sent, format="json")
        failures += replies(client, "get", "/api/v1/attainment/", {"period": period})
    assert failures == []
