"""How far goals are: by shape, by owner, rolled up; every number here is worked out by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Team, TimeOff, User
from goals.models import Goal
from goals.queries.figures import figures_of
from scorecards.models import Metric
from tests.factories import CalendarFactory, MetricFactory, RepFactory, TeamFactory
from tests.goals.factories import CheckInFactory, GoalFactory, MilestoneFactory
from tests.goals.figures import (
    DAYS_DONE,
    ELEVENTH,
    NOON,
    WORKING_DAYS,
    done,
    figures,
    march,
    reported,
)

pytestmark = pytest.mark.django_db


def test_a_total_adds_to_its_start_what_was_done_since(rep: User) -> None:
    goal = GoalFactory(person=rep, start=Decimal(10), target=Decimal(120))
    done(rep, {1: 500, 2: 20, 5: 10, 11: 14})

    found = figures(goal)

    assert (found.actual, found.start, found.target, found.unit) == (54, 10, 120, "count")
    assert found.progress == Decimal(44) / 110
    assert (found.working_days, found.days_done) == (WORKING_DAYS, DAYS_DONE)
    assert found.elapsed == DAYS_DONE / WORKING_DAYS
    assert found.expected == 10 + 110 * DAYS_DONE / WORKING_DAYS
    assert (found.status, found.pace_status, found.said) == ("ahead", "ahead", False)


def test_facts_of_other_people_metrics_and_days_do_not_count(rep: User, stranger: User) -> None:
    goal = GoalFactory(person=rep, due_on=march(10))
    done(rep, {2: 5, 11: 100})
    done(rep, {3: 7}, metric="deals_won")
    done(stranger, {3: 11})
    assert figures(goal).actual == 5


def test_a_metric_that_is_averaged_is_the_average_since_the_start(rep: User) -> None:
    metric = MetricFactory(slug="minutes_a_call", aggregation="average", unit="minutes")
    goal = GoalFactory(
        person=rep, metric=metric, shape="level", start=Decimal(3), target=Decimal(5)
    )
    assert figures(goal).actual is None
    done(rep, {2: 12, 3: 6}, metric="minutes_a_call", facts=2)
    found = figures(goal)
    assert (found.actual, found.progress) == (Decimal("4.5"), Decimal("0.75"))


def test_a_latest_value_is_the_start_until_another_is_reported(rep: User) -> None:
    MetricFactory(slug="satisfaction", aggregation="latest")
    goal = GoalFactory(
        person=rep,
        metric=Metric.objects.get(slug="satisfaction"),
        shape="level",
        start=Decimal(6),
        target=Decimal(8),
    )
    assert (figures(goal).actual, figures(goal).progress) == (6, 0)
    reported(rep, {3: 7, 9: "6.5"}, metric="satisfaction")
    assert (figures(goal).actual, figures(goal).progress) == (Decimal("6.5"), Decimal("0.25"))


def test_a_share_is_a_ratio_of_sums_and_unknown_without_any(rep: User) -> None:
    won, lost = MetricFactory(slug="deals_won"), MetricFactory(slug="deals_lost")
    goal = GoalFactory(
        person=rep,
        metric=won,
        out_of=[won, lost],
        shape="level",
        start=Decimal("0.22"),
        target=Decimal("0.28"),
    )
    assert (figures(goal).actual, figures(goal).progress) == (None, None)
    assert (figures(goal).status, figures(goal).unit) == (None, "share")
    done(rep, {2: 1}, metric="deals_won")
    done(rep, {3: 2, 4: 1}, metric="deals_lost")
    found = figures(goal)
    assert (found.actual, found.progress) == (Decimal("0.25"), Decimal("0.5"))


def test_money_for_each_of_some_things_is_money(rep: User) -> None:
    goal = GoalFactory(
        person=rep,
        metric=MetricFactory(slug="revenue"),
        out_of=[MetricFactory(slug="deals_won")],
        shape="level",
        start=Decimal(8000),
        target=Decimal(10000),
    )
    done(rep, {2: 18000}, metric="revenue")
    done(rep, {2: 2}, metric="deals_won")
    assert (figures(goal).actual, figures(goal).unit) == (9000, "money")


def test_a_falling_goal_progresses_as_it_falls(rep: User) -> None:
    goal = GoalFactory(
        person=rep, metric=None, shape="level", start=Decimal(40), target=Decimal(30), unit="days"
    )
    CheckInFactory(goal=goal, day=march(4), value=Decimal(38))
    CheckInFactory(goal=goal, day=march(10), value=Decimal(34))
    found = figures(goal)
    assert (found.actual, found.progress, found.unit) == (34, Decimal("0.6"), "days")
    assert found.expected == 40 - 10 * DAYS_DONE / WORKING_DAYS
    CheckInFactory(goal=goal, day=march(11), value=Decimal(42))
    assert (figures(goal).progress, figures(goal).status) == (Decimal("-0.2"), "behind")


def test_a_typed_figure_is_its_start_until_the_first_check_in(rep: User) -> None:
    goal = GoalFactory(person=rep, metric=None, shape="total", start=Decimal(2), target=Decimal(5))
    assert (figures(goal).actual, figures(goal).progress) == (2, 0)
    CheckInFactory(goal=goal, day=march(4), value=None)
    assert figures(goal).actual == 2


def test_milestones_count_by_weight(rep: User) -> None:
    goal = GoalFactory(person=rep, shape="milestones")
    MilestoneFactory(goal=goal, weight=1, done_on=march(3))
    MilestoneFactory(goal=goal, weight=3)
    found = figures(goal)
    assert (found.actual, found.progress, found.expected) == (
        Decimal("0.25"),
        Decimal("0.25"),
        DAYS_DONE / WORKING_DAYS,
    )
    assert figures(GoalFactory(person=rep, shape="milestones")).progress is None


def test_a_yes_or_no_has_no_path_and_no_status_until_it_is_due(rep: User) -> None:
    goal = GoalFactory(person=rep, shape="outcome")
    found = figures(goal)
    assert (found.progress, found.expected, found.status) == (0, None, None)
    assert figures(goal, datetime(2026, 4, 1, 12, tzinfo=UTC)).status == "behind"
    CheckInFactory(goal=goal, day=march(10), value=Decimal(1))
    assert (figures(goal).progress, figures(goal).status) == (1, "ahead")


def test_a_daily_goal_counts_days_met_and_streaks(rep: User) -> None:
    goal = GoalFactory(person=rep, shape="daily", start=None, target=Decimal(50))
    TimeOff.objects.create(user=rep, starts_on=march(5), ends_on=march(5))
    done(rep, {2: 50, 3: 60, 4: 55, 5: 3, 6: 49, 7: 80, 9: 50, 10: 51, 11: 20})

    found = figures(goal)

    assert (found.days_met, found.days_counted) == (5, 6)
    assert (found.streak, found.longest_streak) == (2, 3)
    assert (found.actual, found.target, found.unit) == (5, 21, "days")
    assert found.progress == Decimal(5) / 21
    assert (found.working_days, found.days_done, found.expected) == (21, 6, 6)
    assert found.status == "at_risk"
    assert [day.met for day in found.days[:10]] == [
        True, True, True, None, False, None, None, True, True, None,
    ]  # fmt: skip


def test_today_counts_as_soon_as_it_is_met(rep: User) -> None:
    goal = GoalFactory(
        person=rep, shape="daily", start=None, target=Decimal(50), starts_on=march(9)
    )
    done(rep, {9: 50, 10: 50, 11: 50})
    found = figures(goal)
    assert (found.days_met, found.days_counted, found.streak) == (3, 3, 3)
    assert (found.days_done, found.status) == (3, "on_track")


def test_half_a_day_owes_half(rep: User) -> None:
    goal = GoalFactory(person=rep, shape="daily", start=None, target=Decimal(50))
    TimeOff.objects.create(user=rep, starts_on=march(2), ends_on=march(2), half_days=True)
    done(rep, {2: 25})
    found = figures(goal).days[0]
    assert (found.needed, found.met) == (25, True)


def test_a_day_off_breaks_no_streak(rep: User) -> None:
    goal = GoalFactory(person=rep, shape="daily", start=None, target=Decimal(1))
    done(rep, {5: 1, 6: 1, 9: 1, 10: 1})
    assert figures(goal).streak == 4


def test_a_goal_over_a_weekend_only_has_no_progress(rep: User) -> None:
    goal = GoalFactory(
        person=rep,
        shape="daily",
        start=None,
        target=Decimal(1),
        starts_on=march(7),
        due_on=march(8),
    )
    found = figures(goal)
    assert (found.progress, found.elapsed, found.status) == (None, 0, None)


def test_nothing_is_expected_before_a_goal_starts(rep: User) -> None:
    found = figures(GoalFactory(person=rep, starts_on=march(12)))
    assert (found.elapsed, found.expected, found.status) == (0, 0, None)


def test_time_off_and_the_calendar_of_the_team_lengthen_the_path(rep: User, team: Team) -> None:
    team.calendar = CalendarFactory(weekdays="012")
    team.save()
    TimeOff.objects.create(user=rep, starts_on=march(9), ends_on=march(9))
    found = figures(GoalFactory(person=rep))
    # Mondays to Wednesdays: 14 in March from the 2nd on, one of them off.
    assert (found.working_days, found.days_done) == (13, Decimal("4.375"))


def test_a_team_goes_by_its_calendar_and_the_company_by_the_default(team: Team) -> None:
    region = TeamFactory(calendar=CalendarFactory(weekdays="0"))
    team.parent = region
    team.save()
    assert figures(GoalFactory(team=team)).working_days == 5
    assert figures(GoalFactory(company=True)).working_days == WORKING_DAYS


def test_the_day_is_the_owner_s(rep: User) -> None:
    rep.time_zone = "Pacific/Auckland"
    rep.save()
    evening = datetime(2026, 3, 11, 20, tzinfo=UTC)
    assert figures(GoalFactory(person=rep), evening).today == march(12)
    assert figures(GoalFactory(company=True), evening).today == ELEVENTH


def test_a_team_has_what_its_people_did_on_their_days_in_it(
    team: Team, other_team: Team, rep: User
) -> None:
    below = TeamFactory(parent=team)
    mover, deep = RepFactory(), RepFactory(team=below)
    Membership.objects.create(user=mover, team=team, starts_on=march(1), ends_on=march(4))
    Membership.objects.create(user=mover, team=other_team, starts_on=march(5))
    done(rep, {2: 1, 3: 2})
    done(mover, {4: 10, 5: 100})
    done(deep, {9: 1000})
    assert figures(GoalFactory(team=team)).actual == 1013
    assert figures(GoalFactory(team=below)).actual == 1000
    assert figures(GoalFactory(team=other_team)).actual == 100
    assert figures(GoalFactory(company=True)).actual == 1113


def test_a_share_of_a_team_is_a_ratio_of_its_sums(team: Team, rep: User) -> None:
    mate = RepFactory(team=team)
    won, lost = MetricFactory(slug="deals_won"), MetricFactory(slug="deals_lost")
    goal = GoalFactory(team=team, metric=won, out_of=[won, lost], shape="level", start=0, target=1)
    done(rep, {2: 1}, metric="deals_won")
    done(mate, {2: 1}, metric="deals_won")
    done(mate, {2: 6}, metric="deals_lost")
    assert figures(goal).actual == Decimal("0.25")


def test_what_a_person_says_holds_and_pace_is_kept_beside_it(rep: User) -> None:
    goal = GoalFactory(person=rep, said_status="at_risk", said_because="The budget is frozen")
    done(rep, {2: 90})
    found = figures(goal)
    assert (found.status, found.said, found.pace_status) == ("at_risk", True, "ahead")


def test_a_closed_goal_keeps_the_figures_it_ended_with(rep: User) -> None:
    goal = GoalFactory(
        person=rep,
        outcome="missed",
        closed_at=datetime(2026, 3, 6, 12, tzinfo=UTC),
        final_actual=Decimal(30),
        final_progress=Decimal("0.3"),
    )
    done(rep, {2: 90, 9: 500})
    found = figures(goal)
    assert (found.actual, found.progress, found.status) == (30, Decimal("0.3"), None)
    assert found.today == march(6)


def test_the_path_goes_from_the_day_before_to_the_due_day(rep: User) -> None:
    goal = GoalFactory(person=rep, due_on=march(13))
    done(rep, {2: 30, 10: 20})
    path = figures(goal).path
    assert [point.day.day for point in path] == list(range(1, 14))
    assert (path[0].actual, path[0].expected) == (0, 0)
    assert (path[5].actual, path[5].expected) == (30, 50)
    assert (path[10].actual, path[10].expected) == (50, figures(goal).expected)
    assert (path[11].actual, path[11].expected) == (None, 90)
    assert (path[12].actual, path[12].expected) == (None, 100)


def test_a_long_path_has_few_points_with_today_and_the_last_day(rep: User) -> None:
    goal = GoalFactory(person=rep, starts_on=date(2026, 1, 1), due_on=date(2026, 12, 31))
    days = [point.day for point in figures(goal).path]
    assert len(days) <= 32
    assert days[0] == date(2025, 12, 31)
    assert days[-1] == date(2026, 12, 31)
    assert ELEVENTH in days


def test_children_drive_their_parent_by_weight_and_capped(rep: User, team: Team) -> None:
    parent = GoalFactory(team=team, driver="children", metric=None, shape="outcome")
    far = GoalFactory(person=rep, parent=parent, target=Decimal(10), weight=1)
    GoalFactory(parent=parent, target=Decimal(100), weight=3)
    GoalFactory(parent=parent, outcome="dropped", closed_at=NOON, weight=50)
    GoalFactory(parent=parent, shape="milestones", weight=50)
    done(rep, {2: 30})

    assert figures(far).progress == 3
    found = figures(parent)
    assert (found.progress, found.unit, found.target) == (Decimal("0.25"), "share", 1)
    assert found.expected == DAYS_DONE / WORKING_DAYS

    Goal.objects.filter(pk=far.pk).update(counts_over_full=True)
    assert figures(parent).progress == Decimal("0.75")


def test_switching_the_driver_keeps_both(rep: User, team: Team) -> None:
    parent = GoalFactory(team=team, target=Decimal(200))
    GoalFactory(person=rep, parent=parent, target=Decimal(50))
    done(rep, {2: 40})
    own = figures(parent)
    assert (own.progress, own.own_progress, own.children_progress) == (
        Decimal("0.2"),
        Decimal("0.2"),
        Decimal("0.8"),
    )
    Goal.objects.filter(pk=parent.pk).update(driver="children")
    below = figures(parent)
    assert (below.progress, below.own_progress) == (Decimal("0.8"), Decimal("0.2"))


def test_a_tree_is_resolved_from_below(rep: User) -> None:
    top = GoalFactory(company=True, driver="children")
    middle = GoalFactory(person=rep, driver="children", parent=top)
    GoalFactory(person=rep, parent=middle, target=Decimal(40))
    GoalFactory(person=rep, parent=middle, target=Decimal(80))
    done(rep, {2: 20})
    assert figures(middle).progress == Decimal("0.375")
    assert figures(top).progress == Decimal("0.375")


def test_a_closed_child_counts_with_what_it_ended_at(rep: User) -> None:
    top = GoalFactory(company=True, driver="children")
    GoalFactory(
        person=rep,
        parent=top,
        outcome="met",
        closed_at=datetime(2026, 3, 9, 12, tzinfo=UTC),
        final_actual=Decimal(70),
        final_progress=Decimal("0.7"),
    )
    assert figures(top).progress == Decimal("0.7")


def test_a_circle_that_nobody_can_make_is_unknown_and_ends(rep: User) -> None:
    one = GoalFactory(person=rep, driver="children")
    other = GoalFactory(person=rep, driver="children", parent=one)
    Goal.objects.filter(pk=one.pk).update(parent=other)
    assert figures(one).progress is None


def test_one_goal_and_thirty_take_the_same_queries(rep: User, team: Team) -> None:
    groups = [_some_of_each(rep, team) for _ in range(31)]
    figures(groups[0][0])  # makes the organisation and its calendar
    assert _queries_for(groups[:1]) == _queries_for(groups[1:])


def _some_of_each(rep: User, team: Team) -> list[Goal]:
    won, lost = MetricFactory(slug="deals_won"), MetricFactory(slug="deals_lost")
    top = GoalFactory(company=True, driver="children")
    middle = GoalFactory(team=team, driver="children", parent=top)
    share = GoalFactory(
        person=RepFactory(team=team),
        metric=won,
        out_of=[won, lost],
        shape="level",
        parent=middle,
    )
    steps = GoalFactory(person=rep, shape="milestones", parent=middle)
    MilestoneFactory(goal=steps)
    CheckInFactory(goal=share)
    return [top, middle, share, steps]


def _queries_for(groups: list[list[Goal]]) -> int:
    goals = Goal.objects.in_bulk([goal.pk for group in groups for goal in group])
    with CaptureQueriesContext(
        connection,
    ) as captured:
        figures_of(list(goals.values()), now=NOON)
    return len(captured)
