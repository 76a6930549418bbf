"""The request as views of the API see it."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from accounts.models import Organisation, User

MOST_ROWS = 10_000


def person_of(request: Request) -> User:
    """Who sent the request: permissions let nobody else through."""
    if not isinstance(request.user, User):
        raise TypeError("This view must not be open to anonymous requests.")
    return request.user


def local_today() -> date:
    """Today where the organisation is: who is in which team is a matter of whole days."""
    return Organisation.current().day_of(timezone.now())


def rows_of(request: Request) -> list[Any]:
    """The rows of the body: one, or a list of as many as one transaction may hold."""
    rows = request.data if isinstance(request.data, list) else [request.data]
    if len(rows) > MOST_ROWS:
        message = _("More than %(most)s rows: send them in several requests.")
        raise ParseError(message % {"most": MOST_ROWS}, "too_many")
    return rows
