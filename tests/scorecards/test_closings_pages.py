"""The pages of closed periods: for who keeps the scorecard, and what everybody is told."""

import io
import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from time_machine import TimeMachineFixture

from accounts.actions.marks import mark_stale
from accounts.actions.organisation import change_organisation
from accounts.models import Calendar, ClosedDay, Membership, Organisation, Team, User
from scorecards.actions.closings import reopen_period
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Activity, Benchmark, Closing, Metric, Scorecard, Version
from scorecards.periods import PeriodRules, period_from_key
from scorecards.queries.closings.explained import ClosedExplanation, closed_explanation
from tests.factories import RepFactory, TimeOffFactory
from tests.scorecards.march_of_rosa import CLOSED_AT, LATER, MARCH, March, march_of
from tests.scorecards.quotas_of_march import owe


@pytest.fixture(autouse=True)
def april(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    time_machine.move_to(CLOSED_AT - timedelta(hours=1), tick=False)
    return time_machine


@pytest.fixture
def march(team: Team, rep: User, manager: User) -> March:
    return march_of(team, rep, RepFactory(name="Sam", team=team), manager)


@pytest.fixture
def closed(march: March, april: TimeMachineFixture) -> Closing:
    closing = march.closed(note="Agreed with Lena")
    april.move_to(LATER, tick=False)
    return closing


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# The list


def test_finished_months_are_offered_and_the_running_one_is_not(
    manager_client: Client, march: March
) -> None:
    shown = page(manager_client, "/setup/closings/")
    assert f"/setup/scorecards/{march.card.pk}/closings/2026-03/" in shown
    assert f"/setup/scorecards/{march.card.pk}/closings/2026-04/" not in shown
    assert shown.count(">open</span>") == 12


def test_the_list_says_who_closed_when_and_why(manager_client: Client, closed: Closing) -> None:
    shown = page(manager_client, "/setup/closings/")
    assert "closed on 8 Apr 2026, 09:00 by Mara Manager" in shown
    assert "<td>Agreed with Lena</td>" in shown
    assert f'<a href="/setup/closings/{closed.pk}/late/">0</a>' in shown


def test_the_list_is_downloaded(manager_client: Client, march: March, closed: Closing) -> None:
    text = manager_client.get("/setup/closings/periods.csv").content.decode()
    assert f"{MARCH},2026-03-01,2026-03-31,closed," in text
    assert ",Mara Manager,Agreed with Lena,0," in text
    weeks = manager_client.get("/setup/closings/periods.csv?kind=week").content.decode()
    assert "2026-W13,2026-03-23,2026-03-29,open,,,,,2026-03" in weeks
    reopen_period(closing=closed, by=march.manager, reason="Look", now=LATER)
    content = manager_client.get("/setup/closings/periods.xlsx").content
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][3:7] == ["opened again", None, None, "Look"]


def test_a_week_of_a_closed_month_says_what_it_closed_with(
    manager_client: Client, closed: Closing
) -> None:
    shown = page(manager_client, "/setup/closings/?kind=week")
    assert shown.count("closed with March 2026") == 5


def test_who_keeps_no_scorecard_is_told_so(other_manager_client: Client, march: March) -> None:
    assert "You keep no scorecard" in page(other_manager_client, "/setup/closings/")


# Closing


def test_before_closing_one_reads_what_it_freezes(manager_client: Client, march: March) -> None:
    march.logs(march.sam, 5)
    Membership.objects.filter(user=march.rosa).delete()
    shown = page(manager_client, f"/setup/scorecards/{march.card.pk}/closings/{MARCH}/")
    assert "<dt>People on the scorecard then</dt><dd>1</dd>" in shown
    assert "<dt>of them with figures still to be counted</dt><dd>1</dd>" in shown


def test_a_manager_closes_a_month(manager_client: Client, march: March) -> None:
    path = f"/setup/scorecards/{march.card.pk}/closings/{MARCH}/"
    response = manager_client.post(path, {"note": "Paid"}, follow=True)
    closing = Closing.objects.get()
    assert (closing.closed_by, closing.note) == (march.manager, "Paid")
    assert response.redirect_chain == [(f"/setup/closings/{closing.pk}/", 302)]


def test_what_runs_is_refused_on_the_page(manager_client: Client, march: March) -> None:
    response = manager_client.post(f"/setup/scorecards/{march.card.pk}/closings/2026-04/")
    assert response.status_code == 422
    assert b"not over yet for everybody" in response.content


def test_a_key_that_names_no_period_does_not_exist(manager_client: Client, march: March) -> None:
    path = f"/setup/scorecards/{march.card.pk}/closings/2026-13/"
    assert manager_client.get(path).status_code == 404


# One closing


def test_the_frozen_places_are_shown(manager_client: Client, closed: Closing) -> None:
    shown = page(manager_client, f"/setup/closings/{closed.pk}/?section=activities&period=2026-W11")
    assert '<td class="nowrap">1 of 2</td><td>North</td><td class="num">80.0</td>' in shown
    assert '<td class="nowrap">2 of 2</td><td>North</td><td class="num">50.0</td>' in shown


def test_people_of_others_are_counted_but_not_named(
    manager_client: Client, march: March, other_team: Team
) -> None:
    Membership.objects.filter(user=march.sam).update(ends_on=date(2026, 3, 31))
    Membership.objects.create(user=march.sam, team=other_team, starts_on=date(2026, 4, 1))
    closing = march.closed()
    shown = page(manager_client, f"/setup/closings/{closing.pk}/")
    assert ">Sam<" not in shown
    assert "1 person whom you do not manage is ranked with them." in shown


def test_frozen_scores_are_downloaded_exactly(manager_client: Client, closed: Closing) -> None:
    text = manager_client.get(f"/setup/closings/{closed.pk}/scores.csv").content.decode()
    assert "activities,2026-W11,2,2,Sam," in text
    content = manager_client.get(f"/setup/closings/{closed.pk}/scores.xlsx").content
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert sheet.max_row == 1 + 2 * 6
    assert manager_client.get(f"/setup/closings/{closed.pk}/scores.pdf").status_code == 404
    assert manager_client.get(f"/setup/closings/{closed.pk}/others.csv").status_code == 404


def test_opening_again_without_a_reason_is_refused(manager_client: Client, closed: Closing) -> None:
    response = manager_client.post(f"/setup/closings/{closed.pk}/reopening/", {"reason": ""})
    assert response.status_code == 422
    assert Closing.objects.standing().exists()


def test_the_history_tells_all_closings_of_the_period(
    manager_client: Client, march: March, closed: Closing
) -> None:
    manager_client.post(f"/setup/closings/{closed.pk}/reopening/", {"reason": "Sam was ill"})
    again = march.closed(now=LATER)
    shown = page(manager_client, f"/setup/closings/{again.pk}/")
    assert "9 Apr 2026, 09:00: opened again by Mara Manager. Sam was ill" in shown
    assert f'<a href="/setup/closings/{closed.pk}/">closed on 8 Apr 2026, 09:00 by' in shown
    former = page(manager_client, f"/setup/closings/{closed.pk}/")
    assert "Opened again on 9 Apr 2026, 09:00 by Mara Manager: Sam was ill" in former


# Late facts


def test_without_late_facts_the_page_says_so(manager_client: Client, closed: Closing) -> None:
    shown = page(manager_client, f"/setup/closings/{closed.pk}/late/")
    assert "Nothing came late" in shown
    assert "No score and no place" in shown


def test_late_facts_and_their_effect_are_shown(
    manager_client: Client, march: March, closed: Closing
) -> None:
    march.logs(march.sam, 20)
    work_off_marks(now=LATER)
    shown = page(manager_client, f"/setup/closings/{closed.pk}/late/")
    assert "1 fact came late" in shown
    assert '<td class="num">50.0</td><td class="num"><strong>90.0</strong></td>' in shown
    assert '<td class="num">2</td><td class="num">1</td>' in shown
    changes = manager_client.get(f"/setup/closings/{closed.pk}/changes.csv").content.decode()
    assert "activities,2026-W11,Sam,50.000000000000,90.000000000000,2,1" in changes
    late = manager_client.get(f"/setup/closings/{closed.pk}/late.csv").content.decode()
    assert "Mara Manager,Sam,entered,Calls,2026-03-10,,20.0000,log" in late


def test_looking_at_effects_stores_nothing(
    manager_client: Client, march: March, closed: Closing
) -> None:
    march.logs(march.sam, 20)
    work_off_marks(now=LATER)
    page(manager_client, f"/setup/closings/{closed.pk}/late/")
    assert Closing.objects.standing().count() == 1
    assert march.sam.scores.get(scored_period__key="2026-W11").score == 50


def test_the_late_page_takes_no_more_queries_for_ten_facts_than_for_one(
    manager_client: Client, march: March, closed: Closing
) -> None:
    counts = []
    for more in (1, 9):
        for number in range(more):
            march.logs(march.sam, 1 + number)
        work_off_marks(now=LATER)
        page(manager_client, f"/setup/closings/{closed.pk}/late/")
        with CaptureQueriesContext(connection) as captured:
            page(manager_client, f"/setup/closings/{closed.pk}/late/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_day_that_differs_without_a_listed_fact_is_owned_up_to(
    manager_client: Client, march: March, closed: Closing
) -> None:
    march.logs(march.sam, 20)
    in_the_moment = closed.closed_at - timedelta(seconds=1)
    Activity.objects.filter(quantity=20).update(entered_at=in_the_moment)
    work_off_marks(now=LATER)
    shown = page(manager_client, f"/setup/closings/{closed.pk}/late/")
    assert "0 facts came late" in shown
    assert "On 1 day the facts add up to something else" in shown
    assert "<strong>90.0</strong>" in shown


# What others are told


def test_a_rep_who_logs_for_a_closed_day_is_told_at_once(
    rep_client: Client, march: March, closed: Closing
) -> None:
    entered = {"metric": "calls", "quantity": "3", "day": "2026-03-10"}
    response = rep_client.post("/log/", entered, follow=True)
    told = "March 2026 is closed: this is kept as late and does not count until it is opened again."
    assert told in response.content.decode()
    assert march.rosa.activities.count() == 3


def test_an_open_day_is_logged_without_more_words(
    rep_client: Client, march: March, closed: Closing
) -> None:
    entered = {"metric": "calls", "quantity": "3", "day": "2026-04-02"}
    response = rep_client.post("/log/", entered, follow=True)
    assert "is closed" not in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/reps/{rep}/?period=2026-03",
        "/teams/{team}/?period=2026-03",
        "/reps/{rep}/facts/?metric=calls&from=2026-03-09&to=2026-03-15",
        "/reps/{rep}/scores/activities/?period=2026-W11",
    ],
)
def test_only_who_may_open_a_closing_finds_the_way_to_it(
    manager_client: Client,
    leader_client: Client,
    march: March,
    closed: Closing,
    team: Team,
    path: str,
) -> None:
    path = path.format(rep=march.rosa.pk, team=team.pk)
    assert f'href="/setup/closings/{closed.pk}/"' in page(manager_client, path)
    shown = page(leader_client, path)
    assert "losed on 8 Apr 2026" in shown
    assert "/setup/closings/" not in shown


def test_a_scorecard_leads_to_its_closed_periods(
    manager_client: Client, march: March, closed: Closing
) -> None:
    shown = page(manager_client, f"/setup/scorecards/{march.card.pk}/")
    assert f'href="/setup/closings/?card={march.card.pk}"' in shown


@pytest.mark.parametrize("path", ["/reps/{rep}/?period=2026-03", "/teams/{team}/?period=2026-03"])
def test_pages_of_closed_days_say_so(
    admin_person_client: Client, march: March, closed: Closing, team: Team, path: str
) -> None:
    march.logs(march.rosa, 20)
    work_off_marks(now=LATER)
    shown = page(admin_person_client, path.format(rep=march.rosa.pk, team=team.pk))
    assert "SDR, March 2026</a></strong>: closed on 8 Apr 2026, 09:00 by Mara Manager" in shown
    assert "Facts of 1 day came too late and are not counted." in shown


@pytest.mark.parametrize("path", ["/reps/{rep}/?period=2026-03", "/teams/{team}/?period=2026-03"])
def test_statuses_and_names_of_closed_periods_stay_as_they_were_until_they_are_opened(
    manager_client: Client, march: March, closed: Closing, team: Team, path: str
) -> None:
    path = path.format(rep=march.rosa.pk, team=team.pk)
    before = page(manager_client, path)
    low, least = {"ahead_from": Decimal("0.4"), "on_track_from": Decimal("0.3")}, Decimal("0.2")
    choices = {**low, "at_risk_from": least}
    change_organisation(choices=choices, by=march.manager, today=LATER.date())
    assert standing_words(page(manager_client, path)) == standing_words(before)
    assert "Ahead" not in standing_words(before)
    reopen_period(closing=closed, by=march.manager, reason="Look", now=LATER)
    assert "Ahead" in standing_words(page(manager_client, path))


def standing_words(shown: str) -> list[str]:
    """The words of all statuses, in the order of the page."""
    return re.findall("Ahead|On track|At risk|Behind|Missed", shown[shown.index("<main") :])


@pytest.mark.parametrize("path", ["/reps/{rep}/", "/teams/{team}/"])
def test_a_page_of_closed_periods_takes_as_many_queries_for_ten_people_as_for_one(
    manager_client: Client, march: March, team: Team, path: str, april: TimeMachineFixture
) -> None:
    path = f"{path.format(rep=march.rosa.pk, team=team.pk)}?period={MARCH}"
    counts = []
    for more in (0, 8):
        for other in [RepFactory(team=team) for _ in range(more)]:
            march.logs(other, 3)
        work_off_marks(now=CLOSED_AT)
        closing = march.closed()
        page(manager_client, path)
        with CaptureQueriesContext(connection) as captured:
            page(manager_client, path)
        counts.append(len(captured))
        reopen_period(closing=closing, by=march.manager, reason="More people", now=CLOSED_AT)
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "path", ["/reps/{rep}/", "/teams/{team}/", "/reps/{rep}/scores/objectives/"]
)
def test_the_periods_on_offer_say_which_are_closed(
    manager_client: Client, march: March, closed: Closing, team: Team, path: str
) -> None:
    path = f"{path.format(rep=march.rosa.pk, team=team.pk)}?period=2026-02"
    shown = page(manager_client, path)
    assert ">March 2026 · closed</option>" in shown
    assert ">February 2026</option>" in shown
    reopen_period(closing=closed, by=march.manager, reason="Look", now=LATER)
    assert ">March 2026</option>" in page(manager_client, path)


def test_the_facts_of_a_closed_month_say_what_was_not_counted(
    rep_client: Client, march: March, closed: Closing
) -> None:
    march.logs(march.rosa, 20)
    work_off_marks(now=LATER)
    query = "metric=calls&from=2026-03-09&to=2026-03-15"
    shown = page(rep_client, f"/reps/{march.rosa.pk}/facts/?{query}")
    assert "These facts come to 60, the closed scores have counted 40" in shown
    assert "Facts of 1 day came too late and are not counted." in shown


# The explanation of a closed period


def explained(rep: User, key: str = "2026-W11", kind: str = "activities") -> ClosedExplanation:
    rep = User.objects.get(pk=rep.pk)
    found = closed_explanation(
        rep,
        kind=kind,
        period=period_from_key(key, PeriodRules()),
        today=LATER.date(),
        organisation=Organisation.current(),
    )
    assert found is not None
    return found


def test_an_explanation_says_that_its_period_is_closed(
    rep_client: Client, march: March, closed: Closing
) -> None:
    march.logs(march.rosa, 20)
    work_off_marks(now=LATER)
    shown = page(rep_client, f"/reps/{march.rosa.pk}/scores/activities/?period=2026-W11")
    assert "Closed on 8 Apr 2026, 09:00 by Mara Manager" in shown
    assert "1 late fact is not counted" in shown


def test_an_explanation_reads_as_on_the_day_of_closing_whatever_changed_since(
    rep_client: Client,
    manager_client: Client,
    march: March,
    other_team: Team,
    april: TimeMachineFixture,
) -> None:
    address = f"/reps/{march.rosa.pk}/scores/activities/?period=2026-W11"
    open_page = page(rep_client, address)
    closing = march.closed()
    april.move_to(LATER, tick=False)
    closed_page = page(rep_client, address)
    before = explained(march.rosa)

    everything_changes(march, other_team)

    assert explained(march.rosa).explanation == before.explanation
    assert without_chrome(page(manager_client, address)) == without_chrome(closed_page)
    assert without_chrome(closed_page) == without_chrome(open_page)
    reopen_period(closing=closing, by=march.manager, reason="Look", now=LATER)
    work_off_marks(now=LATER)
    assert without_chrome(page(manager_client, address)) != without_chrome(closed_page)


def test_an_explanation_stands_whatever_quota_is_published_into_the_closed_month(
    manager_client: Client, march: March, april: TimeMachineFixture
) -> None:
    Benchmark.objects.filter(metric__slug="revenue").update(from_quota=True)
    owes(march.rosa, 2000)
    closing = march.closed()
    april.move_to(LATER, tick=False)
    before = explained(march.rosa, key=MARCH, kind="objectives")
    assert [line.line.target for line in before.explanation.lines] == [2000]

    owes(march.rosa, 4000)
    assert explained(march.rosa, key=MARCH, kind="objectives") == before
    reopen_period(closing=closing, by=march.manager, reason="Look", now=LATER)
    work_off_marks(now=LATER)
    address = f"/reps/{march.rosa.pk}/scores/objectives/?period={MARCH}"
    assert "Score 12.5" in page(manager_client, address)


def owes(rep: User, amount: int) -> None:
    """A quota of revenue for March, published and counted."""
    owe({rep: amount})
    mark_stale(reps=[rep.pk], from_day=date(2026, 3, 1), to_day=date(9999, 12, 31))
    work_off_marks(now=LATER)


def everything_changes(march: March, other_team: Team) -> None:
    """Weights, names, thresholds, currency, teams, employment, time off, calendar, facts."""
    Benchmark.objects.update(weight=7, target=10)
    Version.objects.update(note="Other words", number=4)
    Metric.objects.filter(slug="calls").update(name="Rings")
    Team.objects.filter(pk=march.rosa.memberships.get().team_id).update(name="Far North")
    Scorecard.objects.update(name="Renamed")
    User.objects.filter(pk=march.rosa.pk).update(name="Rosa Married", left_on=date(2026, 3, 12))
    Membership.objects.filter(user=march.sam).update(team=other_team)
    change_organisation(
        choices={"ahead_from": Decimal(3), "currency": "EUR", "week_start": 6},
        by=march.manager,
        today=LATER.date(),
    )
    TimeOffFactory(user=march.sam, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 13))
    ClosedDay.objects.create(calendar=Calendar.default(), day=date(2026, 3, 11))
    march.logs(march.sam, 60)
    mark_stale(
        reps=[march.rosa.pk, march.sam.pk], from_day=date(2026, 1, 1), to_day=date(9999, 12, 31)
    )
    work_off_marks(now=LATER)


def without_chrome(shown: str) -> str:
    """The page's figures and words, from its first card on."""
    return shown[shown.index('<section class="card card-flush">') : shown.index("</main>")]


def test_an_opened_period_explains_itself_as_it_is_now(
    rep_client: Client, march: March, closed: Closing
) -> None:
    march.logs(march.rosa, 5)
    reopen_period(closing=closed, by=march.manager, reason="Rosa is right", now=LATER)
    work_off_marks(now=datetime(2026, 4, 9, 10, tzinfo=LATER.tzinfo))
    shown = page(rep_client, f"/reps/{march.rosa.pk}/scores/activities/?period=2026-W11")
    assert "Closed on" not in shown
    assert "Score 90.0" in shown


def test_a_running_period_of_a_scorecard_with_closed_ones_is_explained_live(
    rep_client: Client, march: March, closed: Closing
) -> None:
    march.logs(march.rosa, 10, day=date(2026, 4, 8))
    work_off_marks(now=LATER)
    shown = page(rep_client, f"/reps/{march.rosa.pk}/scores/activities/")
    assert "Score 20.0" in shown
    assert "Closed on" not in shown
