"""What every page gets: the entries of its navigation and the organisation."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role


@dataclass(frozen=True)
class Entry:
    """One link of the navigation; `icon` is a symbol of icons.svg."""

    name: str
    url: str
    icon: str
    current: bool


# Name, name of the address, icon, who has the entry.
ENTRIES = (
    (_("Home"), "home", "home", frozenset(Role)),
    (_("Log"), "log", "log", frozenset({Role.REP, Role.MANAGER})),
    (_("Setup"), "setup", "setup", frozenset({Role.MANAGER, Role.ADMIN})),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """`navigation` and `organisation` for whoever is logged in; nothing for others."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "navigation": list(_navigation(user.role, request.path)),
        "organisation": SimpleLazyObject(Organisation.current),
    }


def _navigation(role: str, here: str) -> Iterable[Entry]:
    for name, address, icon, roles in ENTRIES:
        url = _url(address)
        if url and role in roles:
            yield Entry(name=str(name), url=url, icon=icon, current=_is_at(here, url))


def _url(address: str) -> str:
    try:
        return reverse(address)
    except NoReverseMatch:
        return ""


def _is_at(here: str, url: str) -> bool:
    return here == url if url == "/" else here.startswith(url)
