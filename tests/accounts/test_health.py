"""`/healthz` and `/readyz`: what a watcher learns of the installation."""

from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.actions.health import note_worker_seen
from accounts.models import StaleMark, User
from accounts.queries.health import Readiness, readiness
from accounts.tasks import worker_heartbeat

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def mark(*, age: timedelta, now: datetime = NOW, bulk: bool = False) -> None:
    rep, _ = User.objects.get_or_create(email="rep@example.org", defaults={"name": "Rep"})
    day = date(2026, 5, 4)
    made = StaleMark.objects.create(
        rep=rep, from_day=day, to_day=day, facts_changed=True, bulk=bulk
    )
    StaleMark.objects.filter(pk=made.pk).update(marked_at=now - age)


def test_healthz_answers_without_the_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_all_is_ready_when_a_worker_was_just_seen_and_nothing_waits() -> None:
    note_worker_seen(now=NOW - timedelta(seconds=12))
    assert readiness(NOW) == Readiness(
        database=True,
        broker=True,
        worker=True,
        worker_seen_seconds_ago=12,
        oldest_mark_seconds=None,
        oldest_bulk_mark_seconds=None,
        marks=True,
    )


@pytest.mark.django_db
def test_a_worker_never_seen_is_unknown_and_not_ready() -> None:
    state = readiness(NOW)
    assert (state.worker, state.worker_seen_seconds_ago, state.ready) == (False, None, False)


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "alive"), [(45, True), (46, False)])
def test_a_worker_may_be_silent_for_45_seconds(seconds: int, alive: bool) -> None:
    note_worker_seen(now=NOW - timedelta(seconds=seconds))
    assert readiness(NOW).worker is alive


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "fine"), [(300, True), (301, False)])
def test_the_oldest_mark_may_wait_five_minutes(seconds: int, fine: bool) -> None:
    mark(age=timedelta(seconds=seconds))
    mark(age=timedelta(seconds=3))
    state = readiness(NOW)
    assert (state.oldest_mark_seconds, state.marks) == (seconds, fine)


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "fine"), [(3600, True), (3601, False)])
def test_a_mark_of_a_long_rebuild_may_wait_an_hour(seconds: int, fine: bool) -> None:
    mark(age=timedelta(seconds=seconds), bulk=True)
    state = readiness(NOW)
    assert (state.oldest_mark_seconds, state.oldest_bulk_mark_seconds) == (None, seconds)
    assert state.marks is fine


@pytest.mark.django_db
def test_an_embedded_queue_that_cannot_be_written_is_no_broker(settings: Settings) -> None:
    settings.REDIS_URL = ""
    settings.QUEUE_DIR = settings.VAR_DIR / "no such folder"
    assert readiness(NOW).broker is False


def test_a_database_that_does_not_answer_is_said_and_not_raised() -> None:
    with patch.object(StaleMark.objects, "aggregate", side_effect=OperationalError("away")):
        state = readiness(NOW)
    assert (state.database, state.marks, state.ready) == (False, False, False)


@pytest.mark.django_db
def test_readyz_answers_503_and_names_the_part_that_fails(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "database": True,
        "broker": True,
        "worker": False,
        "worker_seen_seconds_ago": None,
        "oldest_mark_seconds": None,
        "oldest_bulk_mark_seconds": None,
        "marks": True,
    }


@pytest.mark.django_db
def test_readyz_answers_200_after_a_heartbeat(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    worker_heartbeat()
    with django_assert_num_queries(1):
        response = client.get("/readyz")
    assert (response.status_code, response.json()["ready"]) == (200, True)


@pytest.mark.django_db
def test_the_heartbeat_leaves_the_present_time() -> None:
    worker_heartbeat()
    assert timezone.now() - cache.get("worker_seen_at") < timedelta(seconds=5)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_watching_is_reading(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
