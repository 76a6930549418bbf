"""Is the installation ready to work: database, broker, worker and the oldest unworked mark."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import Min

from accounts.models import StaleMark
from accounts.queries.broker import broker_answers

WORKER_SEEN_AT = "worker_seen_at"
WORKER_MAY_BE_SILENT = 45
MARK_MAY_WAIT = 300


@dataclass(frozen=True)
class Readiness:
    """Ages are whole seconds; None where there is nothing to be old, or nobody to ask."""

    database: bool
    broker: bool
    worker: bool
    worker_seen_seconds_ago: int | None
    oldest_mark_seconds: int | None
    marks: bool

    @property
    def ready(self) -> bool:
        return self.database and self.broker and self.worker and self.marks


def readiness(now: datetime) -> Readiness:
    """Ask each part once; a part that does not answer is False and never an exception."""
    database, marked_at = _oldest_mark()
    worker_age = _age(cache.get(WORKER_SEEN_AT), now)
    mark_age = _age(marked_at, now)
    return Readiness(
        database=database,
        broker=broker_answers(),
        worker=worker_age is not None and worker_age <= WORKER_MAY_BE_SILENT,
        worker_seen_seconds_ago=worker_age,
        oldest_mark_seconds=mark_age,
        marks=database and (mark_age is None or mark_age <= MARK_MAY_WAIT),
    )


def _oldest_mark() -> tuple[bool, datetime | None]:
    try:
        return True, StaleMark.objects.aggregate(oldest=Min("marked_at"))["oldest"]
    except DatabaseError:
        return False, None


def _age(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, int((now - moment).total_seconds()))
