"""Reaching the broker from a request, where nobody can wait."""

import os
from typing import Any

from celery import current_app
from django.conf import settings
from kombu import Connection
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

BROKER_IS_AWAY = (OperationalError, RedisError, OSError)
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
