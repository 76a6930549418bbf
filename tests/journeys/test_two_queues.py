"""What somebody has just logged never waits behind a year's rebuild.

The worker of bulk work halts in the middle of a rebuild, for ever: the longest there can be.
"""

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import StaleMark, User
from accounts.tasks import RECOMPUTE_BULK
from scorecards.actions.bulk import FIRST_BATCH
from scorecards.actions.recompute import mark_everything
from scorecards.models import DailyTotal
from tests.factories import RepFactory
from tests.journeys.facts import assert_stored_is_rebuilt, log_calls
from tests.journeys.installation import Installation, Step, wait_until

SOON = 10.0  # a loaded machine; it takes a tenth of a second otherwise
HOLDS_A_BATCH = Step("after", "scorecards.actions.recompute._claimed")
BETWEEN_BATCHES = Step("before", "scorecards.actions.bulk.work_off_batch", turn=2)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_call_is_scored_while_a_worker_rebuilds_a_year(
    reps: list[User], installation: Installation
) -> None:
    everybody = _many(reps)
    installation.worker(queues="interactive,celery")
    bulk = installation.worker(HOLDS_A_BATCH, queues="bulk")
    _order_rebuild(everybody)
    installation.wake_worker(RECOMPUTE_BULK, "bulk")
    bulk.wait_until_halted()

    last = everybody[-1:]
    calls = log_calls(last, days=1)
    installation.wake_worker()
    wait_until(lambda: not _cannot_wait(), within=SOON)
    calls += log_calls(last, days=1)
    installation.wake_worker(queue="celery")  # where all was sent before there were two queues
    wait_until(lambda: not _cannot_wait(), within=SOON)

    assert _counted(last) == calls
    assert StaleMark.objects.filter(bulk=True).count() == len(everybody)


@pytest.mark.django_db(transaction=True)
def test_a_call_is_scored_while_the_embedded_worker_rebuilds_a_year(
    reps: list[User], embedded: Installation
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("DATABASE_URL is set: the embedded database is not in use")
    everybody = _many(reps)
    _order_rebuild(everybody)
    embedded.worker(queues="interactive,celery")
    bulk = embedded.worker(BETWEEN_BATCHES, queues="bulk")
    embedded.beat()
    bulk.wait_until_halted()

    calls = log_calls(everybody, days=1)

    wait_until(lambda: not _cannot_wait(), within=SOON)
    assert_stored_is_rebuilt(calls=calls)
    assert StaleMark.objects.filter(bulk=True).count() == len(everybody) - FIRST_BATCH


def _many(reps: list[User]) -> list[User]:
    """More than one batch."""
    team = reps[0].memberships.get().team
    return reps + [RepFactory(team=team) for _ in range(FIRST_BATCH)]


def _order_rebuild(people: list[User]) -> None:
    today = timezone.now().date()
    mark_everything(people, days=(today.replace(year=today.year - 1, day=1), today))


def _cannot_wait() -> bool:
    return StaleMark.objects.filter(bulk=False).exists()


def _counted(people: list[User]) -> int:
    return sum(int(total.total) for total in DailyTotal.objects.filter(rep__in=people))
