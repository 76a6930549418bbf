"""Tell open pages that something changed: a name, never data."""

import functools
import logging

import redis
from django.conf import settings
from django.db import connection, transaction

from accounts.queries.live import CHANNEL

_log = logging.getLogger(__name__)
_ANNOUNCE_IN_DATABASE = """
    INSERT INTO accounts_announcement (name, number) VALUES (%s, 1)
    ON CONFLICT (name) DO UPDATE SET number = accounts_announcement.number + 1
"""


def announce(*, names: list[str]) -> None:
    """After the commit, let pages that follow one of these names ("rep-7") fetch again."""
    if names:
        transaction.on_commit(lambda: _publish(sorted(set(names))))


def _publish(names: list[str]) -> None:
    if not settings.REDIS_URL:
        _count_in_database(names)
        return
    try:
        _redis().publish(CHANNEL, " ".join(names))
    except redis.RedisError as error:
        # A page that misses a change shows it at its next load; the change itself is kept.
        _log.warning("live update not announced: %s", error)


def _count_in_database(names: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_ANNOUNCE_IN_DATABASE, [(name,) for name in names])


@functools.cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
