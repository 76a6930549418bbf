"""E-mails about check-ins: one a day at most, on working mornings, never twice."""

from datetime import UTC, datetime

import pytest
from django.core import mail

from accounts.models import Team, TimeOff, User
from goals.actions.reminders import choose_reminders, remind
from goals.models import Goal, Reminder
from tests.factories import ManagerFactory
from tests.goals.factories import CheckInFactory, GoalFactory
from tests.goals.figures import NOON, march

pytestmark = pytest.mark.django_db

# The first check-in of a goal that starts on Monday 2 March is due on Monday 9 March.
MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)


def to_whom() -> list[list[str]]:
    return [letter.to for letter in mail.outbox]


def test_one_e_mail_names_all_that_is_due(rep: User) -> None:
    first, second = GoalFactory(person=rep), GoalFactory(person=rep)
    assert remind(now=MONDAY) == 1
    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == ([rep.email], "2 check-ins are due")
    for goal in (first, second):
        assert goal.statement in letter.body
        assert f"/goals/{goal.pk}/" in letter.body


def test_nobody_is_told_twice(rep: User) -> None:
    GoalFactory(person=rep)
    remind(now=MONDAY)
    assert remind(now=NOON) == 0
    assert len(mail.outbox) == Reminder.objects.count() == 1


def test_the_next_week_s_check_in_is_another(rep: User) -> None:
    GoalFactory(person=rep)
    remind(now=MONDAY)
    assert remind(now=datetime(2026, 3, 16, 9, tzinfo=UTC)) == 1


def test_who_has_checked_in_is_left_alone(rep: User) -> None:
    CheckInFactory(goal=GoalFactory(person=rep), day=march(9))
    assert remind(now=MONDAY) == 0


def test_it_comes_when_the_owner_s_working_day_has_begun(rep: User) -> None:
    GoalFactory(person=rep)
    assert remind(now=datetime(2026, 3, 9, 8, 59, tzinfo=UTC)) == 0
    rep.time_zone = "Europe/Berlin"
    rep.save()
    assert remind(now=datetime(2026, 3, 9, 8, 59, tzinfo=UTC)) == 1


def test_it_waits_for_a_working_day(rep: User) -> None:
    GoalFactory(person=rep)
    TimeOff.objects.create(user=rep, starts_on=march(9), ends_on=march(9))
    assert remind(now=MONDAY) == 0
    assert remind(now=datetime(2026, 3, 10, 9, tzinfo=UTC)) == 1


def test_who_wants_none_gets_none(rep: User) -> None:
    GoalFactory(person=rep)
    choose_reminders(person=rep, by_email=False)
    assert remind(now=MONDAY) == 0
    choose_reminders(person=rep, by_email=True)
    assert remind(now=MONDAY) == 1


def test_who_may_not_log_in_gets_none(rep: User) -> None:
    GoalFactory(person=rep)
    rep.is_active = False
    rep.save()
    assert remind(now=MONDAY) == 0


def test_a_team_s_managers_are_asked_and_the_maker_of_the_company_s(
    team: Team, manager: User, leader: User
) -> None:
    second = ManagerFactory(manages=[team])
    GoalFactory(team=team)
    GoalFactory(company=True, made_by=leader)
    remind(now=MONDAY)
    assert sorted(to_whom()) == sorted([[manager.email], [second.email], [leader.email]])


def test_closed_goals_and_those_without_rhythm_ask_nobody(rep: User) -> None:
    GoalFactory(person=rep, rhythm="never")
    GoalFactory(person=rep, outcome="met", closed_at=NOON)
    assert remind(now=MONDAY) == 0
    assert Goal.objects.count() == 2
