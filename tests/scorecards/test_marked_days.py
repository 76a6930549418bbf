"""What a change marks reaches every period that it touches: each was a difference once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.actions.time_off import add_time_off
from accounts.models import Team, User
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Score
from scorecards.queries.rebuilt import differences
from tests.factories import scorecard
from tests.scorecards.week_of_rosa import done

NOW = datetime(2026, 3, 12, 13, tzinfo=UTC)  # a Thursday
TODAY = NOW.date()

pytestmark = pytest.mark.django_db


def changed(since: date = date(2026, 2, 1)) -> list[str]:
    """What a rebuild would change once the marks are worked off."""
    work_off_marks(now=NOW)
    days = since, TODAY + timedelta(days=30)
    return list(differences(list(User.objects.all()), days=days, now=NOW))


def test_time_off_later_this_week_shrinks_the_running_target(rep: User, team: Team) -> None:
    """Rule 15."""
    scorecard(activities={"calls": (50, 100)}, assigned_to=team)
    done(rep, calls=20)

    tomorrow = TODAY + timedelta(days=1)
    add_time_off(person=rep, starts_on=tomorrow, ends_on=tomorrow, by=None)

    assert changed(since=date(2026, 3, 9)) == []
    assert Score.objects.get().score == 50  # 20 of 40, no longer 20 of 50
