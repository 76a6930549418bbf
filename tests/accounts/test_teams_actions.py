"""The tree of teams: no circles, no two of a name at one place."""

from datetime import date

import pytest

from accounts.actions.marks import FAR_FUTURE
from accounts.actions.refusals import Refused
from accounts.actions.teams import TeamDetails, create_team, edit_team, remove_team
from accounts.models import Calendar, Team, User
from tests.accounts.marks import marked
from tests.factories import CalendarFactory, TeamFactory, scorecard

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def test_a_team_is_made_with_its_managers(team: Team, manager: User) -> None:
    details = TeamDetails(name="North A", parent=team, managers=[manager])
    made = create_team(details=details, by=manager)
    assert (made.parent, list(made.managers.all())) == (team, [manager])


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_a_circle_is_refused(team: Team, depth: int) -> None:
    line = [team]
    for number in range(2):
        line.append(TeamFactory(name=f"Below {number}", parent=line[-1]))
    with pytest.raises(Refused, match="cannot stand below itself"):
        edit_team(
            team=team, details=TeamDetails(name="North", parent=line[depth]), by=None, today=TODAY
        )


def test_two_of_a_name_at_one_place_are_refused(team: Team, other_team: Team) -> None:
    with pytest.raises(Refused) as refused:
        edit_team(team=other_team, details=TeamDetails(name="North"), by=None, today=TODAY)
    assert refused.value.field == "name"
    with pytest.raises(Refused):
        create_team(details=TeamDetails(name="North"), by=None)


def test_the_same_name_may_stand_elsewhere(team: Team, other_team: Team) -> None:
    made = create_team(details=TeamDetails(name="North", parent=other_team), by=None)
    assert made.parent == other_team


def test_a_rename_makes_nobody_stale(team: Team, rep: User) -> None:
    edit_team(team=team, details=TeamDetails(name="Far north"), by=None, today=TODAY)
    assert marked() == set()


def test_moving_a_team_re_scores_everybody_who_ever_was_below_it(
    team: Team, other_team: Team, rep: User, stranger: User
) -> None:
    top = TeamFactory(name="Top")
    edit_team(team=team, details=TeamDetails(name="North", parent=top), by=None, today=TODAY)
    assert marked() == {(rep.pk, date.min, FAR_FUTURE, False)}


def test_another_calendar_re_scores_from_the_first_day_that_differs(
    team: Team, rep: User, stranger: User
) -> None:
    Calendar.default()
    german = CalendarFactory(country="DE", region="BE")
    details = TeamDetails(name="North", calendar=german)
    edit_team(team=team, details=details, by=None, today=TODAY)
    assert marked() == {(rep.pk, date(2020, 1, 1), FAR_FUTURE, False)}


def test_a_calendar_reaches_the_teams_below(team: Team, other_team: Team, stranger: User) -> None:
    edit_team(team=other_team, details=TeamDetails(name="South", parent=team), by=None, today=TODAY)
    before = marked()
    saturdays = CalendarFactory(weekdays="012345")
    details = TeamDetails(name="North", calendar=saturdays)
    edit_team(team=team, details=details, by=None, today=TODAY)
    assert marked() - before == {(stranger.pk, date(2020, 1, 1), FAR_FUTURE, False)}


def test_an_empty_team_can_be_removed(team: Team) -> None:
    remove_team(team=team, by=None)
    assert not Team.objects.exists()


def test_a_team_with_people_or_teams_or_a_scorecard_stays(team: Team, rep: User) -> None:
    with pytest.raises(Refused, match="keep their history"):
        remove_team(team=team, by=None)
    top, keeper = TeamFactory(), TeamFactory()
    TeamFactory(parent=top)
    with pytest.raises(Refused, match="teams below"):
        remove_team(team=top, by=None)
    scorecard(owner_team=keeper)
    with pytest.raises(Refused, match="keeps a scorecard"):
        remove_team(team=keeper, by=None)
