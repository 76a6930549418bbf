"""Two people, or two machines, with the same goal at the same moment."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

import pytest
from django.core import mail

from accounts.actions.refusals import Refused
from accounts.models import User
from goals.actions.check_ins import check_in
from goals.actions.closing import close_goal
from goals.actions.goals import edit_goal
from goals.actions.recurrence import turn_over
from goals.actions.reminders import remind
from goals.models import CheckIn, Goal, Reminder
from goals.queries.parents import would_circle
from tests.at_once import at_once, only_where_writers_race
from tests.factories import RepFactory
from tests.goals.factories import GoalFactory

MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, 12, tzinfo=UTC)
ROUNDS = 5

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _racing(db: None) -> None:
    only_where_writers_race()


def kinds(answers: list[object]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)


def test_a_goal_is_closed_once(rep: User) -> None:
    for _round in range(ROUNDS):
        goal = GoalFactory(person=rep)
        closing = [
            partial(close_goal, goal=goal, by=rep, now=MONDAY, outcome=outcome)
            for outcome in ("met", "missed", "dropped")
        ]
        assert kinds(at_once(*closing)) == {"Goal": 1, "Refused": 2}
        assert goal.history.exclude(outcome="").count() == 1


def test_a_check_in_comes_before_the_closing_or_is_refused(rep: User) -> None:
    for _round in range(ROUNDS):
        goal = GoalFactory(person=rep, metric=None)
        said, closed = at_once(
            partial(check_in, goal=goal, by=rep, now=MONDAY, confidence=3, value=Decimal(40)),
            partial(close_goal, goal=goal, by=rep, now=MONDAY, outcome="missed"),
        )
        assert isinstance(closed, Goal)
        if isinstance(said, CheckIn):
            assert closed.final_actual == 40
        else:
            assert isinstance(said, Refused)
            assert (closed.final_actual, goal.check_ins.count()) == (0, 0)


def test_two_timetables_begin_one_next_turn() -> None:
    goals = [GoalFactory(recurrence="monthly") for _ in range(10)]
    begun = at_once(*(partial(turn_over, now=APRIL) for _ in range(3)))
    assert sum(begun) == 10  # type: ignore[arg-type]
    assert [goal.successors.count() for goal in goals] == [1] * 10
    assert Goal.objects.filter(outcome="missed").count() == 10


def test_two_timetables_send_one_e_mail() -> None:
    reps = [RepFactory() for _ in range(10)]
    for rep in reps:
        GoalFactory(person=rep)
    sent = at_once(*(partial(remind, now=MONDAY) for _ in range(3)))
    assert sum(sent) == len(mail.outbox) == Reminder.objects.count() == 10  # type: ignore[arg-type]


def test_two_goals_do_not_become_parts_of_each_other(rep: User) -> None:
    for _round in range(ROUNDS):
        one, other = GoalFactory(person=rep), GoalFactory(person=rep)
        answers = at_once(
            partial(edit_goal, goal=one, by=rep, now=MONDAY, parent=other),
            partial(edit_goal, goal=other, by=rep, now=MONDAY, parent=one),
        )
        one.refresh_from_db()
        other.refresh_from_db()
        assert not (one.parent_id and other.parent_id)
        assert kinds(answers) == {"Goal": 1, "Refused": 1}
        assert would_circle(one, other) or would_circle(other, one)


def test_three_goals_do_not_go_round(rep: User) -> None:
    for _round in range(ROUNDS):
        goals = [GoalFactory(person=rep) for _ in range(3)]
        edits = zip(goals, [*goals[1:], goals[0]], strict=True)
        answers = at_once(
            *(partial(edit_goal, goal=g, by=rep, now=MONDAY, parent=above) for g, above in edits)
        )
        assert kinds(answers) == {"Goal": 2, "Refused": 1}
