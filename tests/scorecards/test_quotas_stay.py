"""What was published stays, whatever is tidied up around it."""

import pytest

from accounts.actions.refusals import Refused
from accounts.actions.teams import remove_team
from accounts.models import Team, User
from scorecards.models import Quota
from tests.goals.factories import GoalFactory
from tests.scorecards.quota_sheets import owed

pytestmark = pytest.mark.django_db


def test_a_team_that_owed_something_is_not_removed(team: Team, admin_person: User) -> None:
    owed(team, ["100"] * 12)
    with pytest.raises(Refused, match="quotas"):
        remove_team(team=team, by=admin_person)
    assert Quota.objects.filter(team=team).count() == 12


def test_nor_is_one_with_goals(team: Team, admin_person: User) -> None:
    GoalFactory(team=team)
    with pytest.raises(Refused, match="goals"):
        remove_team(team=team, by=admin_person)
