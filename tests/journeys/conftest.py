"""An installation to kill: its people, its Redis, its processes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import Team, User
from tests.factories import MetricFactory, RepFactory, scorecard
from tests.journeys.installation import Installation, OwnRedis


@pytest.fixture
def reps(transactional_db: None, team: Team) -> list[User]:
    """Three reps with a scorecard of calls a week."""
    MetricFactory(slug="calls")
    scorecard(activities={"calls": (100, 100)}, assigned_to=team)
    return [RepFactory(team=team) for _ in range(3)]


@pytest.fixture
def own_redis() -> Iterator[OwnRedis]:
    if shutil.which("redis-server") is None:
        pytest.skip("no redis-server on this machine")
    redis = OwnRedis()
    try:
        yield redis.start()
    finally:
        redis.kill()


@pytest.fixture
def installation(
    transactional_db: None, tmp_path: Path, own_redis: OwnRedis
) -> Iterator[Installation]:
    """Over PostgreSQL and Redis, as in production."""
    if connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL is not PostgreSQL's")
    yield from _until_killed(Installation(tmp_path, own_redis.url))


@pytest.fixture
def embedded(transactional_db: None, tmp_path: Path) -> Iterator[Installation]:
    """Without Redis: the queue and the cache are files."""
    yield from _until_killed(Installation(tmp_path))


def _until_killed(installation: Installation) -> Iterator[Installation]:
    """Nothing of it lives, and locks tables, when the test's database is emptied."""
    try:
        yield installation
    finally:
        installation.kill_everything()
