"""Calendars, closed days, time off and the organisation: whose scores a change makes stale."""

from dataclasses import replace
from datetime import date, time

import pytest

from accounts.actions.calendars import (
    CalendarDetails,
    close_day,
    create_calendar,
    edit_calendar,
    remove_calendar,
    reopen_day,
)
from accounts.actions.marks import FAR_FUTURE
from accounts.actions.organisation import change_organisation
from accounts.actions.refusals import Refused
from accounts.actions.time_off import add_time_off, remove_time_off
from accounts.models import Calendar, Organisation, Team, TimeOff, User
from tests.accounts.marks import marked
from tests.factories import CalendarFactory, RepFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
STANDARD = CalendarDetails(name="Standard", is_default=True)


@pytest.fixture
def default(db: None) -> Calendar:
    return Calendar.default()


class TestCalendars:
    def test_a_new_calendar_changes_nobodys_days(self, default: Calendar, rep: User) -> None:
        create_calendar(details=CalendarDetails("Six days", "012345"), by=None, today=TODAY)
        assert marked() == set()

    def test_a_holiday_more_re_scores_from_that_day(self, default: Calendar, rep: User) -> None:
        german = replace(STANDARD, country="DE")
        edit_calendar(calendar=default, details=german, by=None, today=TODAY)
        assert marked() == {(rep.pk, date(2020, 1, 1), FAR_FUTURE, False)}

    def test_people_without_a_team_live_by_the_default_one(self, default: Calendar) -> None:
        alone = RepFactory()
        edit_calendar(
            calendar=default, details=replace(STANDARD, weekdays="0123"), by=None, today=TODAY
        )
        assert marked() == {(alone.pk, date(2026, 1, 1), FAR_FUTURE, False)}

    def test_a_region_without_other_holidays_this_year_re_scores_nobody(
        self, default: Calendar, rep: User
    ) -> None:
        edit_calendar(
            calendar=default, details=replace(STANDARD, name="Usual"), by=None, today=TODAY
        )
        assert marked() == set()

    def test_only_teams_under_the_calendar_are_touched(
        self, default: Calendar, team: Team, rep: User, stranger: User
    ) -> None:
        own = CalendarFactory(name="Own")
        Team.objects.filter(pk=team.pk).update(calendar=own)
        details = CalendarDetails(name="Own", weekdays="0123")
        edit_calendar(calendar=own, details=details, by=None, today=TODAY)
        assert {mark[0] for mark in marked()} == {rep.pk}

    def test_another_default_takes_over(self, default: Calendar, rep: User) -> None:
        details = CalendarDetails("Four days", "0123", is_default=True)
        made = create_calendar(details=details, by=None, today=TODAY)
        assert (Calendar.default(), {mark[0] for mark in marked()}) == (made, {rep.pk})

    def test_there_is_always_a_default(self, default: Calendar) -> None:
        details = replace(STANDARD, is_default=False)
        with pytest.raises(Refused) as refused:
            edit_calendar(calendar=default, details=details, by=None, today=TODAY)
        assert refused.value.field == "is_default"

    def test_a_calendar_in_use_stays(self, default: Calendar, team: Team) -> None:
        own = CalendarFactory()
        Team.objects.filter(pk=team.pk).update(calendar=own)
        for calendar in (default, own):
            with pytest.raises(Refused):
                remove_calendar(calendar=calendar)
        Team.objects.update(calendar=None)
        remove_calendar(calendar=own)
        assert Calendar.objects.get() == default


class TestClosedDays:
    def test_its_month_is_stale(self, default: Calendar, rep: User) -> None:
        """The other working days of the month owe more of its quota."""
        day = date(2025, 12, 24)
        closed = close_day(calendar=default, day=day, name="Christmas Eve")
        assert marked() == {(rep.pk, date(2025, 12, 1), date(2025, 12, 31), False)}
        reopen_day(closed_day=closed)
        assert not default.closed_days.exists()

    def test_a_weekend_day_changes_nothing(self, default: Calendar, rep: User) -> None:
        close_day(calendar=default, day=date(2026, 3, 7), name="")
        assert marked() == set()

    def test_a_day_is_closed_once(self, default: Calendar) -> None:
        close_day(calendar=default, day=TODAY, name="")
        with pytest.raises(Refused) as refused:
            close_day(calendar=default, day=TODAY, name="")
        assert refused.value.field == "day"


class TestTimeOff:
    def test_its_days_are_stale_when_it_comes_and_when_it_goes(self, rep: User) -> None:
        first, last = date(2026, 3, 9), date(2026, 3, 13)
        off = add_time_off(person=rep, starts_on=first, ends_on=last, by=None)
        assert marked() == {(rep.pk, first, last, False)}
        remove_time_off(time_off=off, by=None)
        assert (TimeOff.objects.count(), rep.stale_marks.count()) == (0, 2)

    def test_it_ends_after_it_starts(self, rep: User) -> None:
        with pytest.raises(Refused) as refused:
            add_time_off(person=rep, starts_on=TODAY, ends_on=date(2026, 3, 1), by=None)
        assert refused.value.field == "ends_on"

    @pytest.mark.parametrize("half_days", [True, False])
    def test_nobody_is_away_twice_on_a_day(self, rep: User, half_days: bool) -> None:
        add_time_off(person=rep, starts_on=TODAY, ends_on=date(2026, 3, 6), by=None)
        with pytest.raises(Refused, match="already"):
            add_time_off(
                person=rep,
                starts_on=date(2026, 3, 6),
                ends_on=date(2026, 3, 9),
                half_days=half_days,
                by=None,
            )

    def test_half_days_may_meet(self, rep: User) -> None:
        add_time_off(person=rep, starts_on=TODAY, ends_on=date(2026, 3, 3), half_days=True, by=None)
        add_time_off(person=rep, starts_on=TODAY, ends_on=TODAY, half_days=True, by=None)
        assert rep.time_off.count() == 2


class TestOrganisation:
    def test_a_new_fiscal_start_re_scores_everything(self, rep: User) -> None:
        change_organisation(choices={"fiscal_start_month": 4}, by=None, today=TODAY)
        assert marked() == {(rep.pk, date.min, FAR_FUTURE, False)}

    def test_another_zone_touches_the_running_periods_only(self, rep: User) -> None:
        change_organisation(choices={"time_zone": "Asia/Tokyo"}, by=None, today=TODAY)
        assert marked() == {(rep.pk, date(2026, 3, 1), FAR_FUTURE, False)}

    def test_other_choices_change_no_score(self, rep: User, admin_person: User) -> None:
        choices = {"name": "Acme", "work_starts": time(8), "transparency": "team"}
        change_organisation(choices=choices, by=admin_person, today=TODAY)
        organisation = Organisation.current()
        assert (organisation.name, organisation.work_starts, marked()) == ("Acme", time(8), set())
        assert organisation.history.first().history_user == admin_person

    def test_nothing_changed_writes_nothing(self, organisation: Organisation) -> None:
        before = organisation.history.count()
        change_organisation(choices={"name": organisation.name}, by=None, today=TODAY)
        assert organisation.history.count() == before
