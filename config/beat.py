"""The timetable, kept by one process at a time: the others stand by and take over.

Whoever holds the lock sends. It lies where the messages lie: in Redis, with an end that the
holder puts off every second, or without Redis beside the folder of messages, where the system
itself lets go of it when the holder dies. No connection to the database is needed.

Nothing is kept about when which task was last sent. Who takes the lock sends everything once
and goes on from there: every task of the timetable may come twice.
"""

import fcntl
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from celery.beat import Scheduler
from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import LockError, RedisError
from redis.retry import Retry

KEY = "repscore:timetable"
# A holder that died without a word is missed after so long.
HELD_SECONDS = 5.0
# Between two looks at the lock, and so the longest sleep of the holder as well.
LOOK_SECONDS = 1.0
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

log = logging.getLogger(__name__)


class Lock(Protocol):
    """Held by one process at most."""

    def hold(self) -> bool:
        """Take it or keep it; False when somebody else has it or nobody can tell."""

    def release(self) -> None:
        """Let go at once, if it was held."""


class RedisLock:
    def __init__(self, url: str) -> None:
        # Together shorter than the lock lasts: a Redis that does not answer must not be
        # waited for so long that another process has taken over meanwhile.
        client = Redis.from_url(
            url, socket_connect_timeout=1, socket_timeout=1, retry=Retry(NoBackoff(), 0)
        )
        self._lock = client.lock(KEY, timeout=HELD_SECONDS, blocking=False)

    def hold(self) -> bool:
        try:
            return self._kept() or self._lock.acquire()
        except (RedisError, OSError) as error:
            log.warning("Redis does not answer the timetable", extra={"reason": error})
            return False

    def release(self) -> None:
        try:
            if self._lock.local.token:
                self._lock.release()
        except (RedisError, OSError) as error:
            log.warning("The timetable's lock ends by itself", extra={"reason": error})

    def _kept(self) -> bool:
        if not self._lock.local.token:
            return False
        try:
            return self._lock.reacquire()
        except LockError:  # it ended meanwhile: somebody else may have it by now
            return False


class FileLock:
    def __init__(self, path: Path) -> None:
        self._file = path.open("w")

    def hold(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def release(self) -> None:
        self._file.close()


class OneScheduler(Scheduler):
    """Celery's timetable in memory; sends only while it holds the lock."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._lock: Lock = (
            RedisLock(settings.REDIS_URL)
            if settings.REDIS_URL
            else FileLock(settings.VAR_DIR / "timetable.lock")
        )
        self._sends: bool | None = None
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send one task that is due; the seconds until the next look."""
        held = self._lock.hold()
        if held is not self._sends:
            self._turn(held)
        if not held:
            return LOOK_SECONDS
        return min(super().tick(*args, **kwargs), LOOK_SECONDS)

    def close(self) -> None:
        self._lock.release()
        super().close()

    def _turn(self, sends: bool) -> None:
        log.info("This timetable sends" if sends else "This timetable stands by")
        self._sends = sends
        for entry in self.schedule.values():
            entry.last_run_at = _LONG_AGO
        self.populate_heap()
