"""`/schema/` and `/docs/`: the API describes itself, and the description holds."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from accounts.models import User
from scorecards.actions.recompute import mark_everything, work_off_marks
from tests.factories import scorecard
from tests.scorecards.api.conftest import NOW, Programs
from tests.scorecards.api.facts import fact

METHODS = {"get", "post", "patch", "delete"}


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Made by the command that fails where anything is left undescribed."""
    file: Path = tmp_path_factory.mktemp("schema") / "schema.yml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(file))
    found = yaml.safe_load(file.read_text())
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def operations(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method} {path}": operation
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    }


def test_every_operation_is_described(operations: dict[str, dict[str, Any]]) -> None:
    prefix = "/api/v1"
    assert {name.replace(prefix, "") for name in operations} == {
        "get /activities/",
        "post /activities/",
        "get /activities/{id}/",
        "patch /activities/{id}/",
        "delete /activities/{id}/",
        "get /attainment/",
        "get /goals/",
        "post /goals/",
        "get /goals/{id}/",
        "patch /goals/{id}/",
        "delete /goals/{id}/",
        "post /goals/{id}/check-ins/",
        "get /leaderboard/",
        "get /metrics/",
        "get /metrics/{slug}/",
        "get /opportunities/",
        "post /opportunities/",
        "get /opportunities/{id}/",
        "get /quotas/",
        "post /quotas/",
        "get /quotas/{metric}/{month}/{owner}/",
        "patch /quotas/{metric}/{month}/{owner}/",
        "delete /quotas/{metric}/{month}/{owner}/",
        "get /reps/",
        "get /reps/{id}/",
        "get /scorecards/",
        "get /scorecards/{id}/",
        "get /scores/",
        "get /teams/",
        "get /teams/{id}/",
    }
    assert [name for name, found in operations.items() if not found.get("summary")] == []


def test_every_operation_names_its_errors_in_the_one_form(
    operations: dict[str, dict[str, Any]],
) -> None:
    for name, operation in operations.items():
        errors = {s: a for s, a in operation["responses"].items() if s >= "400"}
        assert {"401", "429"} <= errors.keys(), name
        assert ("403" in errors) == (not name.startswith("get ")), name
        for answer in errors.values():
            content = answer["content"]["application/json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Errors"}
            assert content["examples"]


def test_every_answer_and_body_has_an_example(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        bodies = [a for a in operation["responses"].values() if "content" in a]
        if "requestBody" in operation:
            bodies.append(operation["requestBody"])
        assert all(body["content"]["application/json"]["examples"] for body in bodies), name


def test_the_examples_keep_to_the_description(
    schema: dict[str, Any], operations: dict[str, dict[str, Any]]
) -> None:
    for operation in operations.values():
        for answer in operation["responses"].values():
            content = answer.get("content", {}).get("application/json", {})
            for example in content.get("examples", {}).values():
                validate(example["value"], content["schema"], schema)


def test_the_answers_keep_to_the_description(
    schema: dict[str, Any], api: Programs, rep: User, manager: User
) -> None:
    scorecard("Card", activities={"calls": (60, 2)}, assigned_to=rep)
    client = api(manager)
    posted = client.post("/api/v1/activities/", [fact(), fact(rep="nobody")])
    mark_everything([rep], days=(NOW.date(), NOW.date()))
    work_off_marks(now=NOW)
    answer(schema, "post", "activities", posted.json())
    quota = {"rep": rep.pk, "metric": "revenue", "month": "2026-03", "amount": "5"}
    posted = client.post("/api/v1/quotas/", [quota, quota | {"rep": "nobody"}])
    answer(schema, "post", "quotas", posted.json())
    for name in ("activities", "metrics", "quotas", "reps", "scores", "teams"):
        found = client.get(f"/api/v1/{name}/").json()
        assert len(found["results"]) > 0
        answer(schema, "get", name, found)


def answer(schema: dict[str, Any], method: str, name: str, value: Any) -> None:
    operation = schema["paths"][f"/api/v1/{name}/"][method]
    validate(value, operation["responses"]["200"]["content"]["application/json"]["schema"], schema)


def validate(value: Any, part: dict[str, Any], schema: dict[str, Any]) -> None:
    Draft202012Validator(
        {**_as_json_schema(part), "components": _as_json_schema(schema["components"])}
    ).validate(value)


def _as_json_schema(part: Any) -> Any:
    """OpenAPI 3.0 says `nullable` where JSON Schema has one more type."""
    if isinstance(part, list):
        return [_as_json_schema(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    found = {name: _as_json_schema(inner) for name, inner in part.items() if name != "nullable"}
    return {"anyOf": [found, {"type": "null"}]} if part.get("nullable") is True else found


def test_the_description_and_its_page_are_served(client: Client) -> None:
    assert client.get("/api/v1/schema/").status_code == 200
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    assert "https://" not in page.content.decode()
    assert "swagger-ui-bundle.js" in page.content.decode()
