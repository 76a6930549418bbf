"""Workers and writers at the same time, with real threads on a database that can do that."""

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection, transaction

from accounts.models import StaleMark, User
from scorecards.actions.activities import log_activity, withdraw_activity
from scorecards.actions.recompute import work_off_batch, work_off_marks
from scorecards.models import Activity, DailyTotal, Metric, Score
from scorecards.queries.rebuilt import differences
from tests.factories import MetricFactory, RepFactory, TeamFactory, scorecard

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
WEEK = (NOW.date() - timedelta(days=2), NOW.date())

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reps() -> list[User]:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: nothing can race")
    team = TeamFactory()
    MetricFactory(slug="calls")
    scorecard(activities={"calls": (100, 100)}, assigned_to=team)
    return [RepFactory(team=team) for _ in range(4)]


def test_two_workers_and_two_writers_leave_what_a_rebuild_gives(reps: list[User]) -> None:
    over = threading.Event()
    failures: list[BaseException] = []
    threads = [
        *(_thread(_work, over, failures) for _ in range(2)),
        *(_thread(partial(_write, reps, seed), over, failures) for seed in range(2)),
    ]
    for thread in threads:
        thread.start()
    time.sleep(4)
    over.set()
    for thread in threads:
        thread.join()

    assert failures == []
    work_off_marks(now=NOW)
    assert Activity.objects.count() > 10
    assert list(differences(reps, days=WEEK, now=NOW)) == []


def test_a_fact_committed_while_its_rep_is_being_scored_keeps_its_own_mark(
    reps: list[User],
) -> None:
    rep = reps[0]
    _log(rep, 5)
    other_connection = threading.Thread(target=_in_own_connection(lambda: _log(rep, 7)))

    with transaction.atomic():
        work_off_batch(now=NOW, reps=10)
        other_connection.start()
        other_connection.join(timeout=10)
        assert not other_connection.is_alive(), "a person who logs must not wait for the worker"

    assert StaleMark.objects.count() == 1
    work_off_marks(now=NOW)
    assert DailyTotal.objects.get(rep=rep).total == 12


def test_a_rep_whom_one_worker_holds_is_skipped_by_the_other(reps: list[User]) -> None:
    _log(reps[0], 5)
    worked: list[int] = []
    second = threading.Thread(
        target=_in_own_connection(lambda: worked.append(work_off_batch(now=NOW, reps=10)))
    )

    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=reps[0].pk)
        second.start()
        second.join(timeout=10)

    assert worked == [0]
    assert StaleMark.objects.count() == 1


def test_a_worker_that_dies_before_its_commit_leaves_the_work_to_the_next(reps: list[User]) -> None:
    _log(reps[0], 5)

    with pytest.raises(KeyboardInterrupt):
        _die_before_the_commit()

    assert not Score.objects.exists()
    assert work_off_marks(now=NOW) == 1
    assert Score.objects.get().points == 5


@transaction.atomic
def _die_before_the_commit() -> None:
    work_off_batch(now=NOW, reps=10)
    raise KeyboardInterrupt


def _thread(
    turn: Callable[[], object], over: threading.Event, failures: list[BaseException]
) -> threading.Thread:
    def run() -> None:
        while not over.is_set():
            turn()

    def guarded() -> None:
        try:
            _in_own_connection(run)()
        except BaseException as failure:
            failures.append(failure)

    return threading.Thread(target=guarded)


def _in_own_connection(work: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    return run


def _work() -> None:
    work_off_marks(now=NOW, reps_a_batch=3)
    time.sleep(random.random() / 100)


def _write(reps: list[User], seed: int) -> None:
    choose = random.Random(f"{seed}{time.monotonic()}")
    rep = choose.choice(reps)
    activity = _log(rep, choose.randint(1, 9), days_ago=choose.randint(0, 2))
    if choose.random() < 0.3:
        withdraw_activity(activity=activity, by=rep, now=NOW)


def _log(rep: User, quantity: int, *, days_ago: int = 0) -> Activity:
    return log_activity(
        rep=rep,
        metric=Metric.objects.get(slug="calls"),
        quantity=Decimal(quantity),
        occurred_at=NOW - timedelta(days=days_ago),
        entered_by=rep,
        now=NOW,
    )
