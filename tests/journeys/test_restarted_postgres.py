"""PostgreSQL crashes and starts again while people log and programs send, without pause.

The company is set up in the test's database and brought to the one that crashes as an operator
would: by a backup.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from io import StringIO
from pathlib import Path
from time import sleep
from typing import Any, LiteralString

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from tests.journeys.installation import Installation, OwnRedis, wait_until
from tests.journeys.own_postgres import OwnPostgres, own_postgres
from tests.journeys.visitor import Visitor

A_MINUTE = 60.0
AWAY = 503
_STORED = "SELECT rep_id, coalesce(external_id, ''), quantity::int FROM scorecards_activity"


@dataclass
class Client:
    """Sends one fact after the other; each has a quantity or a name that no other has."""

    send: Callable[[int], int]
    known_as: Callable[[int], tuple[int, str, int]]
    said_yes: list[int] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)
    broken_lines: int = 0

    def work(self, over: threading.Event) -> None:
        number = 0
        while not over.is_set():
            number += 1
            try:
                status = self.send(number)
            except (OSError, HTTPException):
                self.broken_lines += 1
                continue
            self.statuses.add(status)
            if status == 200:
                self.said_yes.append(number)
            sleep(0.1)


@pytest.fixture
def server() -> Iterator[OwnPostgres]:
    if connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL is not PostgreSQL's")
    with own_postgres() as server:
        yield server


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_what_was_answered_with_yes_is_there_after_postgresql_crashed_under_load(
    reps: list[User], server: OwnPostgres, own_redis: OwnRedis, tmp_path: Path
) -> None:
    installation = Installation(tmp_path, own_redis.url, server.url, debug=False)
    clients = [_by_tap(Visitor(installation.port, rep), rep) for rep in reps]
    clients += [_by_program(Visitor(installation.port, rep), rep) for rep in reps]
    try:
        installation.worker()
        _move_in(installation, tmp_path)
        installation.web()

        with _all_at_work(clients):
            # Each has said yes before, and says it again after.
            wait_until(lambda: all(len(client.said_yes) >= 5 for client in clients))
            server.restart()
            before = [len(client.said_yes) for client in clients]
            wait_until(lambda: _grew(clients, before, by=5), within=A_MINUTE)

        wait_until(lambda: _ask(server, "SELECT count(*) FROM accounts_stalemark") == [(0,)])
        code, checked = installation.run("recompute", "--check")
        stored = _ask(server, _STORED)
    finally:
        installation.kill_everything()

    assert code == 0, checked
    for client in clients:
        assert client.statuses <= {200, AWAY}, "a stack trace, or a false yes"
        assert client.broken_lines == 0, "the web server stood all the while"
    promised = {c.known_as(number) for c in clients for number in c.said_yes}
    assert promised - set(stored) == set()
    assert len(stored) == len(set(stored))


def _by_tap(visitor: Visitor, rep: User) -> Client:
    """Known by its quantity: a tap has no name."""
    return Client(
        send=lambda number: visitor.log_quickly({"metric": "calls", "quantity": str(number)}),
        known_as=lambda number: (rep.pk, "", number),
    )


def _by_program(visitor: Visitor, rep: User) -> Client:
    def fact(number: int) -> dict[str, object]:
        return {
            "external_id": f"{rep.pk}-{number}",
            "rep": rep.email,
            "metric": "calls",
            "quantity": 1,
            "occurred_at": timezone.now().isoformat(),
        }

    return Client(
        send=lambda number: visitor.try_facts([fact(number)])[0],
        known_as=lambda number: (rep.pk, f"{rep.pk}-{number}", 1),
    )


def _move_in(installation: Installation, folder: Path) -> None:
    """What the test has set up, and our own static files: an error page names some."""
    file = str(folder / "company.backup")
    call_command("backup", file, stdout=StringIO())
    code, printed = installation.run("restore", file)
    assert code == 0, printed
    others = [word for app in ("admin", "drf_spectacular_sidecar") for word in ("--ignore", app)]
    assert installation.run("collectstatic", "--noinput", *others)[0] == 0


@contextmanager
def _all_at_work(clients: list[Client]) -> Iterator[None]:
    over = threading.Event()
    threads = [threading.Thread(target=client.work, args=(over,)) for client in clients]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _grew(clients: list[Client], before: list[int], *, by: int) -> bool:
    return all(
        len(client.said_yes) >= held + by for client, held in zip(clients, before, strict=True)
    )


def _ask(server: OwnPostgres, question: LiteralString) -> list[tuple[Any, ...]]:
    with closing(psycopg.connect(server.url)) as asked:
        return asked.execute(question).fetchall()
