"""The request as pages behind the login see it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User

# Every id has fewer digits than the largest number that a column holds.
_LONGEST_ID = 18


class PersonRequest(HttpRequest):
    """A request of somebody who is logged in, and whether htmx sent it."""

    user: User
    htmx: HtmxDetails


def number_in(text: str) -> int | None:
    """The id or year that an address or a form holds; None for what can be none."""
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_ID else None
