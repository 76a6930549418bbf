"""What the owner reached in the 26 weeks before, against what a goal needs (rules 10, 14, 21, 22).

Today is Wednesday 11 March 2026; the last finished week is 2 to 8 March, the first of the 26
begins on 8 September 2025.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from goals.queries.evidence import Evidence, evidence_for, with_present_start
from goals.queries.goal_terms import GoalTerms
from goals.queries.smart_check import smart_check, smart_check_of
from goals.smart import Letter, Reach, Why
from scorecards.models import DailyTotal
from tests.factories import (
    MembershipFactory,
    MetricFactory,
    RepFactory,
    TeamFactory,
    TimeOffFactory,
)
from tests.goals.factories import GoalFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
TODAY = date(2026, 3, 11)
FIRST_MONDAY, LAST_MONDAY = date(2025, 9, 8), date(2026, 3, 2)
A_WEEK = timedelta(weeks=1)


def did(rep: User, slug: str, amount: Any, *days: date) -> None:
    metric = MetricFactory(slug=slug)
    DailyTotal.objects.bulk_create(
        DailyTotal(rep=rep, metric=metric, day=day, total=Decimal(amount), facts=1) for day in days
    )


def mondays(count: int, last: date = LAST_MONDAY) -> Iterable[date]:
    """So many Mondays up to one."""
    return (last - A_WEEK * n for n in range(count))


def terms(owner: User | Team | None, **other: Any) -> GoalTerms:
    """50 calls a day from today on; no owner is the company."""
    named = {User: "person", Team: "team"}
    fields = {
        "statement": "50 calls a day until 9 April",
        "shape": "daily",
        "metric": MetricFactory(slug="calls"),
        "target": Decimal(50),
        "starts_on": TODAY,
        "due_on": date(2026, 4, 9),
    }
    if owner:
        fields[named[type(owner)]] = owner
    return GoalTerms(**{**fields, **other})


def evidence(owner: User | Team | None, **other: Any) -> Evidence:
    found = evidence_for(terms(owner, **other), now=NOW)
    assert found
    return found


def win_rate(owner: User | Team | None, **other: Any) -> Evidence:
    won, lost = MetricFactory(slug="deals_won"), MetricFactory(slug="deals_lost")
    share = {"shape": "level", "metric": won, "out_of": (won, lost), "start": Decimal("0.22")}
    return evidence(owner, **{**share, "target": Decimal("0.28"), **other})


def test_a_daily_goal_is_held_against_a_working_day_of_each_finished_week(rep: User) -> None:
    did(rep, "calls", 250, *mondays(2))
    did(rep, "calls", 245, FIRST_MONDAY)
    did(rep, "calls", 9999, date(2026, 3, 9))
    found = evidence(rep)
    assert (found.needed, found.per_day, found.unit) == (50, True, "count")
    assert [stretch.starts for stretch in found.stretches][::25] == [FIRST_MONDAY, LAST_MONDAY]
    values = [stretch.value for stretch in found.stretches]
    assert values == [49, *([0] * 23), 50, 50]
    assert found.reach == Reach(26, 2)


def test_time_off_and_weeks_without_work_do_not_count(rep: User) -> None:
    did(rep, "calls", 100, LAST_MONDAY, FIRST_MONDAY)
    TimeOffFactory(user=rep, starts_on=date(2026, 3, 4), ends_on=date(2026, 3, 6))
    TimeOffFactory(user=rep, starts_on=date(2026, 2, 23), ends_on=date(2026, 2, 27))
    found = evidence(rep)
    assert [stretch.value for stretch in found.stretches][-3:] == [0, None, 50]
    assert found.reach == Reach(25, 1)


def test_weeks_before_the_first_entry_are_unknown(rep: User) -> None:
    did(rep, "emails", 1, LAST_MONDAY - A_WEEK)
    did(rep, "calls", 300, LAST_MONDAY)
    found = evidence(rep)
    assert [stretch.value for stretch in found.stretches][-3:] == [None, 0, 60]
    assert found.reach == Reach(2, 1)


def test_without_any_entry_nothing_is_known(rep: User) -> None:
    found = evidence(rep)
    assert not found.is_known
    assert (found.reach, found.present) == (Reach(0, 0), None)


def test_a_total_needs_what_is_missing_shared_out_over_its_working_days(rep: User) -> None:
    did(rep, "calls", 10, *mondays(26))
    TimeOffFactory(user=rep, starts_on=date(2026, 3, 12), ends_on=date(2026, 3, 13))
    found = evidence(
        rep, shape="total", start=Decimal(4), target=Decimal(20), due_on=date(2026, 3, 24)
    )
    assert (found.working_days, found.needed) == (8, 2)
    assert found.reach == Reach(26, 26)


def test_a_total_without_a_working_day_needs_nothing_that_could_be_compared(rep: User) -> None:
    saturday, sunday = date(2026, 3, 14), date(2026, 3, 15)
    weekend = {"shape": "total", "starts_on": saturday, "due_on": sunday}
    found = smart_check(terms(rep, **weekend), now=NOW)
    assert found.evidence
    assert (found.evidence.needed, found.evidence.working_days) == (None, 0)
    assert found.findings[-1].why == Why.NO_WORKING_DAY


def test_a_goal_is_not_its_own_proof(rep: User) -> None:
    """The weeks since it began say nothing about whether it could be done."""
    did(rep, "calls", 250, *mondays(4))
    began = evidence(rep, starts_on=date(2026, 2, 9))
    assert began.stretches[-1].ends == date(2026, 2, 8)
    assert began.reach == Reach(0, 0)


def test_a_share_is_the_ratio_of_four_weeks_sums(rep: User) -> None:
    did(rep, "deals_won", 1, *mondays(4))
    did(rep, "deals_lost", 3, *mondays(3))
    found = win_rate(rep)
    assert (found.unit, found.per_day) == ("share", False)
    values = [stretch.value for stretch in found.stretches]
    assert values[-2:] == [Decimal(3) / 9, Decimal(4) / 13]
    assert found.needed == Decimal("0.28")


def test_a_window_reaches_back_before_the_first_of_the_26_weeks(rep: User) -> None:
    before = FIRST_MONDAY - A_WEEK
    did(rep, "deals_won", 1, before)
    did(rep, "deals_lost", 1, before)
    values = [stretch.value for stretch in win_rate(rep).stretches]
    assert values == [Decimal("0.5")] * 3 + [None] * 23


def test_a_falling_share_is_reached_from_above(rep: User) -> None:
    did(rep, "deals_won", 3, *mondays(26))
    did(rep, "deals_lost", 1, *mondays(13))
    lost = MetricFactory(slug="deals_lost")
    found = win_rate(rep, metric=lost, start=Decimal("0.3"), target=Decimal("0.2"))
    assert found.rising is False
    assert [stretch.value for stretch in found.stretches][-1] == Decimal("0.25")
    assert found.reach == Reach(26, 16)


def test_days_out_of_deals_are_days_and_no_share(rep: User) -> None:
    did(rep, "deals_won", 2, LAST_MONDAY)
    did(rep, "cycle_days_won", 84, LAST_MONDAY)
    found = win_rate(
        rep,
        metric=MetricFactory(slug="cycle_days_won"),
        out_of=(MetricFactory(slug="deals_won"),),
        start=Decimal(42),
        target=Decimal(35),
    )
    assert (found.unit, found.stretches[-1].value, found.rising) == ("days", 42, False)


def test_an_average_is_taken_over_all_entries(rep: User) -> None:
    score = MetricFactory(slug="praise", aggregation="average")
    for amount, day in ((6, LAST_MONDAY), (9, LAST_MONDAY - A_WEEK)):
        did(rep, "praise", amount, day)
    found = evidence(rep, shape="level", metric=score, start=Decimal(7), target=Decimal(8))
    assert found.stretches[-1].value == Decimal("7.5")


def test_a_team_counts_what_was_done_while_people_were_in_it(team: Team, rep: User) -> None:
    mover = RepFactory()
    MembershipFactory(user=mover, team=team, starts_on=LAST_MONDAY)
    below = TeamFactory(parent=team)
    for each in (rep, mover, RepFactory(team=below)):
        did(each, "calls", 100, LAST_MONDAY, LAST_MONDAY - A_WEEK)
    values = [stretch.value for stretch in evidence(team).stretches]
    assert values[-2:] == [40, 60]


def test_the_company_counts_everybody(rep: User, stranger: User) -> None:
    did(rep, "calls", 100, LAST_MONDAY)
    did(stranger, "calls", 150, LAST_MONDAY)
    found = evidence(None)
    assert (found.stretches[-1].value, found.others, found.percentile) == (50, 0, None)


def test_the_place_among_the_reps_of_the_team(rep: User, team: Team, stranger: User) -> None:
    did(rep, "calls", 250, *mondays(26))
    for amount in (100, 200, 300, 400):
        did(RepFactory(team=team), "calls", amount, *mondays(26))
    did(stranger, "calls", 1, *mondays(26))
    found = evidence(rep)
    assert (found.others, found.percentile) == (4, Decimal("0.5"))


def test_of_fewer_than_three_others_nothing_is_told(rep: User, team: Team) -> None:
    did(rep, "calls", 250, *mondays(26))
    for amount in (100, 200):
        did(RepFactory(team=team), "calls", amount, *mondays(26))
    assert evidence(rep).percentile is None


def test_a_team_stands_among_the_teams_beside_it(team: Team) -> None:
    region = TeamFactory(name="Region")
    teams = [team, *(TeamFactory(parent=region) for _ in range(3))]
    Team.objects.filter(pk=team.pk).update(parent=region)
    team.refresh_from_db()
    for amount, each in zip((250, 100, 200, 300), teams, strict=True):
        did(RepFactory(team=each), "calls", amount, *mondays(26))
    found = evidence(team)
    assert (found.others, found.percentile) == (3, Decimal(2) / 3)


def test_the_present_figure_is_that_of_the_last_twelve_weeks(rep: User) -> None:
    did(rep, "deals_won", 1, *mondays(12))
    did(rep, "deals_lost", 2, *mondays(12))
    did(rep, "deals_won", 50, LAST_MONDAY - A_WEEK * 12)
    found = win_rate(rep)
    assert found.present == Decimal(1) / 3


def test_a_figure_starts_where_it_is_unless_something_else_is_said(rep: User) -> None:
    did(rep, "deals_won", 1, LAST_MONDAY)
    did(rep, "deals_lost", 2, LAST_MONDAY)
    won, lost = MetricFactory(slug="deals_won"), MetricFactory(slug="deals_lost")
    share = terms(rep, shape="level", metric=won, out_of=(won, lost))
    assert with_present_start(share, now=NOW).start == Decimal("0.3333")
    said = terms(rep, shape="level", metric=won, out_of=(won, lost), start=Decimal("0.1"))
    assert with_present_start(said, now=NOW).start == Decimal("0.1")
    assert with_present_start(terms(rep), now=NOW).start is None


@pytest.mark.parametrize(
    "other",
    [{"shape": "outcome"}, {"shape": "milestones"}, {"shape": "total", "metric": None}],
)
def test_nothing_was_counted_for_goals_without_a_metric(rep: User, other: dict[str, Any]) -> None:
    assert evidence_for(terms(rep, **other), now=NOW) is None
    found = {
        finding.letter: finding.why
        for finding in smart_check(terms(rep, **other), now=NOW).findings
    }
    expected = Why.NOT_SPLIT if other["shape"] == "milestones" else Why.NO_HISTORY
    assert found[Letter.ACHIEVABLE] == expected


def test_half_typed_goals_are_judged_as_far_as_they_go(rep: User) -> None:
    empty = smart_check(GoalTerms(person=rep), now=NOW)
    assert len(empty.findings) == 5
    endless = terms(rep, due_on=date(2199, 1, 1), target=None)
    found = evidence_for(endless, now=NOW)
    assert found
    assert (found.needed, found.working_days, found.reach) == (None, None, None)


def test_a_stored_goal_keeps_the_letters_it_began_with(rep: User) -> None:
    did(rep, "calls", 250, *mondays(26))
    goal = GoalFactory(
        person=rep, statement="50 calls a day in March", shape="daily", target=Decimal(50)
    )
    long_after = datetime(2027, 1, 4, tzinfo=UTC)
    now = smart_check_of(goal, now=NOW)
    assert [finding.why for finding in now.weak] == [Why.ON_ITS_OWN]
    assert smart_check_of(goal, now=long_after).findings == now.findings


def _queries(found: GoalTerms) -> int:
    with CaptureQueriesContext(connection) as captured:
        smart_check(found, now=NOW)
    return len(captured)


@pytest.mark.parametrize("kind", ["person", "team"])
def test_the_number_of_queries_does_not_grow_with_the_team(
    rep: User, team: Team, kind: str
) -> None:
    owner = rep if kind == "person" else team
    did(rep, "calls", 250, *mondays(3))
    _queries(terms(owner))  # the organisation and its calendar are made when first asked for
    few = _queries(terms(owner))
    for _ in range(6):
        did(RepFactory(team=team), "calls", 100, *mondays(26))
        TeamFactory()
    assert _queries(terms(owner)) == few
