"""Work sent to the worker, and what the timetable asks of it."""

import logging

from celery import current_app, shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.actions.health import note_worker_seen

RECOMPUTE = "scorecards.recompute"

log = logging.getLogger(__name__)


def recompute_soon() -> None:
    """Wake the worker after stale marks were committed.

    A broker that is away costs less than a second and no error: the marks stand in the
    database, and the timetable's sweep works them off once the broker is back.
    """
    try:
        current_app.send_task(RECOMPUTE, ignore_result=True, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("The broker does not answer; the sweep will recompute", extra={"reason": error})


@shared_task(name="accounts.worker_heartbeat")
def worker_heartbeat() -> None:
    """Tell `/readyz` that a worker takes tasks."""
    note_worker_seen(now=timezone.now())
