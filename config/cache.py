"""A cache that may be away: a page that only wanted to remember something still answers."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

log = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Reads as empty and forgets what it is told while Redis does not answer."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return _unless_away(
            lambda: super(ForgivingRedisCache, self).get(key, default, version), default
        )

    def set(self, *args: Any, **kwargs: Any) -> None:
        _unless_away(lambda: super(ForgivingRedisCache, self).set(*args, **kwargs), None)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return _unless_away(lambda: super(ForgivingRedisCache, self).add(*args, **kwargs), True)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return _unless_away(lambda: super(ForgivingRedisCache, self).delete(*args, **kwargs), False)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return _unless_away(lambda: super(ForgivingRedisCache, self).touch(*args, **kwargs), False)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return _unless_away(
            lambda: super(ForgivingRedisCache, self).has_key(*args, **kwargs), False
        )

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """As if nothing had been counted before."""
        return _unless_away(
            lambda: super(ForgivingRedisCache, self).incr(key, delta, version), delta
        )

    def get_many(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return _unless_away(lambda: super(ForgivingRedisCache, self).get_many(*args, **kwargs), {})

    def set_many(self, *args: Any, **kwargs: Any) -> list[str]:
        return _unless_away(lambda: super(ForgivingRedisCache, self).set_many(*args, **kwargs), [])

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        _unless_away(lambda: super(ForgivingRedisCache, self).delete_many(*args, **kwargs), None)


def _unless_away(ask: Callable[[], Any], otherwise: Any) -> Any:
    try:
        return ask()
    except (RedisConnectionError, RedisTimeoutError) as error:
        log.warning("The cache does not answer", extra={"reason": error})
        return otherwise
