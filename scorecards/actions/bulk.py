"""Work that may wait, a turn at a time: it gives way to what somebody has just logged."""

from datetime import datetime
from time import monotonic, sleep

from django.db import connection

from accounts.queries.marks import bulk_work_waits
from scorecards.actions.recompute import work_off_batch, work_off_marks

# A worker that is told to stop finishes its turn.
TURN_SECONDS = 20.0
# The reps of a batch are locked for so long: a call that one of them logs is scored after it.
BATCH_SECONDS = 1.0
FIRST_BATCH = 10
LARGEST_BATCH = 200
# SQLite: who waits for the write lock asks again after up to a tenth of a second.
PAUSE_SECONDS = 0.15


def work_off_bulk(*, now: datetime, seconds: float = TURN_SECONDS) -> bool:
    """Work off marks that may wait for about so long; True when some may be left.

    Between two batches go the marks that cannot wait: those of the reps of this batch were
    locked, and the workers that look after them have passed them over.
    """
    ends = monotonic() + seconds
    reps = FIRST_BATCH
    while bulk_work_waits():
        began = monotonic()
        if not work_off_batch(now=now, reps=reps, bulk=True):
            return False  # other workers hold the reps that are left
        reps = next_batch(reps, took=monotonic() - began)
        _let_others_in(now)
        if monotonic() >= ends:
            return True
    return False


def next_batch(reps: int, *, took: float) -> int:
    """How many reps fit into a batch, from what the last one took in seconds."""
    fitting = int(reps * BATCH_SECONDS / max(took, 0.001))
    return max(1, min(fitting, 2 * reps, LARGEST_BATCH))


def _let_others_in(now: datetime) -> None:
    if connection.vendor == "sqlite":
        sleep(PAUSE_SECONDS)
    work_off_marks(now=now, bulk=False)
