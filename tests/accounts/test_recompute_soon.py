"""Waking the workers never costs the user an error, nor a second."""

import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from datetime import date
from time import monotonic

import pytest
from celery import Celery, current_app
from kombu import Connection

from accounts.actions.marks import BULK_FROM, mark_facts_changed
from accounts.models import User
from accounts.tasks import RECOMPUTE, RECOMPUTE_BULK, recompute_soon
from tests.journeys.installation import OwnRedis

pytestmark = pytest.mark.django_db
EVERY_OTHER_DAY = [date(2026, 1 + day // 14, 1 + 2 * (day % 14)) for day in range(BULK_FROM)]


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Celery]:
    """An app of its own, so that the broker of the others stays what it is."""
    app = Celery("away", set_as_current=False)
    monkeypatch.setattr("accounts.queries.broker.current_app", app)
    monkeypatch.setattr("accounts.tasks.current_app", app)
    yield app
    app.close()


@pytest.fixture
def redis() -> Iterator[OwnRedis]:
    if shutil.which("redis-server") is None:
        pytest.skip("no redis-server on this machine")
    redis = OwnRedis()
    yield redis.start()
    redis.kill()


def silent_address() -> tuple[socket.socket, str]:
    server = socket.create_server(("127.0.0.1", 0))
    return server, f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def sent() -> Iterator[Callable[[], dict[str, list[str]]]]:
    """By queue the names of the tasks that were sent to it."""
    with Connection("memory://") as connection:
        queues = {name: connection.SimpleQueue(name) for name in ("interactive", "bulk")}
        for queue in queues.values():
            queue.clear()

        def names() -> dict[str, list[str]]:
            return {
                name: [queue.get(timeout=1).headers["task"] for _ in range(queue.qsize())]
                for name, queue in queues.items()
            }

        yield names


def test_the_task_is_sent_by_its_name_to_the_queue_of_what_cannot_wait(
    sent: Callable[[], dict[str, list[str]]], rep: User
) -> None:
    mark_facts_changed(rep_days=[(rep.pk, date(2026, 3, 2))])
    recompute_soon()
    assert sent() == {"interactive": [RECOMPUTE], "bulk": []}


def test_the_workers_of_what_may_wait_are_woken_when_there_is_such_work(
    sent: Callable[[], dict[str, list[str]]], rep: User
) -> None:
    mark_facts_changed(rep_days=[(rep.pk, day) for day in EVERY_OTHER_DAY])
    recompute_soon()
    assert sent() == {"interactive": [RECOMPUTE], "bulk": [RECOMPUTE_BULK]}


def test_a_broker_that_refuses_costs_no_error(broker: Celery) -> None:
    server, url = silent_address()
    server.close()
    broker.conf.update(broker_url=url)
    recompute_soon()


def test_a_broker_that_is_silent_costs_less_than_a_second(broker: Celery) -> None:
    server, url = silent_address()
    broker.conf.update(broker_url=url)
    assert seconds_of(recompute_soon) < 1
    server.close()


def test_a_broker_that_falls_silent_or_dies_costs_less_than_a_second(
    broker: Celery, redis: OwnRedis
) -> None:
    broker.conf.update(broker_url=redis.url)
    recompute_soon()
    redis.signal(signal.SIGSTOP)
    assert seconds_of(recompute_soon) < 1
    redis.signal(signal.SIGCONT)
    recompute_soon()
    redis.kill()
    assert seconds_of(recompute_soon) < 1


def test_a_broker_that_came_back_is_sent_to_over_a_new_connection(
    broker: Celery, redis: OwnRedis
) -> None:
    broker.conf.update(broker_url=redis.url)
    recompute_soon()
    redis.kill()
    recompute_soon()
    redis.start()
    recompute_soon()
    assert redis.waiting("celery") == 1


def test_the_worker_of_the_product_is_the_current_app() -> None:
    assert current_app.main == "repscore"


def seconds_of(work: Callable[[], None]) -> float:
    started = monotonic()
    work()
    return monotonic() - started
