"""The tree of teams in the setup."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from tests.factories import CalendarFactory, ManagerFactory, RepFactory, TeamFactory

pytestmark = pytest.mark.django_db


def test_the_tree_shows_teams_below_teams(admin_person_client: Client, team: Team) -> None:
    TeamFactory(name="North A", parent=team)
    page = admin_person_client.get("/setup/teams/").content.decode()
    assert page.index("North</strong>") < page.index("<ul>") < page.index("North A</strong>")


def test_managers_see_their_part(manager_client: Client, team: Team, other_team: Team) -> None:
    TeamFactory(name="North A", parent=team)
    page = manager_client.get("/setup/teams/").content.decode()
    assert "North A" in page
    assert "South" not in page


def test_as_many_queries_for_one_as_for_many(admin_person_client: Client, team: Team) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            admin_person_client.get("/setup/teams/")
        return len(captured)

    queries()
    one = queries()
    for parent in (None, team, team):
        below = TeamFactory(parent=parent, calendar=CalendarFactory(), managers=[ManagerFactory()])
        RepFactory(team=below)
    assert queries() == one


def test_an_admin_makes_the_first_team(admin_person_client: Client, manager: User) -> None:
    Team.objects.all().delete()
    words = {"name": "First", "managers": [manager.pk]}
    assert admin_person_client.post("/setup/teams/new/", words)["Location"] == "/setup/teams/"
    assert list(Team.objects.get(name="First").managers.all()) == [manager]


def test_a_manager_makes_teams_below_their_own(
    manager_client: Client, team: Team, other_team: Team
) -> None:
    for parent in ("", other_team.pk):
        answer = manager_client.post("/setup/teams/new/", {"name": "New", "parent": parent})
        assert answer.status_code == 422
    manager_client.post("/setup/teams/new/", {"name": "New", "parent": team.pk})
    assert Team.objects.get(name="New").parent == team


def test_a_team_is_renamed_and_moved(admin_person_client: Client, team: Team) -> None:
    top = TeamFactory(name="Top")
    words = {"name": "Far north", "parent": top.pk}
    admin_person_client.post(f"/setup/teams/{team.pk}/", words)
    team.refresh_from_db()
    assert (team.name, team.parent) == ("Far north", top)


def test_a_manager_keeps_the_place_of_their_top_team(
    manager_client: Client, team: Team, manager: User
) -> None:
    top = TeamFactory(name="Top")
    Team.objects.filter(pk=team.pk).update(parent=top)
    words = {"name": "North!", "parent": top.pk, "managers": [manager.pk]}
    assert manager_client.post(f"/setup/teams/{team.pk}/", words).status_code == 302
    assert Team.objects.get(pk=team.pk).name == "North!"


def test_a_circle_is_no_choice(admin_person_client: Client, team: Team) -> None:
    below = TeamFactory(name="North A", parent=team)
    words = {"name": "North", "parent": below.pk}
    answer = admin_person_client.post(f"/setup/teams/{team.pk}/", words)
    assert answer.status_code == 422


def test_a_name_that_is_taken_is_said_at_the_name(
    admin_person_client: Client, team: Team, other_team: Team
) -> None:
    answer = admin_person_client.post(f"/setup/teams/{team.pk}/", {"name": "South"})
    assert answer.status_code == 422
    assert "There is a team of this name at this place already." in answer.content.decode()


def test_somebody_elses_team_does_not_exist(other_manager_client: Client, team: Team) -> None:
    assert other_manager_client.get(f"/setup/teams/{team.pk}/").status_code == 404
    assert other_manager_client.post(f"/setup/teams/{team.pk}/removal/").status_code == 404


def test_removing_a_team_with_people_says_why_not(
    manager_client: Client, team: Team, rep: User
) -> None:
    answer = manager_client.post(f"/setup/teams/{team.pk}/removal/", follow=True)
    assert "keep their history" in answer.content.decode()
    assert Team.objects.filter(pk=team.pk).exists()
