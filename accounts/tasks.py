"""Work sent to the worker, and what the timetable asks of it."""

import logging

from celery import current_app, shared_task
from django.db import Error
from django.utils import timezone

from accounts.actions.health import note_worker_seen
from accounts.queries.broker import BROKER_IS_AWAY, broker_producer
from accounts.queries.marks import bulk_work_waits

RECOMPUTE = "scorecards.recompute"
RECOMPUTE_BULK = "scorecards.recompute_bulk"
# Seconds; while a long rebuild runs, every logged call sends one more of these.
BULK_EXPIRES = 10.0

log = logging.getLogger(__name__)


def recompute_soon() -> None:
    """Wake the workers after stale marks were committed.

    A broker that is away costs less than a second and no error: the marks stand in the
    database, and the timetable's sweep works them off once the broker is back.
    """
    try:
        _send(RECOMPUTE)
        if bulk_work_waits():
            _send(RECOMPUTE_BULK, expires=BULK_EXPIRES)
    except BROKER_IS_AWAY as error:
        log.warning("The broker does not answer; the sweep will recompute", extra={"reason": error})
    except Error as error:
        log.warning("Bulk work is left to the sweep", extra={"reason": error})


@shared_task(name="accounts.worker_heartbeat")
def worker_heartbeat() -> None:
    """Tell `/readyz` that a worker takes tasks."""
    note_worker_seen(now=timezone.now())


def _send(task: str, expires: float | None = None) -> None:
    with broker_producer() as producer:
        current_app.send_task(
            task, producer=producer, expires=expires, ignore_result=True, retry=False
        )
