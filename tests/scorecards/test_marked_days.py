"""What a change marks reaches every period that it touches: each was a difference once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.actions.calendars import close_day
from accounts.actions.marks import mark_stale
from accounts.actions.memberships import move_person
from accounts.actions.people import edit_person
from accounts.actions.time_off import add_time_off
from accounts.models import Calendar, FormerJob, Role, Team, User
from scorecards.actions.activities import MAX_QUANTITY
from scorecards.actions.assignments import assign
from scorecards.actions.periods import open_periods
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Score
from scorecards.queries.rebuilt import differences
from tests.accounts.test_people_actions import details_of
from tests.factories import CalendarFactory, JobRoleFactory, RepFactory, scorecard
from tests.scorecards.week_of_rosa import done, scored

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


def test_days_without_a_team_live_by_the_calendar_of_the_first_one(team: Team) -> None:
    """Rule 14: what lies before the first membership lives by it, and is scored anew."""
    rep = RepFactory()
    scorecard(activities={"calls": (50, 100)}, activities_period="day", assigned_to=rep)
    team.calendar = CalendarFactory(weekdays="0123")
    team.save()
    done(rep, day=date(2026, 3, 6), calls=20)
    assert Score.objects.get().score == 40

    move_person(person=rep, team=team, from_day=TODAY, by=None)

    assert changed() == []
    assert Score.objects.get(scored_period__key="2026-03-06").score is None


def test_the_last_day_of_who_left_is_opened_though_no_worker_ran_on_it(
    rep: User, team: Team
) -> None:
    scorecard(activities={"calls": (50, 100)}, activities_period="day", assigned_to=team)
    rep.left_on = TODAY
    rep.save()
    open_periods(now=NOW - timedelta(days=1))
    work_off_marks(now=NOW - timedelta(days=1))

    open_periods(now=NOW + timedelta(days=3))
    work_off_marks(now=NOW + timedelta(days=3))

    assert Score.objects.filter(scored_period__key=TODAY.isoformat()).exists()


def test_who_becomes_a_manager_keeps_their_scores_and_gets_no_new_ones(
    rep: User, team: Team
) -> None:
    scorecard(activities={"calls": (50, 100)}, activities_period="day", assigned_to=team)
    done(rep, calls=20)

    edit_person(person=rep, details=details_of(rep, role=Role.MANAGER), by=None, today=TODAY)
    mark_stale(reps=[rep.pk], from_day=date(2026, 3, 1), to_day=None)

    assert changed() == []
    assert [score.score for score in Score.objects.all()] == [40]


def test_who_becomes_a_rep_again_is_scored_for_the_days_between(rep: User, team: Team) -> None:
    card = scorecard(activities={"calls": (50, 100)}, activities_period="day")
    edit_person(person=rep, details=details_of(rep, role=Role.MANAGER), by=None, today=TODAY)
    rep.refresh_from_db()
    assign(scorecard=card, to=team, starts_on=date(2026, 3, 9), ends_on=None, by=rep)
    assert changed() == []
    assert not Score.objects.exists()

    edit_person(person=rep, details=details_of(rep, role=Role.REP), by=None, today=TODAY)

    assert changed() == []
    assert Score.objects.count() == 4


def test_a_figure_too_large_for_its_column_keeps_nobody_from_being_scored(
    rep: User, stranger: User
) -> None:
    for person in (rep, stranger):
        scorecard(person.name, activities={"calls": ("0.0001", 100)}, assigned_to=person)
    mark_stale(reps=[stranger.pk], from_day=TODAY, to_day=None)

    done(rep, calls=MAX_QUANTITY)

    assert changed(since=TODAY) == []
    assert Score.objects.get(rep=rep).score == 999_999_999_999
    assert Score.objects.get(rep=stranger).score == 0


def test_another_job_role_on_an_earlier_today_leaves_the_past(rep: User, team: Team) -> None:
    """The organisation moved west across the date line between the two changes."""
    first, second, third = (JobRoleFactory() for _ in range(3))
    scorecard(activities={"calls": (50, 100)}, activities_period="day", assigned_to=first)
    rep.job_role = first
    rep.save()
    scored([rep])
    for job, today in ((second, TODAY), (third, TODAY - timedelta(days=1))):
        rep.refresh_from_db()
        edit_person(person=rep, details=details_of(rep, job_role=job), by=None, today=today)

    assert changed(since=date(2026, 3, 9)) == []
    kept = FormerJob.objects.get()
    assert (kept.job_role, kept.ends_on) == (first, TODAY - timedelta(days=1))


def test_who_left_their_team_years_ago_still_lives_by_its_calendar(rep: User, team: Team) -> None:
    rep.memberships.update(ends_on=date(2023, 12, 31))
    scorecard(activities={"calls": (50, 100)}, activities_period="day", assigned_to=rep)
    scored([rep])

    close_day(calendar=Calendar.default(), day=date(2026, 3, 10), name="Flood")

    assert changed(since=date(2026, 3, 9)) == []
    assert Score.objects.get(scored_period__key="2026-03-10").score is None


def test_a_score_of_thousands_is_kept_as_it_is_computed(rep: User) -> None:
    scorecard(activities={"calls": (3, 7)}, assigned_to=rep)

    done(rep, calls=100)

    assert changed(since=date(2026, 3, 9)) == []
    assert str(Score.objects.get().score).startswith("3333.33333333333")
