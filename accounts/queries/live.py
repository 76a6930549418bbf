"""Who hears of which change: names ("rep-7", "team-3") on their way to open pages.

A process listens once, however many pages are open: to one Redis subscription, or without
Redis to the numbers of the announcements. What it hears it passes on to every listener
that follows the name. A listener holds names, not events, so it never outgrows its list.
"""

import asyncio
import logging
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DatabaseError, connections
from redis.asyncio import Redis
from redis.exceptions import RedisError

from accounts.access import people_visible_to, teams_visible_to
from accounts.models import Announcement, User

CHANNEL = "repscore:live"
MOST_NAMES = 100
POLL_SECONDS = 0.5
RETRY_SECONDS = 1.0

_log = logging.getLogger(__name__)
_NAME = re.compile(r"(rep|team)-([1-9][0-9]{0,17})")


def names_open_to(user: User, text: str, *, today: date) -> frozenset[str] | None:
    """The names in `text` ("rep-7 team-3"), or None when one is unknown or not for this user."""
    names = frozenset(text.split())
    found = [_NAME.fullmatch(name) for name in names]
    if not names or len(names) > MOST_NAMES or None in found:
        return None
    reps = {int(match[2]) for match in found if match and match[1] == "rep"}
    teams = {int(match[2]) for match in found if match and match[1] == "team"}
    if reps and people_visible_to(user, today=today).filter(pk__in=reps).count() < len(reps):
        return None
    if teams and teams_visible_to(user).filter(pk__in=teams).count() < len(teams):
        return None
    return names


class Listener:
    """What one open page waits for."""

    def __init__(self, names: Collection[str]) -> None:
        self.names = frozenset(names)
        self._changed: set[str] = set()
        self._woken = asyncio.Event()

    def tell(self, names: Collection[str]) -> None:
        self._changed |= self.names.intersection(names)
        if self._changed:
            self._woken.set()

    async def changed(self, *, within: float) -> list[str]:
        """The names that changed, each once; none when nothing does in so many seconds."""
        try:
            await asyncio.wait_for(self._woken.wait(), within)
        except TimeoutError:
            return []
        self._woken.clear()
        names, self._changed = sorted(self._changed), set()
        return names


class Exchange:
    """All listeners of an event loop, and the one task that hears for them.

    A new listener is told all its names once, as soon as no change can be missed any more:
    what changed between the making of its page and that moment, the page then fetches.
    """

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self._hears_all = False
        self._hears: frozenset[str] = frozenset()
        self._hearing: asyncio.Task[None] | None = None

    @contextmanager
    def listener(self, names: Collection[str]) -> Iterator[Listener]:
        """A listener for as long as the block runs; the last one out ends the hearing."""
        made = Listener(names)
        made.tell(made.names if self._hears_all else made.names & self._hears)
        self.listeners.add(made)
        if self._hearing is None or self._hearing.done():
            self._hearing = asyncio.create_task(self._hear())
        try:
            yield made
        finally:
            self.listeners.discard(made)
            if not self.listeners:
                self._hearing.cancel()

    def _followed(self) -> frozenset[str]:
        return frozenset[str]().union(*(listener.names for listener in self.listeners))

    def _tell(self, names: Collection[str]) -> None:
        for listener in self.listeners:
            listener.tell(names)

    async def _hear(self) -> None:
        while True:
            try:
                await (self._hear_redis() if settings.REDIS_URL else self._count())
            except (RedisError, DatabaseError, OSError) as error:
                _log.warning("live updates are interrupted: %s", error)
            finally:
                self._hears_all, self._hears = False, frozenset()
            await asyncio.sleep(RETRY_SECONDS)

    async def _hear_redis(self) -> None:
        async with Redis.from_url(settings.REDIS_URL) as client, client.pubsub() as subscription:
            await subscription.subscribe(CHANNEL)
            async for message in subscription.listen():
                if message["type"] == "subscribe":
                    self._hears_all = True
                    self._tell(self._followed())
                if message["type"] == "message":
                    self._tell(message["data"].decode().split())

    async def _count(self) -> None:
        known: dict[str, int] = {}
        while True:
            followed = self._followed()
            numbers = await asyncio.to_thread(_numbers, followed)
            self._tell([name for name in followed if numbers[name] > known.get(name, -1)])
            known, self._hears = numbers, followed
            await asyncio.sleep(POLL_SECONDS)


def exchange() -> Exchange:
    """The exchange of the running event loop."""
    return _exchanges.setdefault(asyncio.get_running_loop(), Exchange())


_exchanges: WeakKeyDictionary[asyncio.AbstractEventLoop, Exchange] = WeakKeyDictionary()


def _numbers(names: Collection[str]) -> dict[str, int]:
    """How often each name was announced; read in a thread that must not keep its connection."""
    try:
        rows = Announcement.objects.filter(name__in=names)
        return dict.fromkeys(names, 0) | dict(rows.values_list("name", "number"))
    finally:
        connections.close_all()
