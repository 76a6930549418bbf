"""The score explanation: a table that adds up, and each figure's origin."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from accounts.actions.marks import mark_stale
from accounts.models import Organisation, StaleMark, Team, User
from scorecards.models import Benchmark, Metric, Override, Version
from scorecards.periods import PeriodRules, period_from_key
from scorecards.queries.explanation import Explanation, explanation
from tests.factories import RepFactory, TimeOffFactory, scorecard
from tests.scorecards.week_of_rosa import MONDAY, NOW, card_of, done, queries_of, scored

WEEK = timedelta(weeks=1)


@pytest.fixture(autouse=True)
def thursday(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def week(team: Team, rep: User) -> User:
    card_of(team)
    done(rep, calls=35, connects=7)
    return rep


def page(client: Client, rep: User, query: str = "", kind: str = "activities") -> str:
    response = client.get(f"/reps/{rep.pk}/scores/{kind}/{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def explained(rep: User, key: str = "2026-W11") -> Explanation:
    found = explanation(
        rep,
        kind="activities",
        period=period_from_key(key, PeriodRules()),
        organisation=Organisation.current(),
        now=NOW,
    )
    assert found is not None
    return found


def test_the_table_adds_up_to_the_score(rep_client: Client, week: User) -> None:
    shown = page(rep_client, week)
    assert "<strong>42.00</strong>" in shown
    assert "<strong>14.00</strong>" in shown
    assert '>100</td><td class="num" data-label="Points">56.00</td>' in shown
    assert "5,600.00 ÷ 100 =</span> 56.0" in shown


def test_points_and_weights_make_the_score_exactly(week: User) -> None:
    done(week, calls=1, connects=4)
    found = explained(week)
    points = sum(row.line.points for row in found.lines if row.line.points is not None)
    assert points == Decimal("43.2") + Decimal(22)
    assert found.standing.score == 100 * points / sum(row.line.weight for row in found.lines)


def test_attainment_weight_and_worth_of_one_more_are_shown(rep_client: Client, week: User) -> None:
    shown = page(rep_client, week)
    assert 'data-label="Attainment">70.0%</td>' in shown
    assert 'data-label="Weight">60</td>' in shown
    assert 'data-label="One more">1.2</td>' in shown  # 60 points ÷ 50 calls


def test_what_a_dollar_brings_is_not_rounded_to_nothing(
    rep_client: Client, rep: User, team: Team
) -> None:
    scorecard("SDR", activities={"revenue": (60000, 40)}, assigned_to=team)
    done(rep, revenue=30000)
    assert 'data-label="One more">0.00067</td>' in page(rep_client, rep)


def test_a_target_names_its_version_and_since_when(rep_client: Client, week: User) -> None:
    Version.objects.update(starts_on=date(2026, 3, 4))  # a Wednesday: in force from Monday
    scored([week])
    shown = page(rep_client, week)
    assert "SDR, version 1, in force since 9 Mar 2026" in shown
    assert "Version 1 since 9 Mar 2026: 50" in shown


def test_an_override_names_its_reason(rep_client: Client, week: User) -> None:
    Override.objects.create(
        rep=week,
        metric=Metric.objects.get(slug="calls"),
        period="week",
        target=40,
        starts_on=MONDAY,
        reason="Covers the desk",
    )
    scored([week])
    assert "Override 40: Covers the desk" in page(rep_client, week)


def test_an_override_that_starts_within_the_week_counts_for_its_days(
    rep_client: Client, week: User
) -> None:
    Override.objects.create(
        rep=week,
        metric=Metric.objects.get(slug="calls"),
        period="week",
        target=100,
        starts_on=MONDAY + timedelta(days=3),
    )
    scored([week])
    shown = page(rep_client, week)
    assert "Version 1 since 6 Jan 2020: 50, for 3 days" in shown
    assert "Override 100, for 2 days" in shown
    assert ">70<br>" in shown  # 50 × 3/5 + 100 × 2/5


def test_a_ramp_names_the_month_of_tenure(rep_client: Client, week: User) -> None:
    Version.objects.update(ramp=["0.5"])
    week.joined_on = date(2026, 3, 2)
    week.save(update_fields=["joined_on"])
    scored([week])
    assert "Version 1 with ramp: 25 (tenure month 1: 50 %)" in page(rep_client, week)


def test_days_off_shrink_the_target_and_say_so(rep_client: Client, week: User) -> None:
    TimeOffFactory(user=week, starts_on=date(2026, 3, 13))
    scored([week])
    assert "4 of 5 working days: 50 → 40" in page(rep_client, week)


def test_a_target_that_does_not_shrink_says_so(rep_client: Client, week: User) -> None:
    Benchmark.objects.update(prorated=False)
    TimeOffFactory(user=week, starts_on=date(2026, 3, 13))
    scored([week])
    shown = page(rep_client, week)
    assert "Does not shrink with days off" in shown
    assert "working days:" not in shown


def test_gates_are_named_when_they_hold(rep_client: Client, week: User) -> None:
    Benchmark.objects.filter(metric__slug="connects").update(start_gate=10)
    Benchmark.objects.filter(metric__slug="calls").update(stop_gate=30)
    scored([week])
    shown = page(rep_client, week)
    assert "Earns only from 10: nothing yet" in shown
    assert "Earns up to 30: what is beyond brings nothing more" in shown


def test_lines_that_do_not_count_are_greyed_with_their_reason(
    rep_client: Client, rep: User, team: Team
) -> None:
    lines = {"calls": (50, 60), "emails": (0, 20), "csat": (9, 20)}
    Metric.objects.create(slug="csat", name="Satisfaction", aggregation="average", unit="score")
    scorecard("SDR", activities=lines, assigned_to=team)
    done(rep, calls=25)
    shown = page(rep_client, rep)
    assert '<tr id="explained_line-emails" class="is-greyed">' in shown
    assert "Does not count: nothing was expected" in shown
    assert '<tr id="explained_line-csat" class="is-greyed">' in shown
    assert "Does not count: nothing was measured, and unknown is not zero" in shown
    assert "Sum of the lines that count" in shown
    assert "3,000.00 ÷ 60 =</span> 50.0" in shown


def test_a_lower_is_better_line_explains_its_formula(
    rep_client: Client, rep: User, team: Team
) -> None:
    scorecard("SDR", activities={"after_call_minutes": (100, 10)}, assigned_to=team)
    done(rep, after_call_minutes=50)
    shown = page(rep_client, rep)
    assert "Lower is better: attainment is 2 − actual ÷ target" in shown
    assert 'data-label="Attainment">150.0%</td>' in shown


def test_the_pace_is_explained_by_working_days(rep_client: Client, week: User) -> None:
    shown = page(rep_client, week)
    for words in (
        "<dd>3.5 of 5</dd>",
        "<dt>of which today, by working hours</dt><dd>0.5</dd>",
        "<dt>Elapsed share</dt><dd>70.0%</dd>",
        "<dt>Score expected by now</dt><dd>70.0</dd>",
        "<dt>Pace: score ÷ expected</dt><dd>80.0%</dd>",
        "<dt>Score at the end, like this</dt><dd>80.0</dd>",
    ):
        assert words in shown


def test_the_place_is_explained_by_those_with_the_same_scorecard(
    rep_client: Client, week: User, team: Team
) -> None:
    for calls, connects in ((50, 20), (50, 10), (35, 7), (1, 0)):
        done(RepFactory(team=team), calls=calls, connects=connects)
    shown = page(rep_client, week)
    assert "<strong>3 of 5</strong>" in shown
    for words in (
        "<dt>Reps with a higher score</dt><dd>2</dd>",
        "<dt>with the same score</dt><dd>1</dd>",
        "<dt>with a lower score</dt><dd>1</dd>",
        "<dt>Next better score</dt><dd>80.0</dd>",
    ):
        assert words in shown


def test_each_line_opens_its_facts_with_the_same_total(rep_client: Client, week: User) -> None:
    for row in explained(week).lines:
        facts = rep_client.get(row.facts_url).context["page"]
        assert (facts.listed, facts.counted) == (row.line.actual, row.line.actual)


def test_a_past_period_is_explained_as_it_ended(rep_client: Client, week: User) -> None:
    done(week, day=MONDAY - WEEK, calls=50, connects=10)
    shown = page(rep_client, week, "?period=2026-W10")
    assert "Score 80.0" in shown
    assert "Week 10, 2026" in shown
    assert "<dd>5 of 5</dd>" in shown
    assert "of which today" not in shown


def test_the_last_twelve_periods_are_offered(rep_client: Client, week: User) -> None:
    shown = page(rep_client, week)
    offered = [f'value="2026-W{number:02}"' in shown for number in (11, 1, 12)]
    assert offered == [True, True, False]
    assert 'value="2025-W52"' in shown
    assert 'value="2025-W51"' not in shown


def test_another_kind_of_period_shows_the_week_that_holds_its_last_day(
    rep_client: Client, week: User
) -> None:
    done(week, day=date(2026, 2, 25), calls=10)
    assert "Week 9, 2026" in page(rep_client, week, "?period=2026-02")


def test_without_a_score_the_page_says_so(rep_client: Client, week: User) -> None:
    assert "No score for this period" in page(rep_client, week, "?period=2019-W10")
    assert "No score for this period" in page(rep_client, week, kind="objectives")


def test_waiting_changes_are_said_to_lag(rep_client: Client, week: User) -> None:
    mark_stale(reps=[week.pk], from_day=MONDAY, to_day=MONDAY)
    StaleMark.objects.update(marked_at=NOW - timedelta(minutes=1))
    assert "The figures may lag" in page(rep_client, week)


def test_an_unknown_section_does_not_exist(rep_client: Client, week: User) -> None:
    assert rep_client.get(f"/reps/{week.pk}/scores/talent/").status_code == 404


def test_the_manager_and_the_leader_see_it_and_strangers_do_not(
    manager_client: Client,
    leader_client: Client,
    stranger_client: Client,
    other_manager_client: Client,
    week: User,
) -> None:
    assert "Score 56.0" in page(manager_client, week)
    assert "Score 56.0" in page(leader_client, week)
    for client in (stranger_client, other_manager_client):
        assert client.get(f"/reps/{week.pk}/scores/activities/").status_code == 404


def test_the_page_takes_as_many_queries_with_many_peers_and_weeks(
    rep_client: Client, week: User, team: Team
) -> None:
    address = f"/reps/{week.pk}/scores/activities/"
    few = queries_of(rep_client, address)
    for weeks in range(1, 5):
        done(week, day=MONDAY - weeks * WEEK, calls=10)
        done(RepFactory(team=team), calls=10 * weeks)
    assert queries_of(rep_client, address) == few
