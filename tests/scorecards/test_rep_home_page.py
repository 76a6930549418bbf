"""A rep's own page: am I on pace today, and what should I do next?"""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from accounts.actions.marks import mark_stale
from accounts.models import StaleMark, Team, User
from tests.factories import RepFactory, TimeOffFactory
from tests.scorecards.week_of_rosa import MONDAY, NOW, TODAY, card_of, done, queries_of, scored

ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def thursday(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def week(team: Team, rep: User) -> User:
    card_of(team)
    done(rep, calls=35, connects=7)
    return rep


def page(client: Client, rep: User, query: str = "") -> str:
    response = client.get(f"/reps/{rep.pk}/{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_score_stands_against_what_is_expected_now(rep_client: Client, week: User) -> None:
    shown = page(rep_client, week)
    assert ">56.0</a> <small>/ 70.0 expected now</small>" in shown
    assert "At risk" in shown


def test_the_first_page_of_a_rep_is_their_own(rep_client: Client, week: User) -> None:
    assert ">56.0</a>" in rep_client.get("/").content.decode()


def test_the_next_best_action_is_named_with_its_worth(rep_client: Client, week: User) -> None:
    shown = page(rep_client, week)
    assert "7 more connected calls put you on pace" in shown
    assert "Worth 14.0 points." in shown


def test_the_usual_rate_is_that_of_the_last_twelve_weeks(rep_client: Client, week: User) -> None:
    # 60 working days of 8 hours: 473 + 7 connected calls are one an hour.
    done(week, day=date(2026, 2, 2), connects=473)
    assert "Usually 1 an hour." in page(rep_client, week)


def test_what_is_older_than_twelve_weeks_is_not_usual_any_more(
    rep_client: Client, week: User
) -> None:
    done(week, day=date(2025, 12, 17), connects=4800)
    # Only Monday's 7 in 60 days: 0.6 in a week of five.
    assert "Usually 0.6 a week." in page(rep_client, week)


def test_the_action_names_the_rep_for_others(manager_client: Client, week: User) -> None:
    assert "7 more connected calls put Rosa on pace" in page(manager_client, week)


def test_on_pace_there_is_nothing_to_catch_up(rep_client: Client, week: User) -> None:
    done(week, connects=20)
    shown = page(rep_client, week)
    assert "On pace" in shown
    assert "put you on pace" not in shown


def test_the_place_and_the_way_to_the_next_one_are_shown(
    rep_client: Client, week: User, team: Team
) -> None:
    done(RepFactory(team=team), calls=30, connects=14)  # 36 + 28 = 64
    done(RepFactory(team=team), calls=5)
    shown = page(rep_client, week)
    assert "Place 2" in shown
    assert "of 3 · 8.0 to the next place" in shown


def test_the_first_has_no_place_to_reach(rep_client: Client, week: User) -> None:
    shown = page(rep_client, week)
    assert "Place 1" in shown
    assert "to the next place" not in shown


def test_every_line_shows_actual_target_status_and_points(rep_client: Client, week: User) -> None:
    shown = page(rep_client, week)
    assert '<strong>35</strong> <span class="muted">/ 50</span>' in shown
    assert '<strong>7</strong> <span class="muted">/ 20</span>' in shown
    assert "35 of 50, 35 expected by now" in shown
    assert "On track" in shown
    assert "Behind" in shown


def test_a_line_opens_the_very_facts_that_count(rep_client: Client, week: User) -> None:
    link = f"/reps/{week.pk}/facts/?metric=calls&amp;from=2026-03-09&amp;to=2026-03-15"
    assert link in page(rep_client, week)


def test_the_last_twelve_scores_are_a_line(rep_client: Client, week: User) -> None:
    done(week, day=MONDAY - timedelta(weeks=1), calls=50, connects=20)
    assert "Latest 56, lowest 56, highest 100" in page(rep_client, week)


def test_a_former_week_is_shown_as_it_ended(rep_client: Client, week: User) -> None:
    done(week, day=MONDAY - timedelta(weeks=1), calls=50, connects=10)
    shown = page(rep_client, week, "?period=2026-W10")
    assert ">80.0</a> <small>/ 100.0 expected</small>" in shown
    assert "Missed" in shown
    assert "Next best action" not in shown
    assert "log-button" not in shown


def test_a_bad_period_is_explained_and_today_is_shown(rep_client: Client, week: User) -> None:
    shown = page(rep_client, week, "?period=soon")
    assert "“soon” is not a period" in shown
    assert ">56.0</a>" in shown


def test_buttons_log_the_metrics_of_the_scorecard_by_digit(rep_client: Client, week: User) -> None:
    shown = page(rep_client, week)
    assert re.search('name="metric" value="calls" [^>]*data-key="1"', shown)
    assert re.search('name="metric" value="connects" [^>]*data-key="2"', shown)
    assert 'name="metric" value="emails"' in shown  # behind the fold, without a key
    assert 'value="revenue"' not in shown  # money is no "+1"


def test_a_button_says_how_often_today(rep_client: Client, week: User) -> None:
    done(week, day=TODAY, calls=4)
    shown = page(rep_client, week)
    assert 'data-live="today-calls">4 today</span>' in shown
    assert 'data-live="today-connects">0 today</span>' in shown


def test_others_see_the_page_without_the_log(
    leader_client: Client, manager_client: Client, week: User
) -> None:
    for client in (leader_client, manager_client):
        shown = page(client, week)
        assert ">56.0</a>" in shown
        assert "log-button" not in shown


def test_a_manager_is_led_to_log_for_the_rep(
    manager_client: Client, leader_client: Client, week: User
) -> None:
    link = f'href="/log/?rep={week.pk}"'
    assert link in page(manager_client, week)
    assert link not in page(leader_client, week)


def test_strangers_and_other_managers_are_told_it_does_not_exist(
    stranger_client: Client, other_manager_client: Client, week: User
) -> None:
    for client in (stranger_client, other_manager_client):
        for address in (f"/reps/{week.pk}/", f"/reps/{week.pk}/standing/"):
            assert client.get(address).status_code == 404


def test_the_anonymous_are_led_to_the_login(client: Client, week: User) -> None:
    response = client.get(f"/reps/{week.pk}/")
    assert response.headers["Location"] == f"/account/login/?next=/reps/{week.pk}/"


def test_without_a_scorecard_one_is_told_whom_to_ask(rep_client: Client, rep: User) -> None:
    shown = page(rep_client, rep)
    assert "You are on no scorecard yet" in shown
    assert "log-button" in shown


def test_before_the_first_score_one_is_told_that_it_comes(
    rep_client: Client, rep: User, team: Team
) -> None:
    card_of(team)
    assert "The first score is being computed" in page(rep_client, rep)


def test_a_rep_away_for_the_whole_week_has_no_score_and_no_place(
    rep_client: Client, rep: User, team: Team
) -> None:
    card_of(team)
    TimeOffFactory(user=rep, starts_on=MONDAY, ends_on=date(2026, 3, 15))
    scored([rep])
    shown = page(rep_client, rep)
    assert "No line counts in this period, so there is no score and no place." in shown
    assert ">–</a>" in shown


def test_figures_that_wait_for_half_a_minute_are_said_to_lag(
    rep_client: Client, week: User
) -> None:
    mark_stale(reps=[week.pk], from_day=TODAY, to_day=TODAY)
    assert "The figures may lag" not in page(rep_client, week)
    StaleMark.objects.update(marked_at=timezone.now() - timedelta(seconds=31))
    assert "The figures may lag" in page(rep_client, week)


def test_the_refreshed_part_brings_standing_lines_and_counts(
    rep_client: Client, week: User
) -> None:
    done(week, day=TODAY, calls=4)
    answer = rep_client.get(f"/reps/{week.pk}/standing/").content.decode()
    assert answer.count('<div id="standing"') == 1
    assert '<div id="lines" class="rep-lines stack" hx-swap-oob="true">' in answer
    assert 'id="today-calls" data-live="today-calls" hx-swap-oob="true">4 today' in answer
    assert "<html" not in answer


def test_the_page_listens_to_the_live_channel_of_its_rep(rep_client: Client, week: User) -> None:
    shown = page(rep_client, week)
    assert f"?names=rep-{week.pk}" in shown
    assert f'hx-trigger="sse:rep-{week.pk}, logged from:body delay:250ms"' in shown


def test_a_fresh_change_makes_the_page_look_again_until_it_is_counted(
    rep_client: Client, week: User
) -> None:
    mark_stale(reps=[week.pk], from_day=TODAY, to_day=TODAY)
    assert 'load delay:350ms"' in page(rep_client, week)
    StaleMark.objects.update(marked_at=timezone.now() - timedelta(seconds=10))
    assert "load delay" not in page(rep_client, week)


def test_the_page_takes_as_many_queries_with_many_facts_and_peers(
    rep_client: Client, week: User, team: Team
) -> None:
    address = f"/reps/{week.pk}/"
    few = queries_of(rep_client, address)
    for _ in range(3):
        done(RepFactory(team=team), calls=30, connects=14)
    for weeks in range(1, 14):
        done(week, day=MONDAY - timedelta(weeks=weeks), calls=40, connects=10, emails=9)
    assert queries_of(rep_client, address) == few
