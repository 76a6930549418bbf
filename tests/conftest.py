"""What every test starts from: quick passwords, plain static files, a fresh cache, no broker."""

import os
import shutil
import uuid
from typing import Any

import pytest
from django.conf import LazySettings, settings
from pytest_django import Settings

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
