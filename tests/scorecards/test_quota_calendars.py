"""What changes of calendars do to targets that follow a quota (rules 14, 29)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.actions.calendars import close_day
from accounts.actions.marks import mark_stale
from accounts.actions.memberships import move_person
from accounts.models import Calendar, Team, User
from scorecards.actions.recompute import work_off_marks
from tests.factories import (
    CalendarFactory,
    TeamFactory,
)
from tests.scorecards.quota_story import (
    MARCH,
    NOW,
    card,
    day_targets,
    differing,
    line,
    publish,
)

pytestmark = pytest.mark.django_db


class TestCalendars:
    """One working day less in a month, and each of the others owes more."""

    def test_a_closed_day_moves_the_other_days_of_its_month(self, team: Team, rep: User) -> None:
        card(team)
        publish(rep, 2100, slug="calls")
        assert day_targets(rep, "2026-03")["2026-03-02"] != 100
        close_day(calendar=Calendar.default(), day=date(2026, 3, 10), name="Closed")
        work_off_marks(now=NOW)

        assert day_targets(rep, "2026-03")["2026-03-02"] == 100
        assert differing([rep]) == []

    def test_who_moves_to_another_calendar_owes_the_whole_all_the_same(
        self, team: Team, rep: User
    ) -> None:
        """Ten days of five a week until the 15th, then Mondays to Thursdays: ten more."""
        other = TeamFactory(calendar=CalendarFactory(weekdays="0123"), parent=team)
        card(team)
        publish(rep, 2000, slug="calls")
        move_person(person=rep, team=other, from_day=date(2026, 3, 16), by=None)
        work_off_marks(now=NOW)
        assert day_targets(rep, "2026-03")["2026-03-02"] == 100

        after = datetime(2026, 3, 31, 12, tzinfo=UTC)
        mark_stale(reps=[rep.pk], from_day=MARCH, to_day=None)
        work_off_marks(now=after)
        assert sum(day_targets(rep, "2026-03").values()) == 2000

    def test_a_month_without_a_working_day_is_not_lost_to_the_quarter(
        self, team: Team, rep: User
    ) -> None:
        card(team, objectives="quarter")
        calendar = Calendar.default()
        for number in range(28):
            calendar.closed_days.create(day=date(2026, 2, 1) + timedelta(days=number), name="")
        for month, amount in ((1, 1000), (2, 560), (3, 3000)):
            publish(rep, amount, month=date(2026, month, 1))

        assert line(rep, "2026-Q1").target == 4560
