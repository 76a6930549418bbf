"""`Authorization: Token KEY`: who gets in, and what is remembered of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient
from time_machine import TimeMachineFixture

from accounts.actions.tokens import create_token, revoke_token
from accounts.models import ApiToken, User

PATH = "/api/v1/reps/"
NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)


def ask(key: str) -> Any:
    return APIClient().get(PATH, headers={"Authorization": f"Token {key}"})


@pytest.fixture
def key(rep: User) -> str:
    return create_token(user=rep, name="CRM", scope="facts")[1]


def test_a_token_logs_its_owner_in(rep: User, key: str) -> None:
    answer = ask(key)
    assert answer.status_code == 200
    assert [row["id"] for row in answer.json()["results"]] == [rep.pk]


def test_a_token_writes_without_a_csrf_token(key: str) -> None:
    client = APIClient(enforce_csrf_checks=True)
    answer = client.post("/api/v1/activities/", [], headers={"Authorization": f"Token {key}"})
    assert answer.status_code == 200


@pytest.mark.parametrize("wrong", ["", "nonsense", "a b", "ÿ", "0" * 64, "é" * 64])
def test_a_wrong_token_is_refused(rep: User, wrong: str) -> None:
    answer = ask(wrong)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
    assert answer.json()["errors"][0]["code"] == "authentication_failed"


def test_a_token_with_a_wrong_end_is_refused(key: str) -> None:
    assert ask(key[:-1] + ("0" if key[-1] != "0" else "1")).status_code == 401
    assert ask(key[:20] + "é").status_code == 401


def test_a_revoked_token_is_refused(rep: User, key: str) -> None:
    revoke_token(token=ApiToken.objects.get())
    assert ask(key).status_code == 401


def test_the_token_of_a_person_who_may_not_log_in_is_refused(rep: User, key: str) -> None:
    User.objects.filter(pk=rep.pk).update(is_active=False)
    assert ask(key).status_code == 401


def test_the_last_use_is_remembered_to_the_minute(
    key: str, time_machine: TimeMachineFixture
) -> None:
    def used_at(moment: datetime) -> datetime | None:
        time_machine.move_to(moment, tick=False)
        assert ask(key).status_code == 200
        return ApiToken.objects.get().last_used_at

    assert used_at(NOW) == NOW
    assert used_at(NOW + timedelta(seconds=59)) == NOW
    assert used_at(NOW + timedelta(seconds=60)) == NOW + timedelta(seconds=60)


def test_a_second_request_within_the_minute_writes_nothing(key: str) -> None:
    ask(key)
    with CaptureQueriesContext(connection) as queries:
        ask(key)
    assert [q["sql"] for q in queries if not q["sql"].startswith("SELECT")] == []


def test_a_failed_login_is_not_remembered_as_use(rep: User, key: str) -> None:
    User.objects.filter(pk=rep.pk).update(is_active=False)
    ask(key)
    assert ApiToken.objects.get().last_used_at is None


def test_a_token_that_expired_is_refused_and_stays_on_its_page(
    rep: User, time_machine: TimeMachineFixture
) -> None:
    end = NOW + timedelta(days=30)
    _, key = create_token(user=rep, name="CRM", expires_at=end)
    time_machine.move_to(end - timedelta(seconds=1), tick=False)
    assert ask(key).status_code == 200
    time_machine.move_to(end, tick=False)
    answer = ask(key)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
    assert answer.json() == {
        "errors": [{"field": None, "code": "token_expired", "message": "This token has expired."}]
    }
    assert ApiToken.objects.get().last_used_at == end - timedelta(seconds=1)


def test_only_who_knows_the_key_learns_that_it_expired(rep: User) -> None:
    _, key = create_token(user=rep, name="CRM", expires_at=NOW)
    answer = ask(key[:-1] + ("0" if key[-1] != "0" else "1"))
    assert answer.json()["errors"][0]["code"] == "authentication_failed"


def test_an_expired_token_takes_no_other_of_its_owner_along(rep: User, key: str) -> None:
    _, other = create_token(user=rep, name="Old", expires_at=NOW)
    assert (ask(key).status_code, ask(other).status_code) == (200, 401)
    assert ApiToken.objects.count() == 2
