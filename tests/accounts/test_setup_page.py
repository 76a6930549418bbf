"""The start page of the setup."""

import pytest
from django.test import Client

from accounts.models import Organisation, Team, User
from tests.factories import RepFactory

pytestmark = pytest.mark.django_db


def text_of(client: Client) -> str:
    return " ".join(client.get("/setup/").content.decode().split())


@pytest.mark.parametrize("who", ["rep_client", "leader_client"])
@pytest.mark.parametrize(
    "path",
    [
        "/setup/",
        "/setup/people/",
        "/setup/people/list.csv",
        "/setup/people/new/",
        "/setup/teams/",
        "/setup/teams/new/",
        "/setup/calendars/",
        "/setup/calendars/new/",
        "/setup/time-off/new/",
        "/setup/organisation/",
        "/setup/job-roles/",
    ],
)
def test_reps_and_leaders_have_no_setup(
    request: pytest.FixtureRequest, who: str, path: str
) -> None:
    client: Client = request.getfixturevalue(who)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/setup/organisation/", "/setup/job-roles/"])
def test_what_holds_for_everybody_is_for_admins(manager_client: Client, path: str) -> None:
    assert manager_client.get(path).status_code == 404


def test_managers_see_what_is_theirs(manager_client: Client, rep: User, stranger: User) -> None:
    words = text_of(manager_client)
    assert "1 person" in words
    assert "1 team<" in words
    assert "/setup/organisation/" not in words


def test_a_manager_without_a_team_is_told_how_to_get_one(
    manager_client: Client, team: Team
) -> None:
    team.managers.clear()
    assert "You manage no team yet." in text_of(manager_client)


def test_an_empty_organisation_is_told_where_to_start(admin_person_client: Client) -> None:
    words = text_of(admin_person_client)
    assert "Start here: give the organisation its" in words
    assert "There is no team yet." in words


def test_what_is_missing_is_said(
    admin_person_client: Client, organisation: Organisation, team: Team
) -> None:
    Organisation.objects.update(name="Acme")
    RepFactory.create_batch(2)
    words = text_of(admin_person_client)
    assert "2 reps are in no team" in words
    assert "1 team has no manager" in words
    assert "Start here" not in words
