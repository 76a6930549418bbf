"""What every test starts from: quick passwords, plain static files, a fresh cache, no broker."""

import os
import uuid

import pytest
from django.conf import LazySettings, settings
from pytest_django import Settings

# Playwright keeps an event loop in the thread that the browser tests use the database from.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


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


@pytest.fixture(autouse=True)
def _fresh_cache(settings: Settings) -> None:
    """Each test sees only what it put into the cache itself, in Redis too."""
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4()}"}
    }
