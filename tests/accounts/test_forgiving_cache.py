"""While Redis is away a page that only wanted to remember something still answers."""

import socket

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from config.cache import ForgivingRedisCache


@pytest.fixture
def address_of_nobody() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_it_reads_as_empty_and_forgets(address_of_nobody: str) -> None:
    cache = ForgivingRedisCache(address_of_nobody, {})
    cache.set("tries", 3)
    assert cache.get("tries", 0) == 0
    assert cache.add("tries", 1) is True
    assert cache.delete("tries") is False
    assert cache.touch("tries") is False
    assert "tries" not in cache
    assert cache.incr("tries", 2) == 2
    assert cache.decr("tries") == -1
    assert cache.get_or_set("tries", 4) == 4
    cache.set_many({"tries": 3, "wins": 1})
    assert cache.get_many(["tries", "wins"]) == {}
    cache.delete_many(["tries", "wins"])


@pytest.mark.django_db
def test_one_can_log_in(address_of_nobody: str, client: Client, settings: Settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "config.cache.ForgivingRedisCache",
            "LOCATION": address_of_nobody,
        }
    }
    User.objects.create_user(email="rep@example.org", password="quiet-harbour-7", name="Rep")
    response = client.post(
        "/account/login/", {"login": "rep@example.org", "password": "quiet-harbour-7"}
    )
    assert (response.status_code, response["Location"]) == (302, "/")
