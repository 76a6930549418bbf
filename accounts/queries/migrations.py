"""Which changes of the tables a database has been through."""

from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

Migration = tuple[str, str]
"""App and name: ("accounts", "0001_initial")."""


def known_migrations() -> frozenset[Migration]:
    """Those of this version of Repscore, of its own apps and of those that it is built on."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def are_ours(applied: Iterable[Migration]) -> bool:
    """Whether a database that has been through these is one of Repscore.

    One app does not prove it: many another project calls one of its own "accounts".
    """
    return len({app for app, _ in applied} & _own_apps()) > 1


def unknown_here(applied: Iterable[Migration]) -> list[Migration]:
    """Those of our own apps that this version does not know: a newer one made them."""
    return sorted(found for found in set(applied) - known_migrations() if found[0] in _own_apps())


def missing_in(applied: Iterable[Migration]) -> list[Migration]:
    """Those that such a database has yet to go through."""
    return sorted(known_migrations() - set(applied))


def _own_apps() -> frozenset[str]:
    return frozenset(
        app.label
        for app in apps.get_app_configs()
        if app.path.startswith(str(settings.BASE_DIR)) and "site-packages" not in app.path
    )
