"""`/teams/`: the teams whose boards the login may open."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Team, User
from tests.accounts.api.conftest import Programs
from tests.factories import ManagerFactory, TeamFactory

PATH = "/api/v1/teams/"


def names(client: APIClient) -> list[str]:
    answer = client.get(PATH)
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


def test_a_team_is_described(api: Programs, leader: User, team: Team, manager: User) -> None:
    below = TeamFactory(name="Below", parent=team, external_id="T-2", managers=[manager])
    assert api(leader).get(f"{PATH}{below.pk}/").json() == {
        "id": below.pk,
        "name": "Below",
        "external_id": "T-2",
        "parent": team.pk,
        "managers": [manager.pk],
    }


def test_each_sees_the_teams_they_may_open(
    api: Programs,
    team: Team,
    other_team: Team,
    rep: User,
    manager: User,
    other_manager: User,
    leader: User,
    admin_person: User,
) -> None:
    TeamFactory(name="Below", parent=team)
    assert names(api(rep)) == []
    assert names(api(manager)) == ["North", "Below"]
    assert names(api(other_manager)) == ["South"]
    assert names(api(leader)) == names(api(admin_person)) == ["North", "South", "Below"]
    assert APIClient().get(PATH).status_code == 401


def test_what_may_not_be_seen_is_not_found(api: Programs, manager: User, other_team: Team) -> None:
    assert api(manager).get(f"{PATH}{other_team.pk}/").status_code == 404


def test_a_team_tells_nothing_of_teams_and_people_who_may_not_be_seen(
    api: Programs, team: Team, manager: User
) -> None:
    below = TeamFactory(name="Below", parent=team)
    deputy = ManagerFactory(manages=[below])
    above = ManagerFactory(manages=[team, below])
    found = api(deputy).get(f"{PATH}{below.pk}/").json()
    assert (found["parent"], found["managers"]) == (None, [deputy.pk])
    found = api(above).get(f"{PATH}{below.pk}/").json()
    assert (found["parent"], found["managers"]) == (team.pk, [above.pk])


@pytest.mark.usefixtures("organisation")
def test_the_number_of_queries_does_not_grow_with_the_teams(
    api: Programs, leader: User, team: Team
) -> None:
    client = api(leader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            names(client)
        return len(found)

    few = queries()
    for _ in range(3):
        ManagerFactory(manages=[TeamFactory(parent=team)])
    assert queries() == few
