"""Every error of the API has one form, whatever went wrong and wherever."""

from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest
from django.http import UnreadablePostError
from rest_framework.test import APIClient

from accounts.actions.tokens import create_token
from accounts.models import User
from tests.accounts.api.conftest import Programs

REPS, ACTIVITIES = "/api/v1/reps/", "/api/v1/activities/"

pytestmark = pytest.mark.django_db


def errors(answer: Any) -> list[tuple[str | None, str]]:
    """Field and code of each; there is nothing but errors, and each has a sentence."""
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert body.keys() == {"errors"}
    assert all(error.keys() == {"field", "code", "message"} for error in body["errors"])
    assert all(error["message"] for error in body["errors"])
    return [(error["field"], error["code"]) for error in body["errors"]]


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("method", ["get", "post", "patch", "delete", "put"])
@pytest.mark.parametrize(
    "path", ["/api/v1/", "/api/v1/nothing/", "/api/v1/reps/one/", "/api/v1/activities"]
)
def test_an_unknown_address_is_not_found_and_sends_nobody_on(
    settings: Any, rep: User, path: str, method: str, debug: bool
) -> None:
    settings.DEBUG = debug
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(rep)
    answer = getattr(client, method)(path)
    assert (answer.status_code, errors(answer)) == (404, [(None, "not_found")])


@pytest.mark.parametrize("path", ["/api/", "/api/v2/reps/"])
def test_what_lies_beside_the_api_is_not_found_in_the_same_form(
    client: APIClient, path: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, errors(answer)) == (404, [(None, "not_found")])


@pytest.mark.parametrize(
    ("method", "path"), [("put", ACTIVITIES), ("delete", REPS), ("options", REPS)]
)
def test_a_method_that_there_is_not(
    api: Programs, admin_person: User, method: str, path: str
) -> None:
    answer = getattr(api(admin_person), method)(path)
    assert (answer.status_code, errors(answer)) == (405, [(None, "method_not_allowed")])
    assert "GET" in answer["Allow"]


def test_an_answer_that_is_not_json_is_not_to_be_had(api: Programs, rep: User) -> None:
    answer = api(rep).get(REPS, headers={"Accept": "text/csv"})
    assert (answer.status_code, errors(answer)) == (406, [(None, "not_acceptable")])


@pytest.mark.parametrize("kind", ["text/csv", "application/x-www-form-urlencoded", "nonsense"])
def test_a_body_that_is_not_said_to_be_json(api: Programs, rep: User, kind: str) -> None:
    answer = api(rep).post(ACTIVITIES, "rep=1", content_type=kind)
    assert (answer.status_code, errors(answer)) == (415, [(None, "unsupported_media_type")])


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff\xfe", b'{"quantity": NaN}', b"[" * 100_000, b'{"a": ' * 100_000],
)
def test_a_body_that_is_no_json(api: Programs, rep: User, body: bytes) -> None:
    answer = api(rep).post(ACTIVITIES, body, content_type="application/json")
    assert (answer.status_code, errors(answer)) == (400, [(None, "parse_error")])


class BrokenOff(BytesIO):
    """A body whose sender went away."""

    def read(self, size: int | None = -1) -> bytes:
        raise UnreadablePostError


def test_a_body_that_breaks_off(rep: User) -> None:
    _, key = create_token(user=rep, name="dialer", scope="facts")
    headers: Any = {"HTTP_AUTHORIZATION": f"Token {key}", "wsgi.input": BrokenOff()}
    answer = APIClient().generic(
        "POST", ACTIVITIES, "[{}]", content_type="application/json", **headers
    )
    assert (answer.status_code, errors(answer)) == (400, [(None, "cut_off")])


@pytest.mark.parametrize("position", ["abc", "-1", "9" * 30, "1\0", "٣", "1.5"])
def test_a_cursor_that_we_did_not_make(api: Programs, rep: User, position: str) -> None:
    cursor = b64encode(f"p={position}".encode()).decode()
    answer = api(rep).get(REPS, {"cursor": cursor})
    assert (answer.status_code, errors(answer)) == (404, [(None, "not_found")])


@pytest.mark.parametrize("cursor", ["a", "%%%", "\0", "ÿ", "bz0xMDAwMDAwMDAwMDAw"])
def test_a_cursor_that_is_none(api: Programs, rep: User, cursor: str) -> None:
    answer = api(rep).get(REPS, {"cursor": cursor})
    assert answer.status_code in (200, 404)
    if answer.status_code == 404:
        assert errors(answer) == [(None, "not_found")]
