"""What every test starts from: quick passwords, plain static files, a fresh cache, no broker."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.test import Client
from pytest_django import Settings

from accounts.models import Organisation, Team, User
from scorecards.actions.catalogue import add_ready_made_metrics
from tests.factories import AdminFactory, LeaderFactory, ManagerFactory, RepFactory, TeamFactory

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


def pytest_configure() -> None:
    _prepare(settings)


def _prepare(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.CELERY_BROKER_URL = "memory://"
    settings.CELERY_BROKER_TRANSPORT = None
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {}
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        # A file: the live server's threads must not share one connection in memory.
        name = f"repscore-test-{os.getpid()}.sqlite3"
        tested = settings.DATABASES["default"].setdefault("TEST", {})
        tested["NAME"] = f"{tempfile.gettempdir()}/{name}"
    if not settings.REDIS_URL:
        settings.CACHES["default"] = {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        }


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot run, and say so."""
    missing = {
        "browser": None if CHROMIUM else "no Chromium on this machine",
        "services": None if settings.REDIS_URL else "DATABASE_URL and REDIS_URL are not set",
    }
    for item in items:
        for mark, reason in missing.items():
            if reason and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(autouse=True)
def _fresh_cache(settings: Settings) -> None:
    """Each test sees only what it put into the cache itself, in Redis too."""
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4()}"}
    }


@pytest.fixture(autouse=True)
def _catalogue(request: pytest.FixtureRequest) -> None:
    """The metrics that migrations bring: a transactional test before this one flushed them."""
    mark = request.node.get_closest_marker("django_db")
    if mark and mark.kwargs.get("transaction"):
        request.getfixturevalue("transactional_db")
        add_ready_made_metrics()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium of this machine, without its calls home."""
    # Playwright keeps an event loop in the thread that uses the database here.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    quiet = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking"
    switches = [*quiet.split(), "disable-component-update", "disable-sync"]
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [f"--{switch}" for switch in switches],
    }


@pytest.fixture
def organisation(db: None) -> Organisation:
    """The one organisation, with its defaults: USD, UTC, weeks from Monday."""
    return Organisation.current()


@pytest.fixture
def team(db: None) -> Team:
    return TeamFactory(name="North")


@pytest.fixture
def other_team(db: None) -> Team:
    return TeamFactory(name="South")


@pytest.fixture
def rep(team: Team) -> User:
    """Of the team North since 2020."""
    return RepFactory(name="Rosa Rep", email="rosa@example.org", team=team)


@pytest.fixture
def stranger(other_team: Team) -> User:
    """A rep of another team."""
    return RepFactory(name="Sam Stranger", email="sam@example.org", team=other_team)


@pytest.fixture
def manager(team: Team) -> User:
    """Manages the team North."""
    return ManagerFactory(name="Mara Manager", email="mara@example.org", manages=[team])


@pytest.fixture
def other_manager(other_team: Team) -> User:
    return ManagerFactory(name="Otto Other", email="otto@example.org", manages=[other_team])


@pytest.fixture
def leader(db: None) -> User:
    return LeaderFactory(name="Lena Leader", email="lena@example.org")


@pytest.fixture
def admin_person(db: None) -> User:
    return AdminFactory(name="Ada Admin", email="ada@example.org")


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A browser in which this person is logged in."""

    def logged_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return logged_in


@pytest.fixture
def rep_client(client_of: Callable[[User], Client], rep: User) -> Client:
    return client_of(rep)


@pytest.fixture
def stranger_client(client_of: Callable[[User], Client], stranger: User) -> Client:
    return client_of(stranger)


@pytest.fixture
def manager_client(client_of: Callable[[User], Client], manager: User) -> Client:
    return client_of(manager)


@pytest.fixture
def other_manager_client(client_of: Callable[[User], Client], other_manager: User) -> Client:
    return client_of(other_manager)


@pytest.fixture
def leader_client(client_of: Callable[[User], Client], leader: User) -> Client:
    return client_of(leader)


@pytest.fixture
def admin_person_client(client_of: Callable[[User], Client], admin_person: User) -> Client:
    return client_of(admin_person)
