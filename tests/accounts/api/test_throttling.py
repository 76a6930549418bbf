"""How much one program may ask, and what it is told then."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django import Settings
from rest_framework.test import APIClient
from time_machine import TimeMachineFixture

from accounts.actions.tokens import create_token
from accounts.api.throttling import TokenThrottle
from accounts.models import User

PATH = "/api/v1/reps/"
NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_a_minute(monkeypatch: pytest.MonkeyPatch, time_machine: TimeMachineFixture) -> None:
    monkeypatch.setattr(TokenThrottle, "THROTTLE_RATES", {"token": "2/min"})
    monkeypatch.setattr(TokenThrottle, "cache", cache)
    time_machine.move_to(NOW, tick=False)


def ask(key: str) -> Any:
    return APIClient().get(PATH, headers={"Authorization": f"Token {key}"})


def key_of(user: User) -> str:
    return create_token(user=user, name="CRM")[1]


def test_too_many_requests_are_told_how_long_to_wait(
    rep: User, time_machine: TimeMachineFixture
) -> None:
    key = key_of(rep)
    assert ask(key).status_code == 200
    time_machine.move_to(NOW + timedelta(seconds=20), tick=False)
    assert ask(key).status_code == 200
    answer = ask(key)
    assert (answer.status_code, answer["Retry-After"]) == (429, "40")
    assert answer.json() == {
        "errors": [
            {
                "field": None,
                "code": "throttled",
                "message": "Request was throttled. Expected available in 40 seconds.",
            }
        ]
    }


def test_who_waits_as_long_as_told_is_let_in_again(
    rep: User, time_machine: TimeMachineFixture
) -> None:
    key = key_of(rep)
    ask(key), ask(key)
    wait = int(ask(key)["Retry-After"])
    time_machine.move_to(NOW + timedelta(seconds=wait - 1), tick=False)
    assert ask(key).status_code == 429
    time_machine.move_to(NOW + timedelta(seconds=wait), tick=False)
    assert ask(key).status_code == 200


def test_each_token_has_a_measure_of_its_own(rep: User) -> None:
    wild, calm = key_of(rep), key_of(rep)
    assert [ask(wild).status_code for _ in range(3)] == [200, 200, 429]
    assert ask(calm).status_code == 200


def test_a_browser_is_measured_by_its_person(rep: User, stranger: User) -> None:
    def browse(user: User) -> int:
        client = APIClient()
        client.force_login(user)
        return client.get(PATH).status_code

    assert [browse(rep) for _ in range(3)] == [200, 200, 429]
    assert browse(stranger) == 200
    assert ask(key_of(rep)).status_code == 200


def test_what_is_open_to_all_is_measured_by_the_address(db: None) -> None:
    statuses = [APIClient().get("/api/v1/docs/").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_a_cache_that_is_away_lets_everybody_through(rep: User, settings: Settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "config.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",  # nothing listens there
            "OPTIONS": {"socket_connect_timeout": 0.1, "retry": None},
        }
    }
    key = key_of(rep)
    assert [ask(key).status_code for _ in range(3)] == [200, 200, 200]
