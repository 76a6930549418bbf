"""Checking in, saying a status, closing and going on after all (scoring.md rule 34)."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from accounts.actions.refusals import Refused
from accounts.models import User
from goals.actions.check_ins import check_in, say_status, tick_milestone
from goals.actions.closing import close_goal, reopen_goal
from goals.models import CheckIn, Goal
from goals.queries.figures import figures_of
from tests.goals.factories import GoalFactory, MilestoneFactory
from tests.goals.figures import ELEVENTH, NOON, done, figures, march

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(rep: User) -> Goal:
    """From 40 to 30 days, as check-ins report it."""
    goal: Goal = GoalFactory(
        person=rep, metric=None, shape="level", start=Decimal(40), target=Decimal(30), unit="days"
    )
    return goal


def said(goal: Goal, by: User, **other: Any) -> CheckIn:
    return check_in(goal=goal, by=by, now=NOON, **{"confidence": 4, **other})


def test_a_check_in_reports_the_figure(typed: Goal, rep: User) -> None:
    stored = said(typed, rep, value=Decimal(35), note=" On the way ", blockers="Holidays")
    assert (stored.day, stored.by, stored.note) == (ELEVENTH, rep, "On the way")
    assert figures(typed).progress == Decimal("0.5")
    assert stored.history.get().history_user == rep


def test_of_one_day_the_last_holds(typed: Goal, rep: User) -> None:
    said(typed, rep, value=Decimal(35))
    said(typed, rep, value=Decimal(33))
    assert figures(typed).actual == 33


def test_a_figure_that_nothing_else_reports_is_asked_for(typed: Goal, rep: User) -> None:
    with pytest.raises(Refused, match="nothing else reports it") as refused:
        said(typed, rep)
    assert refused.value.field == "value"


def test_a_counted_figure_is_not_typed(rep: User) -> None:
    goal = GoalFactory(person=rep)
    assert said(goal, rep, value=Decimal(99)).value is None
    assert figures(goal).actual == 0


def test_a_yes_or_no_is_said(rep: User) -> None:
    goal = GoalFactory(person=rep, shape="outcome")
    said(goal, rep, value=Decimal(1))
    assert figures(goal).progress == 1


def test_nobody_checks_in_before_the_start_or_after_the_end(typed: Goal, rep: User) -> None:
    with pytest.raises(Refused, match="not started"):
        said(GoalFactory(person=rep, starts_on=march(12)), rep)
    close_goal(goal=typed, by=rep, now=NOON, outcome="dropped")
    with pytest.raises(Refused, match="is closed"):
        said(typed, rep, value=Decimal(35))


def test_a_said_status_holds_until_the_next_check_in(typed: Goal, rep: User) -> None:
    say_status(goal=typed, by=rep, status="on_track", because="The tool arrives on Monday")
    assert (figures(typed).status, figures(typed).said) == ("on_track", True)
    said(typed, rep, value=Decimal(40))
    assert (figures(typed).status, figures(typed).said) == ("behind", False)


def test_a_check_in_may_say_a_new_one(typed: Goal, rep: User) -> None:
    said(typed, rep, value=Decimal(40), status="at_risk", because="One client is left")
    found = figures(typed)
    assert (found.status, found.pace_status) == ("at_risk", "behind")
    typed.refresh_from_db()
    assert (typed.said_by, typed.said_because) == (rep, "One client is left")


def test_a_status_without_reason_is_refused_and_nothing_stored(typed: Goal, rep: User) -> None:
    with pytest.raises(Refused) as refused:
        said(typed, rep, value=Decimal(35), status="ahead", because=" ")
    assert refused.value.field == "because"
    assert not CheckIn.objects.exists()


def test_a_milestone_is_done_on_a_day_and_may_be_taken_back(rep: User) -> None:
    goal = GoalFactory(person=rep, shape="milestones")
    step = MilestoneFactory(goal=goal)
    tick_milestone(milestone=step, by=rep, now=NOON, done_on=march(10))
    assert figures(goal).progress == 1
    tick_milestone(milestone=step, by=rep, now=NOON, done_on=None)
    assert figures(goal).progress == 0
    with pytest.raises(Refused, match="today or on a day before"):
        tick_milestone(milestone=step, by=rep, now=NOON, done_on=march(12))
    assert step.history.first().history_user == rep


def test_a_closed_goal_keeps_what_it_had(rep: User, manager: User) -> None:
    goal = GoalFactory(person=rep, said_status="ahead", said_because="Because")
    done(rep, {2: 30})
    close_goal(goal=goal, by=manager, now=NOON, outcome="missed", lesson=" Ask sooner ")
    done(rep, {3: 50})
    goal.refresh_from_db()
    assert (goal.final_actual, goal.final_progress) == (30, Decimal("0.3"))
    assert (goal.lesson, goal.closed_by, goal.said_status) == ("Ask sooner", manager, "")
    assert figures_of([goal], now=NOON)[goal.pk].progress == Decimal("0.3")


def test_the_outcome_is_one_of_three(rep: User) -> None:
    goal = GoalFactory(person=rep)
    with pytest.raises(Refused, match="met, missed or dropped"):
        close_goal(goal=goal, by=rep, now=NOON, outcome="perhaps")
    close_goal(goal=goal, by=rep, now=NOON, outcome="met")
    with pytest.raises(Refused, match="is closed"):
        close_goal(goal=goal, by=rep, now=NOON, outcome="missed")


def test_a_closed_goal_goes_on_with_a_reason_and_its_history(rep: User) -> None:
    goal = GoalFactory(person=rep)
    done(rep, {2: 30})
    close_goal(goal=goal, by=rep, now=NOON, outcome="missed", lesson="Ask sooner")
    with pytest.raises(Refused, match="Say why"):
        reopen_goal(goal=goal, by=rep, reason=" ")
    reopen_goal(goal=goal, by=rep, reason="The client called back")
    assert figures(goal, datetime(2026, 3, 12, 12, tzinfo=UTC)).actual == 30
    assert goal.is_open
    newest, closing = goal.history.all()[:2]
    assert (newest.history_change_reason, newest.outcome) == ("The client called back", "")
    assert (closing.outcome, closing.lesson) == ("missed", "Ask sooner")
    with pytest.raises(Refused, match="is open"):
        reopen_goal(goal=goal, by=rep, reason="Again")
