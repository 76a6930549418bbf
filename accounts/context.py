"""What every page gets: the entries of its navigation and the organisation."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role
from accounts.queries.people import demo_logins


@dataclass(frozen=True)
class Entry:
    """One link of the navigation; `icon` is a symbol of icons.svg."""

    name: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Place:
    """What an entry may lead to: `holds` are the paths of the pages that belong to it."""

    name: str | Promise
    address: str
    icon: str
    roles: frozenset[Role]
    holds: tuple[str, ...]


_TEAMS = frozenset({Role.MANAGER, Role.LEADER, Role.ADMIN})
_STEERING = frozenset({Role.MANAGER, Role.ADMIN})
PLACES = (
    Place(_("My scorecard"), "home", "home", frozenset({Role.REP}), ("/reps/",)),
    Place(_("Attainment"), "attainment", "attainment", frozenset({Role.LEADER}), ("/attainment/",)),
    Place(_("Teams"), "teams", "board", frozenset({Role.LEADER}), ("/teams/", "/reps/")),
    Place(_("Teams"), "home", "board", _STEERING, ("/teams/", "/reps/")),
    Place(_("Attainment"), "attainment", "attainment", _STEERING, ("/attainment/",)),
    Place(_("Log"), "log", "log", frozenset({Role.REP, Role.MANAGER}), ("/log/", "/activities/")),
    Place(_("Goals"), "goals", "goals", frozenset(Role), ("/goals/",)),
    Place(_("Plan"), "plans", "plan", _TEAMS, ("/plan/",)),
    Place(_("Setup"), "setup", "setup", frozenset({Role.MANAGER, Role.ADMIN}), ("/setup/",)),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """`navigation` and `organisation` for whoever is logged in, `demo_logins` for others."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo_logins": SimpleLazyObject(demo_logins)}
    return {
        "navigation": list(_navigation(user.role, request.path)),
        "organisation": SimpleLazyObject(Organisation.current),
    }


def _navigation(role: str, here: str) -> Iterable[Entry]:
    for place in PLACES:
        if role in place.roles:
            url = reverse(place.address)
            current = here == url or here.startswith(place.holds)
            yield Entry(name=str(place.name), url=url, icon=place.icon, current=current)
