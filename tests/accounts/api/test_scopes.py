"""What a token of each scope may do: every operation of the API has its row here."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver, reverse
from rest_framework.test import APIClient

from accounts.actions.tokens import create_token
from accounts.models import ApiToken, User
from config import api

READ, FACTS, MANAGE = "read", "facts", "manage"
PK = {"pk": 1}
QUOTA = {"metric": "revenue", "month": "2026-03", "owner": "rep-1"}

# (method, address): the narrowest scope that will do, and what stands in the address.
ROWS: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {
    ("get", "api_schema"): (READ, {}),
    ("get", "api_docs"): (READ, {}),
    ("get", "api_activities-list"): (READ, {}),
    ("post", "api_activities-list"): (FACTS, {}),
    ("get", "api_activities-detail"): (READ, PK),
    ("patch", "api_activities-detail"): (FACTS, PK),
    ("delete", "api_activities-detail"): (FACTS, PK),
    ("get", "api_attainment-list"): (READ, {}),
    ("get", "api_goals-list"): (READ, {}),
    ("post", "api_goals-list"): (MANAGE, {}),
    ("get", "api_goals-detail"): (READ, PK),
    ("patch", "api_goals-detail"): (MANAGE, PK),
    ("delete", "api_goals-detail"): (MANAGE, PK),
    ("post", "api_goals-check-ins"): (MANAGE, PK),
    ("get", "api_leaderboard-list"): (READ, {}),
    ("get", "api_metrics-list"): (READ, {}),
    ("get", "api_metrics-detail"): (READ, {"slug": "calls"}),
    ("get", "api_opportunities-list"): (READ, {}),
    ("post", "api_opportunities-list"): (FACTS, {}),
    ("get", "api_opportunities-detail"): (READ, PK),
    ("get", "api_quotas-list"): (READ, {}),
    ("post", "api_quotas-list"): (MANAGE, {}),
    ("get", "api_quota"): (READ, QUOTA),
    ("patch", "api_quota"): (MANAGE, QUOTA),
    ("delete", "api_quota"): (MANAGE, QUOTA),
    ("get", "api_reps-list"): (READ, {}),
    ("get", "api_reps-detail"): (READ, PK),
    ("get", "api_scorecards-list"): (READ, {}),
    ("get", "api_scorecards-detail"): (READ, PK),
    ("get", "api_scores-list"): (READ, {}),
    ("get", "api_teams-list"): (READ, {}),
    ("get", "api_teams-detail"): (READ, PK),
}
SCOPES = ApiToken.Scope.values


def operations() -> Iterator[tuple[str, str]]:
    """Every method of every address of the API."""
    assert get_resolver().reverse_dict  # all addresses are loaded
    for pattern in api.urlpatterns:
        assert isinstance(pattern, URLPattern)
        assert pattern.name
        if pattern.name == "api_unknown":
            continue
        for method in getattr(pattern.callback, "actions", None) or {"get": ""}:
            if method != "head":
                yield method, pattern.name


def test_every_operation_has_a_row() -> None:
    assert set(operations()) == ROWS.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(("method", "address"), ROWS)
def test_a_token_goes_as_far_as_its_scope(
    admin_person: User, method: str, address: str, scope: str
) -> None:
    needed, arguments = ROWS[method, address]
    _, key = create_token(user=admin_person, name="CRM", scope=scope)
    answer = getattr(APIClient(), method)(
        reverse(address, kwargs=arguments), headers={"Authorization": f"Token {key}"}
    )
    if SCOPES.index(scope) >= SCOPES.index(needed):
        assert answer.status_code in (200, 201, 204, 400, 404)
        return
    assert answer.status_code == 403
    message = f"This needs a token of the scope “{needed}”; this one has “{scope}”."
    assert answer.json() == {"errors": [{"field": None, "code": "scope", "message": message}]}


@pytest.mark.django_db
def test_a_wide_scope_gives_nobody_more_than_they_may(leader: User) -> None:
    _, key = create_token(user=leader, name="CRM", scope=MANAGE)
    answer = APIClient().post(
        "/api/v1/activities/", [], headers={"Authorization": f"Token {key}"}, format="json"
    )
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "permission_denied")


@pytest.mark.django_db
def test_a_browser_is_bound_by_no_scope(admin_person: User) -> None:
    create_token(user=admin_person, name="CRM", scope=READ)
    client = APIClient()
    client.force_login(admin_person)
    assert client.post("/api/v1/quotas/", [], format="json").status_code == 200
