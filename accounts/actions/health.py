"""What the worker leaves behind so that others know it is alive."""

from datetime import datetime

from django.core.cache import cache

from accounts.queries.health import WORKER_SEEN_AT

KEPT_SECONDS = 24 * 60 * 60


def note_worker_seen(*, now: datetime) -> None:
    """Remember that a worker did its work at `now`; the cache is shared by all processes."""
    cache.set(WORKER_SEEN_AT, now, KEPT_SECONDS)
