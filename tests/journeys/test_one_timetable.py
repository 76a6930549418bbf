"""However many timetables run, one sends: another takes over when it dies."""

import json
from pathlib import Path

import pytest
from redis import Redis

from config.beat import KEY, FileLock, RedisLock
from tests.journeys.installation import Installation, OwnRedis, Program, wait_until

# The lock ends after five seconds, and is looked at every second.
TAKES_OVER_WITHIN = 15.0
SENDS, STANDS_BY = "This timetable sends", "This timetable stands by"


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_timetables_one_sends_until_it_dies(
    installation: Installation, own_redis: OwnRedis
) -> None:
    both = [installation.beat(), installation.beat()]
    wait_until(lambda: all(program.said(SENDS) or program.said(STANDS_BY) for program in both))
    wait_until(lambda: senders(own_redis))
    sending, waiting = sorted(both, key=lambda program: program.said(STANDS_BY))
    assert senders(own_redis) == {sending.pid}
    assert not waiting.said(SENDS)

    sending.kill()
    own_redis.delete_messages()

    wait_until(lambda: senders(own_redis), within=TAKES_OVER_WITHIN)
    assert senders(own_redis) == {waiting.pid}
    _survives_an_emptied_redis(waiting, own_redis)


def test_a_lock_over_redis_has_one_holder(own_redis: OwnRedis) -> None:
    first, second = RedisLock(own_redis.url), RedisLock(own_redis.url)
    assert (first.hold(), second.hold(), first.hold()) == (True, False, True)
    first.release()
    assert (second.hold(), first.hold()) == (True, False)


def test_who_was_asleep_while_the_lock_ended_holds_it_no_more(own_redis: OwnRedis) -> None:
    first, second = RedisLock(own_redis.url), RedisLock(own_redis.url)
    assert first.hold()
    with Redis.from_url(own_redis.url) as client:
        client.delete(KEY)
    assert (second.hold(), first.hold(), second.hold()) == (True, False, True)


def test_nobody_holds_the_lock_of_a_redis_that_is_away(own_redis: OwnRedis) -> None:
    lock = RedisLock(own_redis.url)
    assert lock.hold()
    own_redis.kill()
    assert not lock.hold()
    own_redis.start()
    assert lock.hold()


def test_a_lock_beside_the_folder_of_messages_has_one_holder(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert (first.hold(), second.hold(), first.hold()) == (True, False, True)
    first.release()
    assert second.hold()
    second.release()


def senders(redis: OwnRedis) -> set[int]:
    """The processes whose messages wait: Celery says where one comes from, "gen123@host"."""
    with Redis.from_url(redis.url) as client:
        messages = client.lrange("interactive", 0, -1) + client.lrange("bulk", 0, -1)
    origins = (json.loads(message)["headers"]["origin"] for message in messages)
    return {int(origin.removeprefix("gen").partition("@")[0]) for origin in origins}


def _survives_an_emptied_redis(program: Program, redis: OwnRedis) -> None:
    redis.flush()
    wait_until(lambda: senders(redis), within=TAKES_OVER_WITHIN)
    assert senders(redis) == {program.pid}
