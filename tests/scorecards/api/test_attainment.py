"""`/attainment/`: the figures of the pages, for programs."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Membership, Team, User
from tests.factories import RepFactory, TeamFactory
from tests.scorecards.api.conftest import Programs
from tests.scorecards.quotas_of_march import MARCH, owe, sold

PATH = "/api/v1/attainment/"
# On Wednesday 11 March at 12:00 UTC seven days and three of eight hours are done, of 22.
GONE = 7.375 / 22


@pytest.fixture
def owed(rep: User, stranger: User, team: Team) -> None:
    """Rosa owes 22,000 and the North 20,000; Sam in the South 11,000."""
    owe({rep: 22_000, stranger: 11_000, team: 20_000})
    sold(rep, 5_900)


def rows(client: APIClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(PATH, query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_a_rep_is_told_their_own(api: Programs, rep: User, owed: None) -> None:
    assert rows(api(rep)) == [
        {
            "group": rep.pk,
            "name": "Rosa Rep",
            "actual": "5900",
            "quota": "22000",
            "attainment": pytest.approx(5900 / 22000),
            "expected": "7375",
            "pace": pytest.approx(0.8),
            "status": "at_risk",
            "missing": "16100",
            "days_left": 14.625,
            "needed_per_day": "1100.8547",
            "projection": "17600",
            "chance": None,
            "lowest": None,
            "highest": None,
            "assignment": None,
        }
    ]


def test_by_team_and_all_together(
    api: Programs, leader: User, owed: None, team: Team, other_team: Team
) -> None:
    north, south = rows(api(leader), by="team")
    assert (north["group"], north["quota"]) == (team.pk, "20000")
    assert north["assignment"] == pytest.approx(0.1)
    assert (south["group"], south["quota"], south["assignment"]) == (other_team.pk, "11000", None)
    [everything] = rows(api(leader), by="organisation")
    assert (everything["group"], everything["actual"], everything["quota"]) == (
        None,
        "5900",
        "31000",
    )


def test_each_sees_what_they_may_see(
    api: Programs,
    rep: User,
    manager: User,
    other_manager: User,
    leader: User,
    admin_person: User,
    stranger: User,
    owed: None,
    team: Team,
) -> None:
    def groups(person: User, by: str) -> set[int | None]:
        return {row["group"] for row in rows(api(person), by=by)}

    assert groups(rep, "rep") == groups(manager, "rep") == {rep.pk}
    assert groups(other_manager, "rep") == {stranger.pk}
    assert groups(leader, "rep") == groups(admin_person, "rep") == {rep.pk, stranger.pk}
    assert groups(rep, "team") == groups(rep, "organisation") == set()
    assert groups(manager, "team") == {team.pk}
    assert [row["quota"] for row in rows(api(manager), by="organisation")] == ["20000"]
    assert APIClient().get(PATH).status_code == 401


def test_a_team_tells_of_the_days_in_it(
    api: Programs, leader: User, manager: User, rep: User, team: Team, other_team: Team
) -> None:
    """To Sunday 15 March ten of 22 working days."""
    Membership.objects.filter(user=rep).update(ends_on=date(2026, 3, 15))
    Membership.objects.create(user=rep, team=other_team, starts_on=date(2026, 3, 16))
    owe({rep: 22_000})
    below = TeamFactory(name="Below", parent=team, external_id="T-2")
    newcomer = RepFactory(name="Nils New", team=below)

    def quotas(person: User, **query: Any) -> dict[int, str | None]:
        return {row["group"]: row["quota"] for row in rows(api(person), **query)}

    assert quotas(leader) == {rep.pk: "22000", newcomer.pk: None}
    assert quotas(leader, team=team.pk) == {rep.pk: "10000", newcomer.pk: None}
    assert quotas(leader, team=other_team.pk) == {rep.pk: "12000"}
    assert quotas(manager) == {rep.pk: "10000", newcomer.pk: None}
    assert quotas(leader, team="T-2") == {newcomer.pk: None}
    assert set(quotas(leader, team=team.pk, by="team")) == {team.pk, below.pk}


def test_other_periods_and_metrics(api: Programs, rep: User, owed: None) -> None:
    owe({rep: 1_000}, months=(date(2026, 1, 1), date(2026, 2, 1)))
    owe({rep: 22}, metric="meetings_held")
    sold(rep, 100, day=date(2026, 1, 5))

    def quota(**query: Any) -> str | None:
        [row] = rows(api(rep), **query)
        return row["quota"]

    assert quota(period="2026-Q1") == quota(period="last-3-months") == "24000"
    assert quota(period="ytd") == "10000"  # eight days of March owe 8,000
    assert quota(period="2026-02") == "1000"
    assert quota(period="2025-12") is None
    assert quota(metric="meetings_held") == "22"


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ({"period": "soon"}, "period", "invalid"),
        ({"period": "2026-W11"}, "period", "invalid"),
        ({"period": "last-99-months"}, "period", "invalid"),
        ({"metric": "calls"}, "metric", "unknown"),
        ({"by": "planet"}, "by", "invalid_choice"),
        ({"team": "T-9"}, "team", "unknown"),
    ],
)
def test_what_cannot_be_is_an_error(
    api: Programs, leader: User, owed: None, query: dict[str, str], field: str, code: str
) -> None:
    answer = api(leader).get(PATH, query)
    assert answer.status_code == 400
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]


def test_a_team_of_others_does_not_exist(
    api: Programs, manager: User, other_team: Team, owed: None
) -> None:
    assert api(manager).get(PATH, {"team": other_team.pk}).status_code == 400


def test_without_any_quota_there_are_no_rows(api: Programs, leader: User, rep: User) -> None:
    assert rows(api(leader)) == rows(api(leader), by="organisation") == []


def test_the_list_is_paged_under_the_same_number_of_queries(
    api: Programs, leader: User, team: Team, owed: None
) -> None:
    client = api(leader)

    def queries(by: str) -> int:
        rows(client, by=by)  # once, so that what is remembered is
        with CaptureQueriesContext(connection) as found:
            rows(client, by=by)
        return len(found)

    kinds = ("rep", "team", "organisation")
    few = [queries(by) for by in kinds]
    for _ in range(5):
        owe({RepFactory(team=TeamFactory(parent=team)): 1_000}, months=(MARCH,))
    assert [queries(by) for by in kinds] == few
    first = client.get(PATH, {"limit": 5}).json()
    second = client.get(first["next"]).json()
    assert (len(first["results"]), len(second["results"]), second["next"]) == (5, 2, None)
