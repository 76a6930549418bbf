"""The two forms that every answer of the API keeps: errors, and pages of a list."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404
from django.test import Client, RequestFactory
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from accounts.api.errors import Conflict, error_answer, failed
from accounts.api.paging import Pages
from accounts.models import User


def errors_of(error: Exception) -> tuple[int, list[dict[str, Any]]]:
    answer = error_answer(error, {})
    assert answer is not None
    return answer.status_code, answer.data["errors"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.PermissionDenied(), 403, "permission_denied"),
        (DjangoPermissionDenied(), 403, "permission_denied"),
        (exceptions.NotFound(), 404, "not_found"),
        (Http404(), 404, "not_found"),
        (Conflict(), 409, "conflict"),
        (exceptions.Throttled(), 429, "throttled"),
    ],
)
def test_an_error_of_the_whole_request_has_no_field(
    error: Exception, status: int, code: str
) -> None:
    found_status, [found] = errors_of(error)
    assert (found_status, found["field"], found["code"]) == (status, None, code)
    assert found["message"] != ""


def test_each_field_at_fault_is_named_by_its_path() -> None:
    error = exceptions.ValidationError(
        {
            "quantity": ["Too large.", "Not whole."],
            "lines": [{}, {"target": ["Missing."]}],
            "non_field_errors": ["Nothing to store."],
        }
    )
    status, errors = errors_of(error)
    assert status == 400
    assert errors == [
        {"field": "quantity", "code": "invalid", "message": "Too large."},
        {"field": "quantity", "code": "invalid", "message": "Not whole."},
        {"field": "lines.1.target", "code": "invalid", "message": "Missing."},
        {"field": None, "code": "invalid", "message": "Nothing to store."},
    ]


def test_an_address_that_there_is_not_is_an_error_of_the_api_below_it(client: Client) -> None:
    answer = client.get("/api/v1/nothing/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json")
    said = "There is no such address; all of them end in a slash."
    assert answer.json() == {"errors": [{"field": None, "code": "not_found", "message": said}]}
    elsewhere = client.get("/nothing/")
    assert (elsewhere.status_code, b"There is nothing here" in elsewhere.content) == (404, True)


def test_a_bug_is_told_as_an_error_of_the_api_below_it(rf: RequestFactory) -> None:
    answer = failed(rf.get("/api/v1/reps/"))
    assert (answer.status_code, json.loads(answer.content)["errors"][0]["code"]) == (500, "error")
    assert b"Something broke" in failed(rf.get("/setup/")).content


def test_what_is_no_error_of_the_api_is_left_to_django() -> None:
    assert error_answer(ValueError("a bug"), {}) is None


def page(query: str) -> dict[str, Any]:
    request = Request(APIRequestFactory().get(f"/api/v1/reps/{query}"))
    pages = Pages()
    rows = pages.paginate_queryset(User.objects.all(), request)
    assert rows is not None
    return pages.get_paginated_response([user.email for user in rows]).data


@pytest.fixture
def five_people(db: None) -> list[str]:
    emails = [f"{letter}@example.org" for letter in "ebdac"]
    User.objects.bulk_create(User(email=email, name=email) for email in emails)
    return emails


def test_next_leads_through_the_whole_list_in_the_order_of_ids(five_people: list[str]) -> None:
    found: list[str] = []
    query: str | None = "?limit=2"
    while query is not None:
        answer = page(query)
        found += answer["results"]
        query = answer["next"] and "?" + answer["next"].partition("?")[2]
    assert found == five_people


def test_a_row_added_meanwhile_moves_no_page(five_people: list[str]) -> None:
    first = page("?limit=3")
    User.objects.filter(email=five_people[0]).delete()
    User.objects.create(email="new@example.org", name="New")
    second = page("?" + first["next"].partition("?")[2])
    assert second == {"next": None, "results": [*five_people[3:], "new@example.org"]}


def test_a_limit_above_the_largest_is_cut(five_people: list[str]) -> None:
    assert Pages().get_page_size(Request(APIRequestFactory().get("/?limit=99999"))) == 1000


def test_a_cursor_that_is_none_is_an_error(five_people: list[str]) -> None:
    with pytest.raises(exceptions.NotFound):
        page("?cursor=nonsense")
