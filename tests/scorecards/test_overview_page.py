"""The overview: which of my teams needs me?"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from accounts.actions.marks import mark_stale
from accounts.models import StaleMark, Team, User
from tests.factories import ManagerFactory, RepFactory, TeamFactory
from tests.scorecards.week_of_rosa import NOW, card_of, done, queries_of, scored

ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def thursday(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def europe(team: Team, rep: User, other_team: Team, stranger: User) -> Team:
    """Europe with the North (Rosa, 56 of 70) above the South (Sam with 100); both on one card."""
    region: Team = TeamFactory(name="Europe")
    Team.objects.filter(pk__in=[team.pk, other_team.pk]).update(parent=region)
    card_of(region)
    done(rep, calls=35, connects=7)
    done(stranger, calls=50, connects=20)
    return region


def page(client: Client, query: str = "", address: str = "/teams/") -> str:
    response = client.get(f"{address}{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def rows(shown: str) -> list[str]:
    """The teams from the top, without tags."""
    found = re.findall(r'<tr role="row">.*?</tr>', shown)[1:]
    bare = (re.sub(r"<svg.*?</svg>", "", row) for row in found)
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in bare]


def test_teams_stand_as_a_tree_the_furthest_behind_first(
    leader_client: Client, europe: Team
) -> None:
    """Europe: 85 of 100 calls and 27 of 40 connects are 51 + 27."""
    assert rows(page(leader_client)) == [
        "Europe 2 reps Ahead 78.0 Week 11, 2026 · contributors 78.0 – Ahead 1 At risk 1",
        "North 1 rep At risk 56.0 Week 11, 2026 · contributors 56.0 – At risk 1",
        "South 1 rep Ahead 100.0 Week 11, 2026 · contributors 100.0 – Ahead 1",
    ]


def test_each_team_opens_its_board(leader_client: Client, europe: Team, team: Team) -> None:
    shown = page(leader_client, "?period=2026-W11")
    assert f'<a href="/teams/{team.pk}/?period=2026-W11">North</a>' in shown


def test_a_manager_of_one_team_comes_to_its_board_at_once(
    manager_client: Client, europe: Team, team: Team
) -> None:
    assert manager_client.get("/teams/")["Location"] == f"/teams/{team.pk}/"
    assert manager_client.get("/")["Location"] == f"/teams/{team.pk}/"


def test_a_manager_sees_only_their_part(client_of: ClientOf, europe: Team, team: Team) -> None:
    mine = ManagerFactory(manages=[team, TeamFactory(name="West")])
    assert [row.split()[0] for row in rows(page(client_of(mine)))] == ["North", "West"]


def test_a_manager_of_the_region_sees_the_teams_below(client_of: ClientOf, europe: Team) -> None:
    director = ManagerFactory(manages=[europe])
    assert [row.split()[0] for row in rows(page(client_of(director)))] == [
        "Europe",
        "North",
        "South",
    ]


def test_it_is_the_first_page_of_a_leader(leader_client: Client, europe: Team) -> None:
    assert rows(page(leader_client, address="/")) == rows(page(leader_client))


def test_a_rep_without_a_fact_is_in_the_full_roster_alone(
    leader_client: Client, europe: Team, team: Team
) -> None:
    """North: 35 of 100 calls, 7 of 40 connects are 21 + 7."""
    scored([RepFactory(team=team)])
    assert rows(page(leader_client))[1] == (
        "North 2 reps Behind 28.0 Week 11, 2026 · contributors 56.0 – At risk 1 Behind 1"
    )


def test_who_has_left_the_company_is_not_counted(
    leader_client: Client, europe: Team, rep: User
) -> None:
    rep.left_on = NOW.date().replace(day=2)
    rep.save(update_fields=["left_on"])
    assert "North 0 reps" in " ".join(rows(page(leader_client)))


def test_a_past_period(leader_client: Client, europe: Team, rep: User) -> None:
    done(rep, day=NOW.date().replace(day=3), calls=50, connects=20)
    shown = page(leader_client, "?period=2026-W10")
    assert "as of Sun 8 Mar" in shown
    assert "North 1 rep On track 100.0 Week 10, 2026" in rows(shown)[1]


def test_a_bad_period_is_said(leader_client: Client, europe: Team) -> None:
    assert "“soon” is not a period" in page(leader_client, "?period=soon")


def test_the_page_listens_to_its_teams(leader_client: Client, europe: Team) -> None:
    shown = page(leader_client)
    assert f'sse-connect="/live/?names=team-{europe.pk}"' in shown
    assert f'hx-trigger="sse:team-{europe.pk} delay:300ms"' in shown
    fragment = leader_client.get("/teams/", headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="overview"')


def test_for_a_rep_there_is_no_such_page(rep_client: Client, europe: Team) -> None:
    assert rep_client.get("/teams/").status_code == 404


def test_changes_that_wait_for_long_are_said_to_lag(
    leader_client: Client, europe: Team, rep: User
) -> None:
    mark_stale(reps=[rep.pk], from_day=NOW.date(), to_day=None)
    StaleMark.objects.update(marked_at=NOW - timedelta(seconds=29))
    assert "The figures may lag" not in page(leader_client)
    StaleMark.objects.update(marked_at=NOW - timedelta(seconds=31))
    assert "The figures may lag" in page(leader_client)


def test_without_teams_a_leader_is_told_who_makes_them(leader_client: Client) -> None:
    assert "As soon as an admin has made teams" in page(leader_client)


def test_without_teams_an_admin_is_shown_the_way(admin_person_client: Client) -> None:
    shown = page(admin_person_client)
    assert "No team yet" in shown
    assert "sse-connect" not in shown  # there is nothing to listen to
    assert '<a class="button button-primary" href="/setup/' in shown


def test_an_anonymous_visitor_is_sent_to_the_login(client: Client, db: None) -> None:
    assert client.get("/teams/")["Location"].startswith("/account/login/")


def test_three_teams_take_as_many_queries_as_thirteen(leader_client: Client, europe: Team) -> None:
    three = queries_of(leader_client, "/teams/")
    for _ in range(10):
        done(RepFactory(team=TeamFactory(parent=europe)), calls=3)
    assert queries_of(leader_client, "/teams/") == three
