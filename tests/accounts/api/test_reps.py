"""`/reps/`: the reps whom the login may see."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Membership, Team, User
from tests.accounts.api.conftest import Programs
from tests.factories import JobRoleFactory, MembershipFactory, RepFactory, TeamFactory

PATH = "/api/v1/reps/"


def names(client: APIClient, **query: Any) -> list[str]:
    answer = client.get(PATH, query)
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


def test_a_rep_is_described(api: Programs, team: Team) -> None:
    rep = RepFactory(
        name="Ria",
        email="ria@example.org",
        external_id="CRM-7",
        job_role=JobRoleFactory(name="SDR"),
        time_zone="Europe/Berlin",
        team=team,
        left_on=date(2030, 1, 1),
    )
    assert api(rep).get(f"{PATH}{rep.pk}/").json() == {
        "id": rep.pk,
        "name": "Ria",
        "email": "ria@example.org",
        "external_id": "CRM-7",
        "job_role": "SDR",
        "team": team.pk,
        "time_zone": "Europe/Berlin",
        "joined_on": "2020-01-01",
        "left_on": "2030-01-01",
    }


def test_each_sees_the_reps_they_may_see(
    api: Programs,
    rep: User,
    stranger: User,
    manager: User,
    other_manager: User,
    leader: User,
    admin_person: User,
) -> None:
    assert names(api(rep)) == names(api(manager)) == ["Rosa Rep"]
    assert names(api(stranger)) == names(api(other_manager)) == ["Sam Stranger"]
    assert names(api(leader)) == names(api(admin_person)) == ["Rosa Rep", "Sam Stranger"]
    assert APIClient().get(PATH).status_code == 401


def test_who_may_not_be_seen_is_not_found(api: Programs, rep: User, stranger: User) -> None:
    assert api(rep).get(f"{PATH}{stranger.pk}/").status_code == 404
    assert api(rep).get(f"{PATH}{10**30}/").status_code == 404


def test_a_manager_is_no_rep(api: Programs, admin_person: User, manager: User) -> None:
    assert names(api(admin_person)) == []


def test_reps_of_a_team_are_those_of_the_teams_below_too(
    api: Programs, leader: User, rep: User, stranger: User, team: Team
) -> None:
    below = TeamFactory(name="Below", parent=team, external_id="T-2")
    RepFactory(name="Nina Newcomer", team=below)
    assert names(api(leader), team=team.pk) == ["Rosa Rep", "Nina Newcomer"]
    assert names(api(leader), team="T-2") == ["Nina Newcomer"]


def test_a_team_that_may_not_be_seen_is_unknown(
    api: Programs, manager: User, other_team: Team
) -> None:
    for team in (other_team.pk, "T-9"):
        answer = api(manager).get(PATH, {"team": team})
        assert answer.status_code == 400
        assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [("team", "unknown")]


def test_the_team_is_that_of_today(api: Programs, rep: User, other_team: Team) -> None:
    Membership.objects.filter(user=rep).update(ends_on=date(2021, 1, 31))
    MembershipFactory(user=rep, team=other_team, starts_on=date(2021, 2, 1))
    assert api(rep).get(f"{PATH}{rep.pk}/").json()["team"] == other_team.pk
    Membership.objects.filter(user=rep).delete()
    assert api(rep).get(f"{PATH}{rep.pk}/").json()["team"] is None


@pytest.mark.usefixtures("organisation")
def test_the_number_of_queries_does_not_grow_with_the_reps(
    api: Programs, leader: User, team: Team
) -> None:
    client = api(leader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            names(client)
        return len(found)

    RepFactory(team=team, job_role=JobRoleFactory())
    few = queries()
    for _ in range(3):
        RepFactory(team=TeamFactory(parent=team), job_role=JobRoleFactory())
    assert queries() == few


def test_reps_are_not_written_here(api: Programs, admin_person: User, rep: User) -> None:
    assert api(admin_person).post(PATH, {"name": "New"}).status_code == 405
    assert api(admin_person).delete(f"{PATH}{rep.pk}/").status_code == 405
    assert User.objects.filter(pk=rep.pk).exists()
