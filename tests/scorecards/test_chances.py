"""Chances are read from the daily totals of finished weeks or months (rule 19)."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Team, User
from scorecards.models import DailyTotal, Metric
from scorecards.periods import Period, PeriodKind, PeriodRules, period_containing
from scorecards.queries.attainment.chances import Chance, ChanceAsked, chances_of
from tests.factories import MetricFactory, RepFactory, TeamFactory, TimeOffFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 17)  # a Tuesday
MONTH = period_containing(day=TODAY, kind=PeriodKind.MONTH, rules=PeriodRules())
YEAR = period_containing(day=TODAY, kind=PeriodKind.YEAR, rules=PeriodRules())
WEEK = period_containing(day=TODAY, kind=PeriodKind.WEEK, rules=PeriodRules())


@pytest.fixture
def metric() -> Metric:
    return MetricFactory()


@pytest.fixture
def team() -> Team:
    return TeamFactory()


def test_a_rep_who_does_ten_a_day_is_expected_to_go_on(metric: Metric, team: Team) -> None:
    rep = RepFactory(team=team)
    worked(rep, metric, since=date(2025, 3, 3), a_day=10)

    likely, unlikely = chances_of(
        [asked(metric, [rep], actual=110, quota=180), asked(metric, [rep], actual=110, quota=280)],
        today=TODAY,
    )

    assert likely is not None
    assert unlikely is not None
    assert likely.share > 0.95 > 0.05 > unlikely.share
    assert likely.low <= 110 + 11 * 10 <= likely.high
    assert likely.periods == 12


def test_eight_finished_months_are_enough_and_seven_are_not(metric: Metric, team: Team) -> None:
    """Finished months from July 2025 to February 2026 are eight."""
    older, newer = RepFactory(team=team), RepFactory(team=team, joined_on=date(2025, 8, 1))
    worked(older, metric, since=date(2025, 7, 1), a_day=10)
    worked(newer, metric, since=date(2025, 8, 1), a_day=10)

    found = chances_of([asked(metric, [older]), asked(metric, [newer])], today=TODAY)

    assert [one and one.periods for one in found] == [8, None]


def test_a_month_before_the_first_fact_in_the_house_is_no_history(
    metric: Metric, team: Team
) -> None:
    rep = RepFactory(team=team)
    worked(rep, metric, since=date(2025, 8, 4), a_day=10)

    assert chances_of([asked(metric, [rep])], today=TODAY) == [None]


def test_a_year_counts_the_months_that_are_over(metric: Metric, team: Team) -> None:
    rep = RepFactory(team=team)
    worked(rep, metric, since=date(2025, 6, 2), a_day=10)

    (one,) = chances_of(
        [asked(metric, [rep], period=YEAR, actual=540, quota=2000, days=207)], today=TODAY
    )

    assert one is not None
    assert one.periods == 9
    assert one.low < 540 + 207 * 10 < one.high
    assert one.share > 0.8


def test_a_week_counts_weeks(metric: Metric, team: Team) -> None:
    rep = RepFactory(team=team)
    worked(rep, metric, since=date(2026, 1, 12), a_day=10)

    (one,) = chances_of(
        [asked(metric, [rep], period=WEEK, actual=10, quota=50, days=4)], today=TODAY
    )

    assert one is not None
    assert one.periods == 9


def test_today_is_not_over_and_says_nothing(metric: Metric, team: Team) -> None:
    rep = RepFactory(team=team)
    worked(rep, metric, since=date(2025, 3, 3), a_day=10)
    before = chances_of([asked(metric, [rep])], today=TODAY)
    booked(rep, metric, TODAY, 500)

    assert chances_of([asked(metric, [rep])], today=TODAY) == before


def test_days_off_are_no_days_without_result(metric: Metric, team: Team) -> None:
    """Of two reps with the same facts, one was away when nothing happened."""
    idle, away = RepFactory(), RepFactory()
    for rep in (idle, away):
        worked(rep, metric, since=date(2025, 3, 3), a_day=10, until=date(2025, 12, 31))
        worked(rep, metric, since=date(2026, 2, 1), a_day=10)
    TimeOffFactory(user=away, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31))

    first, second = chances_of(
        [asked(metric, [rep], actual=110, quota=225) for rep in (idle, away)], today=TODAY
    )

    assert first is not None
    assert second is not None
    assert (first.periods, second.periods) == (12, 11)
    assert first.share < second.share


def test_what_is_reached_is_certain_and_what_is_over_too(metric: Metric, team: Team) -> None:
    rep = RepFactory(team=team)
    worked(rep, metric, since=date(2025, 3, 3), a_day=10)

    reached, missed = chances_of(
        [
            asked(metric, [rep], actual=200, quota=200),
            asked(metric, [rep], actual=199, quota=200, days=0),
        ],
        today=TODAY,
    )

    assert reached is not None
    assert missed is not None
    assert reached.share == 1
    assert missed == Chance(share=0, low=Decimal(199), high=Decimal(199), periods=12)


def test_a_group_has_the_days_of_all_its_members(metric: Metric, team: Team) -> None:
    reps = [RepFactory(team=team), RepFactory(team=team)]
    worked(reps[0], metric, since=date(2025, 3, 3), a_day=10)
    worked(reps[1], metric, since=date(2025, 3, 3), a_day=4)

    (one,) = chances_of([asked(metric, reps, actual=154, quota=250, days=22)], today=TODAY)

    assert one is not None
    assert one.low <= 154 + 11 * 14 <= one.high
    assert one.share > 0.95


def test_the_team_says_something_about_a_rep_without_results(metric: Metric, team: Team) -> None:
    """Not asked for, but in the team: where deals are few, none so far is no proof."""
    idle, alone = RepFactory(team=team), RepFactory()
    for mate in (RepFactory(team=team), RepFactory(team=team)):
        for month in (3, 5, 6, 9, 11):
            booked(mate, metric, date(2025, month, 10), 100)

    among, apart = chances_of(
        [asked(metric, [rep], actual=0, quota=100) for rep in (idle, alone)], today=TODAY
    )

    assert among is not None
    assert apart is not None
    assert among.share > apart.share


def test_entries_are_counted_where_the_metric_counts_them(team: Team) -> None:
    metric, rep = MetricFactory(aggregation=Metric.Aggregation.COUNT), RepFactory(team=team)
    worked(rep, metric, since=date(2025, 3, 3), a_day=1000, facts=2)

    (one,) = chances_of([asked(metric, [rep], actual=22, quota=44)], today=TODAY)

    assert one is not None
    assert 40 <= one.low <= one.high <= 50


def test_nothing_asked_is_nothing_read(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert chances_of([], today=TODAY) == []


def test_many_people_take_as_many_queries_as_one(
    metric: Metric, team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reps = [RepFactory(team=team) for _ in range(20)]
    for rep in reps:
        booked(rep, metric, date(2025, 3, 3), 5)
    everybody = [asked(metric, [rep]) for rep in reps] + [asked(metric, reps), asked(metric, reps)]

    chances_of(everybody, today=TODAY)  # makes the organisation and its calendar

    with django_assert_num_queries(QUERIES):
        chances_of([asked(metric, reps[:1])], today=TODAY)
    with django_assert_num_queries(QUERIES):
        assert None not in chances_of(everybody, today=TODAY)


QUERIES = 11


def asked(
    metric: Metric,
    reps: Iterable[User],
    *,
    period: Period = MONTH,
    actual: int = 110,
    quota: int = 200,
    days: int = 11,
) -> ChanceAsked:
    return ChanceAsked(
        rep_ids=tuple(rep.pk for rep in reps),
        metric=metric.slug,
        period=period,
        actual=Decimal(actual),
        quota=Decimal(quota),
        days_left=Decimal(days),
    )


def worked(
    rep: User, metric: Metric, *, since: date, a_day: int, until: date = TODAY, facts: int = 1
) -> None:
    """A little more and a little less than so much on every weekday, yesterday the last."""
    days = (since + timedelta(days=n) for n in range((until - since).days))
    DailyTotal.objects.bulk_create(
        DailyTotal(rep=rep, metric=metric, day=day, total=a_day + day.day % 3 - 1, facts=facts)
        for day in days
        if day.weekday() < 5
    )


def booked(rep: User, metric: Metric, day: date, total: int) -> None:
    DailyTotal.objects.create(rep=rep, metric=metric, day=day, total=total, facts=1)
