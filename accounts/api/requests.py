"""The request as views of the API see it."""

from datetime import date

from django.utils import timezone
from rest_framework.request import Request

from accounts.models import Organisation, User


def person_of(request: Request) -> User:
    """Who sent the request: permissions let nobody else through."""
    if not isinstance(request.user, User):
        raise TypeError("This view must not be open to anonymous requests.")
    return request.user


def local_today() -> date:
    """Today where the organisation is: who is in which team is a matter of whole days."""
    return Organisation.current().day_of(timezone.now())
