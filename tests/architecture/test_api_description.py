"""The description of the API against the API: whatever may be sent is answered as described.

Schemathesis makes requests that keep to the description, and such that do not. No answer is a
failure of ours, none has a status, a header or a form that the description does not name.
`API_EXAMPLES` is how many requests of each kind an operation gets; without it as many as CI has
time for, most of them on PostgreSQL, which refuses more.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.actions.tokens import create_token
from accounts.api.throttling import TokenThrottle
from accounts.models import Team, User
from config.wsgi import application
from scorecards.actions.quotas import MonthAmount, publish_quotas
from scorecards.actions.recompute import mark_everything, work_off_marks
from scorecards.models import Metric
from tests.factories import ActivityFactory, OpportunityFactory, scorecard
from tests.goals.factories import GoalFactory

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
EXAMPLES = int(os.environ.get("API_EXAMPLES") or {"postgresql": 6}.get(connection.vendor, 3))
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
FORMS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """A request ends without closing the connection: all of them run in the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(one_connection: None, monkeypatch: pytest.MonkeyPatch) -> BaseSchema:
    monkeypatch.setattr(TokenThrottle, "THROTTLE_RATES", {"token": None})
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", application)


@pytest.fixture
def world(rep: User, team: Team, manager: User, time_machine: Any) -> dict[str, dict[str, Any]]:
    """One of everything, and where it is found: what stands in the addresses."""
    time_machine.move_to(NOW, tick=False)
    card = scorecard(
        activities={"calls": (60, 2)},
        objectives={"revenue": (3000, 1)},
        assigned_to=team,
        owner_team=team,
    )
    calls, revenue = (Metric.objects.get(slug=slug) for slug in ("calls", "revenue"))
    activity = ActivityFactory(rep=rep, metric=calls, occurred_at=NOW, day=NOW.date())
    deal = OpportunityFactory(rep=rep)
    goal = GoalFactory(person=rep)
    publish_quotas(
        metric=revenue,
        amounts=[MonthAmount(("rep", rep.pk), NOW.date().replace(day=1), Decimal(42000))],
        starts_on=None,
        origin="api",
        by=manager,
        now=NOW,
    )
    mark_everything([rep], days=(NOW.date(), NOW.date()))
    work_off_marks(now=NOW)
    return {
        "activities": {"id": activity.pk},
        "goals": {"id": goal.pk},
        "metrics": {"slug": "calls"},
        "opportunities": {"id": deal.pk},
        "quotas": {"metric": "revenue", "month": "2026-03", "owner": f"rep-{rep.pk}"},
        "reps": {"id": rep.pk},
        "scorecards": {"id": card.pk},
        "teams": {"id": team.pk},
    }


@pytest.mark.parametrize("who", ["rep", "manager", "admin_person"])
def test_the_api_answers_as_it_is_described(
    described: BaseSchema,
    world: dict[str, dict[str, Any]],
    request: pytest.FixtureRequest,
    who: str,
) -> None:
    _, key = create_token(user=request.getfixturevalue(who), name="CRM", scope="manage")
    failures: list[str] = []
    for operation in operations(described):
        there = world.get(operation.path.split("/")[3], {})
        inside = {name: there[name] for name in there if f"{{{name}}}" in operation.path}
        failures += failing(operation, GenerationMode.POSITIVE, inside, key)
        failures += failing(operation, GenerationMode.NEGATIVE, inside, key)
    assert failures == []


def operations(described: BaseSchema) -> Iterator[APIOperation]:
    for result in described.get_all_operations():
        assert isinstance(result, Ok), result
        yield result.ok()


def failing(
    operation: APIOperation, mode: GenerationMode, inside: dict[str, Any], key: str
) -> Iterator[str]:
    """What is wrong with the answers to the owner of that key."""

    @SETTINGS
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=inside or None))
    def ask(case: Case) -> None:
        with transaction.atomic():
            answer = case.call(headers={"Authorization": f"Token {key}"})
            transaction.set_rollback(True)
        case.validate_response(answer, checks=FORMS)

    try:
        ask()
    except Unsatisfiable:  # there is nothing about it that could be wrong
        assert mode == GenerationMode.NEGATIVE
    except FailureGroup as failed:
        yield from (f"{operation.label}: {failure}" for failure in failed.exceptions)
