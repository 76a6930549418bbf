"""What day it is for whoever sets things up: that of the organisation, not of the server."""

from datetime import date

from django.utils import timezone

from accounts.models import Organisation


def organisation_day() -> date:
    """Today where the organisation is."""
    return Organisation.current().day_of(timezone.now())
