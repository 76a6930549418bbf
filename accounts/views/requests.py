"""The request as pages behind the login see it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class PersonRequest(HttpRequest):
    """A request of somebody who is logged in, and whether htmx sent it."""

    user: User
    htmx: HtmxDetails
