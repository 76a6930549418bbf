"""Is the installation ready to work: database, broker, worker and the oldest unworked mark."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import Min, Q

from accounts.models import StaleMark
from accounts.queries.broker import broker_answers

WORKER_SEEN_AT = "worker_seen_at"
WORKER_MAY_BE_SILENT = 45
MARK_MAY_WAIT = 300
# A year's rebuild of a large company, with one worker for it.
BULK_MARK_MAY_WAIT = 3600


@dataclass(frozen=True)
class Readiness:
    """Ages are whole seconds; None where there is nothing to be old, or nobody to ask."""

    database: bool
    broker: bool
    worker: bool
    worker_seen_seconds_ago: int | None
    oldest_mark_seconds: int | None
    oldest_bulk_mark_seconds: int | None
    marks: bool

    @property
    def ready(self) -> bool:
        return self.database and self.broker and self.worker and self.marks


def readiness(now: datetime) -> Readiness:
    """Ask each part once; a part that does not answer is False and never an exception."""
    database, marked_at, bulk_marked_at = _oldest_marks()
    worker_age = _age(cache.get(WORKER_SEEN_AT), now)
    mark_age, bulk_mark_age = _age(marked_at, now), _age(bulk_marked_at, now)
    return Readiness(
        database=database,
        broker=broker_answers(),
        worker=worker_age is not None and worker_age <= WORKER_MAY_BE_SILENT,
        worker_seen_seconds_ago=worker_age,
        oldest_mark_seconds=mark_age,
        oldest_bulk_mark_seconds=bulk_mark_age,
        marks=database
        and (mark_age or 0) <= MARK_MAY_WAIT
        and (bulk_mark_age or 0) <= BULK_MARK_MAY_WAIT,
    )


def _oldest_marks() -> tuple[bool, datetime | None, datetime | None]:
    """Does the database answer; the oldest mark that cannot wait, and the oldest that may."""
    try:
        oldest = StaleMark.objects.aggregate(
            mark=Min("marked_at", filter=Q(bulk=False)),
            bulk_mark=Min("marked_at", filter=Q(bulk=True)),
        )
    except DatabaseError:
        return False, None, None
    return True, oldest["mark"], oldest["bulk_mark"]


def _age(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, int((now - moment).total_seconds()))
