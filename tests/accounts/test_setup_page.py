"""The start page of the setup."""

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["manager_client", "admin_person_client"])
def test_managers_and_admins_have_a_setup(request: pytest.FixtureRequest, who: str) -> None:
    client: Client = request.getfixturevalue(who)
    assert client.get("/setup/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["rep_client", "leader_client"])
def test_for_others_there_is_none(request: pytest.FixtureRequest, who: str) -> None:
    client: Client = request.getfixturevalue(who)
    assert client.get("/setup/").status_code == 404
