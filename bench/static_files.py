"""The static files, which pages name by what is in them."""

from django.conf import settings
from django.core.management import call_command


def collect() -> None:
    """Once in a VAR_DIR, since they are compressed, too: give a new one when files have changed."""
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
