"""Reaching the broker from a request, where nobody can wait."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import current_app
from django.conf import settings
from kombu import Connection, Producer
from kombu.exceptions import LimitExceeded, OperationalError
from kombu.pools import producers
from redis.exceptions import RedisError

BROKER_IS_AWAY = (OperationalError, LimitExceeded, RedisError, OSError)
# Seconds, and tries after the first: together below one second whatever the broker does.
IMPATIENT: dict[str, Any] = {
    "max_retries": 0,
    "socket_connect_timeout": 0.3,
    "socket_timeout": 0.3,
}


def broker_connection() -> Connection:
    """A connection of its own for one message; the worker's may be silent for longer."""
    connection = current_app.connection_for_write()
    connection.transport_options = {**(connection.transport_options or {}), **IMPATIENT}
    return connection


@contextmanager
def broker_producer() -> Iterator[Producer]:
    """What sends messages over a connection that stays open, one of a few that a process keeps."""
    pool = producers[broker_connection()]
    with pool.acquire(block=True, timeout=IMPATIENT["socket_timeout"]) as producer:
        yield producer


def broker_answers() -> bool:
    """True when a message could be left there now."""
    if not settings.REDIS_URL:
        return os.access(settings.QUEUE_DIR, os.R_OK | os.W_OK)
    try:
        with broker_connection() as connection:
            connection.ensure_connection(max_retries=0)
    except BROKER_IS_AWAY:
        return False
    return True
