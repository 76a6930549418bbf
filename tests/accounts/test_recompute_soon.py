"""Waking the worker never costs the user an error, nor a second."""

import socket
from collections.abc import Iterator
from time import monotonic

import pytest
from celery import Celery, current_app
from kombu import Connection

from accounts.tasks import RECOMPUTE, recompute_soon


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Celery]:
    """An app of its own, so that the broker of the others stays what it is."""
    app = Celery("away", set_as_current=False)
    monkeypatch.setattr("accounts.queries.broker.current_app", app)
    monkeypatch.setattr("accounts.tasks.current_app", app)
    yield app
    app.close()


def silent_address() -> tuple[socket.socket, str]:
    server = socket.create_server(("127.0.0.1", 0))
    return server, f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_the_task_is_sent_by_its_name() -> None:
    with Connection("memory://") as connection:
        queue = connection.SimpleQueue("celery")
        queue.clear()
        recompute_soon()
        assert queue.get(timeout=1).headers["task"] == RECOMPUTE


def test_a_broker_that_refuses_costs_no_error(broker: Celery) -> None:
    server, url = silent_address()
    server.close()
    broker.conf.update(broker_url=url)
    recompute_soon()


def test_a_broker_that_is_silent_costs_less_than_a_second(broker: Celery) -> None:
    server, url = silent_address()
    broker.conf.update(broker_url=url)
    started = monotonic()
    recompute_soon()
    server.close()
    assert monotonic() - started < 1


def test_the_worker_of_the_product_is_the_current_app() -> None:
    assert current_app.main == "repscore"
