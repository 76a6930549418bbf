"""Work sent to the worker, and what the timetable asks of it."""

import logging

from celery import current_app, shared_task
from django.utils import timezone

from accounts.actions.health import note_worker_seen
from accounts.queries.broker import BROKER_IS_AWAY, broker_connection

RECOMPUTE = "scorecards.recompute"

log = logging.getLogger(__name__)


def recompute_soon() -> None:
    """Wake the worker after stale marks were committed.

    A broker that is away costs less than a second and no error: the marks stand in the
    database, and the timetable's sweep works them off once the broker is back.
    """
    try:
        with broker_connection() as connection:
            current_app.send_task(RECOMPUTE, connection=connection, ignore_result=True, retry=False)
    except BROKER_IS_AWAY as error:
        log.warning("The broker does not answer; the sweep will recompute", extra={"reason": error})


@shared_task(name="accounts.worker_heartbeat")
def worker_heartbeat() -> None:
    """Tell `/readyz` that a worker takes tasks."""
    note_worker_seen(now=timezone.now())
