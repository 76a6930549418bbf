"""Whose day it is in the setup."""

import time_machine
from django.test import Client

from accounts.models import Organisation
from accounts.views.days import organisation_day


@time_machine.travel("2026-03-11T03:00:00Z", tick=False)
def test_the_day_is_the_organisations_not_the_servers(
    organisation: Organisation, admin_person_client: Client
) -> None:
    organisation.time_zone = "America/Los_Angeles"
    organisation.save(update_fields=["time_zone"])

    assert organisation_day().isoformat() == "2026-03-10"
    page = admin_person_client.get("/setup/people/").context
    assert page["today"].isoformat() == "2026-03-10"
