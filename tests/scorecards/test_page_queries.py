"""How many queries the pages that everybody looks at take: so many, for one rep and for thirty.

Who adds a query changes the number here, and says in the commit what it is for.
"""

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from accounts.models import Team, User
from tests.factories import ActivityFactory, MetricFactory, RepFactory, TeamFactory
from tests.scorecards.week_of_rosa import MONDAY, NOW, card_of, done, queries_of, scored

REP_HOME = 22
REP_HOME_FOR_A_MANAGER = 25
EXPLANATION = 15
BOARD = 18
OVERVIEW = 12


@pytest.fixture(autouse=True)
def thursday(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture(params=[1, 30])
def reps(request: pytest.FixtureRequest, team: Team, rep: User) -> list[User]:
    """All of one team and on one scorecard, everybody scored; the first is `rep`."""
    card_of(team)
    others = [RepFactory(team=team) for _ in range(request.param - 1)]
    calls = MetricFactory(slug="calls")
    for place, other in enumerate(others):
        ActivityFactory(rep=other, metric=calls, quantity=place % 7, day=MONDAY)
    done(rep, calls=35, connects=7)
    scored(others)
    return [rep, *others]


def test_the_page_of_a_rep(rep_client: Client, reps: list[User]) -> None:
    assert queries_of(rep_client, "/") == REP_HOME


def test_the_page_of_a_rep_for_a_manager(manager_client: Client, reps: list[User]) -> None:
    address = f"/reps/{reps[0].pk}/"
    assert queries_of(manager_client, address) == REP_HOME_FOR_A_MANAGER


def test_how_a_score_is_computed(rep_client: Client, reps: list[User]) -> None:
    address = f"/reps/{reps[0].pk}/scores/activities/"
    assert queries_of(rep_client, address) == EXPLANATION


def test_the_board_of_a_team(manager_client: Client, team: Team, reps: list[User]) -> None:
    shown = manager_client.get(f"/teams/{team.pk}/").content.decode()
    assert shown.count('<th scope="row">') == len(reps) + 2  # and the team's own two lines
    assert queries_of(manager_client, f"/teams/{team.pk}/") == BOARD


def test_the_teams(leader_client: Client, reps: list[User]) -> None:
    TeamFactory()  # the only one would be shown at once
    assert queries_of(leader_client, "/teams/") == OVERVIEW
