"""Two and eight worker processes race on the same three reps while four writers never pause.

RACE_SECONDS=60 races for a minute each; else for a minute together.
"""

import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from time import sleep
from typing import Any

import pytest
from celery import Celery
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.tasks import RECOMPUTE, RECOMPUTE_BULK
from scorecards.actions.activities import (
    correct_activity,
    log_activity,
    restore_activity,
    withdraw_activity,
)
from scorecards.actions.recompute import mark_everything
from scorecards.models import Activity, Metric
from tests.journeys.facts import assert_stored_is_rebuilt, nothing_waits
from tests.journeys.installation import Installation, wait_until

SECONDS = float(os.environ.get("RACE_SECONDS", 30))
WRITERS, DAYS = 4, 10


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("workers", [2, 8])
def test_workers_and_writers_on_the_same_reps_lose_nothing(
    reps: list[User], installation: Installation, workers: int
) -> None:
    worker = installation.worker(processes=workers)
    deadlocks = _deadlocks()
    with installation.sender() as sender:
        writers = [Writer(reps, sender, seed) for seed in range(WRITERS)]
        with _all_at_work(writers):
            sleep(SECONDS)
        wait_until(lambda: _swept(sender))
    worker.kill()

    for writer in writers:
        assert writer.failure is None
        assert writer.acts >= SECONDS, "it waited for somebody"
    meant = {fact: kept for writer in writers for fact, kept in writer.meant.items()}
    assert _stored() == meant
    assert_stored_is_rebuilt(calls=sum(meant.values()))
    assert _deadlocks() == deadlocks
    assert not worker.said("Traceback")


class Writer:
    """Logs for everybody; corrects, withdraws and restores what it has logged itself, so that it
    knows how each of its facts must end: `meant` holds what counts of it by its id."""

    def __init__(self, reps: list[User], sender: Celery, seed: int) -> None:
        self.meant: dict[int, int] = {}
        self.failure: BaseException | None = None
        self.acts = 0
        self._reps, self._sender = reps, sender
        self._choose = random.Random(seed)
        self._quantities: dict[int, int] = {}
        self._calls = Metric.objects.get(slug="calls")

    def work(self, over: threading.Event) -> None:
        acts: list[Callable[[], None]] = [self._log, self._log, self._correct, self._withdraw]
        acts += [self._restore, self._correct]
        try:
            while not over.is_set():
                self._choose.choice(acts if self.meant else [self._log])()
                if self._choose.random() < 0.01:
                    self._have_everything_rebuilt()
                self._sender.send_task(RECOMPUTE, queue="interactive", ignore_result=True)
                self.acts += 1
        except BaseException as failure:
            self.failure = failure
        finally:
            connection.close()

    def _log(self) -> None:
        rep, quantity = self._choose.choice(self._reps), self._choose.randint(1, 9)
        fact = log_activity(
            rep=rep,
            metric=self._calls,
            quantity=Decimal(quantity),
            entered_by=rep,
            **self._moment(),
        )
        self.meant[fact.pk] = self._quantities[fact.pk] = quantity

    def _correct(self) -> None:
        fact = self._one(lambda kept: kept > 0)
        if fact:
            quantity = self._choose.randint(1, 9)
            moment = self._moment()
            correct_activity(
                activity=fact, by=fact.rep, quantity=Decimal(quantity), note="", **moment
            )
            self.meant[fact.pk] = self._quantities[fact.pk] = quantity

    def _withdraw(self) -> None:
        if fact := self._one(lambda kept: kept > 0):
            withdraw_activity(activity=fact, by=fact.rep, now=timezone.now())
            self.meant[fact.pk] = 0

    def _restore(self) -> None:
        if fact := self._one(lambda kept: kept == 0):
            restore_activity(activity=fact, by=fact.rep)
            self.meant[fact.pk] = self._quantities[fact.pk]

    def _have_everything_rebuilt(self) -> None:
        today = timezone.now().date()
        mark_everything(self._reps, days=(today - timedelta(days=DAYS), today))
        self._sender.send_task(RECOMPUTE_BULK, queue="bulk", ignore_result=True)

    def _one(self, fits: Callable[[int], bool]) -> Activity | None:
        found = [fact for fact, kept in self.meant.items() if fits(kept)]
        return Activity.objects.get(pk=self._choose.choice(found)) if found else None

    def _moment(self) -> dict[str, Any]:
        now = timezone.now()
        return {"now": now, "occurred_at": now - timedelta(days=self._choose.randrange(DAYS))}


@contextmanager
def _all_at_work(writers: list[Writer]) -> Iterator[None]:
    over = threading.Event()
    threads = [threading.Thread(target=writer.work, args=(over,)) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _swept(sender: Celery) -> bool:
    """What the timetable does: a rep whom the last worker passed over still has a mark."""
    sender.send_task(RECOMPUTE, queue="interactive", ignore_result=True)
    sender.send_task(RECOMPUTE_BULK, queue="bulk", ignore_result=True)
    sleep(0.5)
    return nothing_waits()


def _stored() -> dict[int, int]:
    """What counts of each fact by its id: of those withdrawn nothing."""
    facts = Activity.objects.values_list("pk", "quantity", "withdrawn_at")
    return {pk: 0 if withdrawn else int(quantity) for pk, quantity, withdrawn in facts}


def _deadlocks() -> int:
    """How many this database has seen; connections that ended have reported theirs."""
    sleep(0.5)
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
