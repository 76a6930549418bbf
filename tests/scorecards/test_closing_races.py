"""Closing while people log, while workers compute and while somebody else closes: real threads
on PostgreSQL."""

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from threading import Event

import pytest
from django.db import transaction

from accounts.actions.refusals import Refused
from accounts.models import Organisation, User
from scorecards.actions.closing_schedule import close_by_schedule
from scorecards.actions.closings import reopen_period
from scorecards.actions.recompute import work_off_batch, work_off_marks
from scorecards.models import Activity, Closing, DailyTotal, FrozenScore, LateDay, Score
from scorecards.queries.rebuilt import differences
from tests.at_once import at_once, only_where_writers_race
from tests.factories import ManagerFactory, RepFactory, TeamFactory
from tests.scorecards.frozen_figures import frozen_figures, missed_late_days
from tests.scorecards.march_of_rosa import CLOSED_AT, March, march_of

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

DAYS = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def march() -> March:
    only_where_writers_race()
    team = TeamFactory()
    manager = ManagerFactory(manages=[team])
    march = march_of(team, RepFactory(team=team), RepFactory(team=team), manager)
    for _number in range(4):
        march.logs(RepFactory(team=team), 10)
    work_off_marks(now=CLOSED_AT)
    return march


def test_every_fact_logged_while_a_month_closes_is_in_it_or_late(march: March) -> None:
    people = list(User.objects.reps())
    over = Event()
    writers = [partial(_write, march, people[number::2], over) for number in range(2)]
    workers = [partial(_work, over)]

    results = at_once(*writers, *workers, partial(_close_soon, march, over))

    assert [result for result in results if isinstance(result, Exception)] == []
    work_off_marks(now=CLOSED_AT)
    closing = Closing.objects.get()
    logged = sum(Activity.objects.filter(metric__slug="calls").values_list("quantity", flat=True))
    totals = DailyTotal.objects.filter(metric__slug="calls")
    frozen = sum(totals.values_list("total", flat=True))
    assert 105 < frozen < logged  # some were before, some after
    assert missed_late_days(closing) == set()
    assert list(differences(people, days=DAYS, now=CLOSED_AT)) == []
    archive, _, stored = frozen_figures(closing)
    assert {key: value[:3] for key, value in archive.items()} == stored

    reopen_period(closing=closing, by=march.manager, reason="Count them", now=CLOSED_AT)
    work_off_marks(now=CLOSED_AT)
    assert sum(totals.values_list("total", flat=True)) == logged


def test_a_fact_that_is_being_stored_while_the_month_closes_is_late(march: March) -> None:
    stored, closed = Event(), Event()

    def log_slowly() -> None:
        with transaction.atomic():
            march.logs(march.sam, 5)
            stored.set()
            assert closed.wait(10)

    def close() -> None:
        stored.wait(5)
        march.closed()
        closed.set()

    assert at_once(log_slowly, close) == [None, None]
    work_off_marks(now=CLOSED_AT)
    assert FrozenScore.objects.get(rep=march.sam, key="2026-W11").score == 50
    assert LateDay.objects.get().rep == march.sam


def test_two_people_close_the_same_month_and_one_is_told(march: March) -> None:
    results = at_once(march.closed, march.closed)
    assert Closing.objects.count() == 1
    assert [type(result) for result in results if not isinstance(result, Closing)] == [Refused]


def test_two_timetables_close_a_month_once(march: March) -> None:
    Organisation.objects.update(closes="month", closes_after_days=5, closes_from=date(2026, 3, 1))
    run: Callable[[], object] = partial(close_by_schedule, now=CLOSED_AT)
    results = at_once(run, run, run)
    assert [type(result) for result in results] == [list] * 3
    assert Closing.objects.count() == 1


def test_a_worker_that_computes_while_a_month_closes_changes_nothing_closed(
    march: March,
) -> None:
    claimed, leave = Event(), Event()
    march.logs(march.sam, 5)

    def work_slowly() -> None:
        with transaction.atomic():
            work_off_batch(now=CLOSED_AT, reps=1)
            claimed.set()
            leave.wait(0.5)

    def close() -> None:
        claimed.wait(5)
        march.closed()

    assert at_once(work_slowly, close) == [None, None]
    assert FrozenScore.objects.get(rep=march.sam, key="2026-W11").score == 60
    assert Score.objects.get(rep=march.sam, scored_period__key="2026-W11").score == 60


def test_who_holds_one_person_for_long_refuses_the_closing_and_loses_nothing(
    march: March,
) -> None:
    held, leave = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=march.sam.pk)
            held.set()
            leave.wait(20)

    def close() -> None:
        held.wait(5)
        try:
            march.closed()
        finally:
            leave.set()

    results = at_once(hold, close)
    assert results[0] is None
    assert isinstance(results[1], Refused)
    assert not Closing.objects.exists()


def _write(march: March, people: list[User], over: Event) -> None:
    number = 0
    while not over.is_set():
        number += 1
        march.logs(people[number % len(people)], 1)


def _work(over: Event) -> None:
    while not over.is_set():
        work_off_marks(now=CLOSED_AT, reps_a_batch=2)


def _close_soon(march: March, over: Event) -> None:
    try:
        time.sleep(1)
        march.closed()
        time.sleep(0.5)
    finally:
        over.set()
