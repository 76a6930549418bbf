"""Goals that repeat: the timetable ends a turn and begins the next, once."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.models import User
from goals.actions.closing import close_goal
from goals.actions.recurrence import turn_over
from goals.models import Goal
from tests.factories import MetricFactory
from tests.goals.factories import GoalFactory, MilestoneFactory
from tests.goals.figures import done, march

pytestmark = pytest.mark.django_db

AFTER = datetime(2026, 4, 1, 6, tzinfo=UTC)
APRIL = (date(2026, 4, 1), date(2026, 4, 30))


@pytest.fixture
def monthly(rep: User) -> Goal:
    """100 calls every month; March is the first."""
    goal: Goal = GoalFactory(person=rep, starts_on=march(1), recurrence="monthly", made_by=rep)
    return goal


def test_nothing_happens_while_the_due_day_lasts(monthly: Goal) -> None:
    assert turn_over(now=datetime(2026, 3, 31, 23, tzinfo=UTC)) == 0
    assert Goal.objects.get().is_open


def test_an_open_turn_is_closed_by_its_progress_and_the_next_begins(
    monthly: Goal, rep: User
) -> None:
    done(rep, {2: 60})
    assert turn_over(now=AFTER) == 1
    monthly.refresh_from_db()
    assert (monthly.outcome, monthly.closed_by, monthly.lesson) == ("missed", None, "")
    assert monthly.final_progress == Decimal("0.6")
    assert monthly.history.first().history_change_reason == "Its due day was over."
    following = Goal.objects.get(former=monthly)
    assert (following.starts_on, following.due_on) == APRIL
    assert (following.person, following.target, following.recurrence) == (rep, 100, "monthly")


def test_what_was_reached_is_met(monthly: Goal, rep: User) -> None:
    done(rep, {2: 100})
    turn_over(now=AFTER)
    monthly.refresh_from_db()
    assert monthly.outcome == "met"


def test_again_it_changes_nothing(monthly: Goal) -> None:
    turn_over(now=AFTER)
    assert turn_over(now=AFTER) == 0
    assert Goal.objects.count() == 2


def test_an_installation_that_was_off_catches_up(monthly: Goal) -> None:
    assert turn_over(now=datetime(2026, 6, 15, tzinfo=UTC)) == 3
    spans = Goal.objects.order_by("starts_on").values_list("due_on", "outcome")
    assert list(spans) == [
        (march(31), "missed"),
        (date(2026, 4, 30), "missed"),
        (date(2026, 5, 31), "missed"),
        (date(2026, 6, 30), ""),
    ]


def test_a_turn_that_a_person_closed_has_a_next_one_too(monthly: Goal, rep: User) -> None:
    close_goal(goal=monthly, by=rep, now=datetime(2026, 3, 20, tzinfo=UTC), outcome="met")
    assert turn_over(now=datetime(2026, 3, 25, tzinfo=UTC)) == 0
    assert turn_over(now=AFTER) == 1
    monthly.refresh_from_db()
    assert monthly.outcome == "met"


def test_a_dropped_goal_repeats_no_more(monthly: Goal, rep: User) -> None:
    close_goal(goal=monthly, by=rep, now=datetime(2026, 3, 20, tzinfo=UTC), outcome="dropped")
    assert turn_over(now=AFTER) == 0


def test_nobody_has_a_turn_after_they_left(monthly: Goal, rep: User) -> None:
    rep.left_on = march(31)
    rep.save()
    assert turn_over(now=AFTER) == 0
    monthly.refresh_from_db()
    assert monthly.outcome == "missed"


def test_it_turns_over_on_the_owner_s_own_day(monthly: Goal, rep: User) -> None:
    rep.time_zone = "Pacific/Auckland"
    rep.save()
    assert turn_over(now=datetime(2026, 3, 31, 10, tzinfo=UTC)) == 0
    assert turn_over(now=datetime(2026, 3, 31, 12, tzinfo=UTC)) == 1


def test_shares_and_milestones_come_along(rep: User) -> None:
    won, lost = MetricFactory(slug="deals_won"), MetricFactory(slug="deals_lost")
    GoalFactory(
        person=rep,
        shape="level",
        metric=won,
        out_of=[won, lost],
        start=Decimal("0.2"),
        target=Decimal("0.3"),
        recurrence="monthly",
        made_by=rep,
    )
    steps = GoalFactory(
        person=rep, shape="milestones", recurrence="monthly", starts_on=march(1), made_by=rep
    )
    MilestoneFactory(goal=steps, name="Report", due_on=march(10), done_on=march(9))
    assert turn_over(now=AFTER) == 2
    share = Goal.objects.get(shape="level", closed_at=None)
    assert set(share.out_of.all()) == {won, lost}
    step = Goal.objects.get(shape="milestones", closed_at=None).milestones.get()
    assert (step.name, step.due_on, step.done_on) == ("Report", date(2026, 4, 10), None)
