"""The log: one tap, one entry with its details, a whole day, corrections."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from accounts.models import StaleMark, Team, User
from scorecards.models import Activity, Metric
from tests.factories import ActivityFactory, MetricFactory, RepFactory
from tests.scorecards.week_of_rosa import MONDAY, NOW, TODAY, card_of, queries_of, scored

HTMX = {"HX-Request": "true"}
ENTRY = {"metric": "calls", "quantity": "3", "day": "2026-03-12", "note": ""}


@pytest.fixture(autouse=True)
def thursday(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def carded(team: Team, rep: User) -> User:
    """Rosa with a scorecard of calls and connected calls."""
    card_of(team)
    scored([rep])
    return rep


def stored() -> list[tuple[str, str, date]]:
    rows = Activity.objects.order_by("pk")
    return [(a.metric.slug, f"{a.quantity.normalize():f}", a.day) for a in rows]


def test_one_tap_logs_one_and_leads_back(rep_client: Client, rep: User) -> None:
    sent = {"metric": "calls", "quantity": "1", "next": f"/reps/{rep.pk}/"}
    response = rep_client.post("/log/one/", sent)
    assert (response.status_code, response.headers["Location"]) == (302, f"/reps/{rep.pk}/")
    assert stored() == [("calls", "1", TODAY)]
    assert StaleMark.objects.get().rep == rep
    assert "Logged: Calls, 1" in rep_client.get(f"/reps/{rep.pk}/").content.decode()


def test_one_tap_is_answered_with_the_entry_and_ten_seconds_to_undo(
    rep_client: Client, rep: User
) -> None:
    response = rep_client.post("/log/one/", {"metric": "calls", "quantity": "1"}, headers=HTMX)
    shown = response.content.decode()
    activity = Activity.objects.get()
    assert response.status_code == 200
    assert response.headers["HX-Trigger"] == "logged"
    assert f'hx-post="/activities/{activity.pk}/withdrawal/"' in shown
    assert 'data-seconds="10"' in shown
    assert '<section id="entries"' in shown
    assert shown.count('class="entry"') == 1


def test_undo_withdraws_the_entry(rep_client: Client, rep: User) -> None:
    rep_client.post("/log/one/", {"metric": "calls", "quantity": "1"})
    activity = Activity.objects.get()
    response = rep_client.post(f"/activities/{activity.pk}/withdrawal/", headers=HTMX)
    activity.refresh_from_db()
    assert activity.withdrawn_at == NOW
    assert "Withdrawn" in response.content.decode()
    assert 'class="entry is-withdrawn"' in response.content.decode()


def test_undo_works_without_a_script(rep_client: Client, rep: User) -> None:
    activity = ActivityFactory(rep=rep, metric=MetricFactory(slug="calls"))
    response = rep_client.post(
        f"/activities/{activity.pk}/withdrawal/", {"next": f"/reps/{rep.pk}/"}
    )
    assert response.headers["Location"] == f"/reps/{rep.pk}/"
    assert not Activity.objects.standing().exists()


def test_a_withdrawal_can_be_taken_back(rep_client: Client, rep: User) -> None:
    activity = ActivityFactory(rep=rep, metric=MetricFactory(slug="calls"), withdrawn_at=NOW)
    response = rep_client.post(f"/activities/{activity.pk}/restoration/")
    assert response.headers["Location"] == f"/log/?rep={rep.pk}"
    assert Activity.objects.standing().get() == activity


def test_a_tap_on_a_metric_that_was_switched_off_says_so(rep_client: Client, rep: User) -> None:
    Metric.objects.filter(slug="calls").update(is_active=False)
    sent = {"metric": "calls", "quantity": "1"}
    response = rep_client.post("/log/one/", sent, headers=HTMX)
    assert response.status_code == 422
    assert "“Calls” is switched off." in response.content.decode()
    assert stored() == []
    rep_client.post("/log/one/", sent)
    assert "“Calls” is switched off." in rep_client.get("/log/").content.decode()


def test_an_entry_has_quantity_day_and_note(rep_client: Client, rep: User) -> None:
    sent = ENTRY | {"quantity": "25", "day": "2026-03-09", "note": "Fair in Lyon"}
    response = rep_client.post("/log/", sent)
    assert response.headers["Location"] == f"/log/?rep={rep.pk}"
    assert stored() == [("calls", "25", MONDAY)]
    entry = Activity.objects.get()
    assert (entry.note, entry.entered_by, entry.source) == ("Fair in Lyon", rep, "log")
    assert "Fair in Lyon" in rep_client.get("/log/").content.decode()


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"day": "2026-03-13"}, "day", "2026-03-13 has not come yet."),
        ({"day": "2019-12-31"}, "day", "Rosa Rep was not employed on 2019-12-31."),
        ({"quantity": "1.5"}, "quantity", "“Calls” is counted in whole numbers."),
        ({"quantity": "-2"}, "quantity", "A quantity cannot be below zero."),
        ({"quantity": ""}, "quantity", "This field is required."),
        ({"metric": "nothing"}, "metric", "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_lost(
    rep_client: Client, rep: User, change: dict[str, str], field: str, reason: str
) -> None:
    response = rep_client.post("/log/", ENTRY | {"note": "kept"} | change)
    assert response.status_code == 422
    assert reason in str(response.context["entry_form"].errors[field])
    assert 'value="kept"' in response.content.decode()
    assert stored() == []


def test_a_refused_entry_comes_back_in_place(rep_client: Client, rep: User) -> None:
    response = rep_client.post("/log/", ENTRY | {"quantity": "1.5"}, headers=HTMX)
    shown = response.content.decode()
    assert response.status_code == 422
    assert shown.count("<form") == 1
    assert 'id="entry_form"' in shown
    assert "“Calls” is counted in whole numbers." in shown


def test_an_entry_in_place_is_answered_with_a_fresh_form(rep_client: Client, rep: User) -> None:
    response = rep_client.post("/log/", ENTRY, headers=HTMX)
    shown = response.content.decode()
    assert 'id="entry_form"' in shown
    assert "Logged: Calls, 3" in shown
    assert response.context["entry_form"].is_bound is False


def test_the_metrics_of_the_scorecard_come_first(rep_client: Client, carded: User) -> None:
    shown = rep_client.get("/log/").content.decode()
    own, others = shown.split('<optgroup label="On the scorecard">')[1].split("</optgroup>")[:2]
    assert [word in own for word in ("Calls", "Connected calls", "E-mails")] == [True, True, False]
    assert "E-mails" in others


def test_a_day_is_logged_in_one_go(rep_client: Client, carded: User) -> None:
    sent = {
        "day": "2026-03-10",
        "quantity-calls": "40",
        "quantity-connects": "",
        "quantity-talk_minutes": "12.5",
    }
    response = rep_client.post("/log/day/", sent)
    assert response.status_code == 302
    assert stored() == [
        ("calls", "40", date(2026, 3, 10)),
        ("talk_minutes", "12.5", date(2026, 3, 10)),
    ]
    assert "2 entries logged" in rep_client.get("/log/").content.decode()


def test_one_wrong_quantity_keeps_the_whole_day_in_the_form(
    rep_client: Client, carded: User
) -> None:
    sent = {"day": "2026-03-10", "quantity-calls": "40", "quantity-connects": "7.5"}
    response = rep_client.post("/log/day/", sent)
    form = response.context["day_form"]
    assert response.status_code == 422
    assert form.errors == {"quantity-connects": ["“Connected calls” is counted in whole numbers."]}
    assert form["quantity-calls"].value() == "40"
    assert stored() == []


def test_a_day_in_the_future_is_refused_once_at_the_day(rep_client: Client, carded: User) -> None:
    sent = {"day": "2026-03-13", "quantity-calls": "40", "quantity-connects": "7"}
    form = rep_client.post("/log/day/", sent).context["day_form"]
    assert form.errors == {"day": ["2026-03-13 has not come yet."]}


def test_an_empty_day_is_not_logged(rep_client: Client, carded: User) -> None:
    response = rep_client.post("/log/day/", {"day": "2026-03-10"})
    assert response.status_code == 422
    assert "Nothing to log: every quantity is empty." in response.content.decode()


def test_a_manager_logs_for_a_rep_and_the_entry_shows_it(
    manager_client: Client, rep_client: Client, manager: User, rep: User
) -> None:
    response = manager_client.post("/log/", ENTRY | {"rep": rep.pk})
    assert response.headers["Location"] == f"/log/?rep={rep.pk}"
    entry = Activity.objects.get()
    assert (entry.rep, entry.entered_by) == (rep, manager)
    assert "by Mara Manager" in rep_client.get("/log/").content.decode()


def test_a_manager_first_chooses_a_rep_of_their_teams(
    manager_client: Client, rep: User, stranger: User
) -> None:
    shown = manager_client.get("/log/").content.decode()
    assert f'href="?rep={rep.pk}"' in shown
    assert "Sam Stranger" not in shown


def test_a_manager_without_people_is_told_what_to_do(
    client_of: Callable[[User], Client], manager: User
) -> None:
    assert "Nobody to log for yet" in client_of(manager).get("/log/").content.decode()


def test_one_logs_for_nobody_else(
    stranger_client: Client, other_manager_client: Client, leader_client: Client, rep: User
) -> None:
    for client in (stranger_client, other_manager_client, leader_client):
        assert client.get(f"/log/?rep={rep.pk}").status_code == 404
        for address in ("/log/", "/log/one/", "/log/day/"):
            assert client.post(address, ENTRY | {"rep": rep.pk}).status_code == 404
    assert leader_client.get("/log/").status_code == 404
    assert leader_client.get("/log/?rep=rosa").status_code == 404
    assert stored() == []


def test_one_is_not_led_to_another_site(rep_client: Client, rep: User) -> None:
    sent = {"metric": "calls", "quantity": "1", "next": "https://elsewhere.example/"}
    assert rep_client.post("/log/one/", sent).headers["Location"] == f"/log/?rep={rep.pk}"


def test_a_correction_starts_from_the_entry_and_keeps_its_history(
    rep_client: Client, rep: User
) -> None:
    rep_client.post("/log/", ENTRY | {"note": "first"})
    address = f"/activities/{Activity.objects.get().pk}/correction/"
    form = rep_client.get(address).context["form"]
    assert [str(form[name].value()) for name in ("metric", "quantity", "day", "note")] == [
        "calls",
        "3",
        "2026-03-12",
        "first",
    ]
    changed = {"metric": "connects", "quantity": "4", "day": "2026-03-09", "note": "second"}
    assert rep_client.post(address, changed).headers["Location"] == f"/log/?rep={rep.pk}"
    assert stored() == [("connects", "4", MONDAY)]
    history = rep_client.get(address).context["history"]
    assert [(s.was, s.by, s.metric, str(s.quantity.normalize()), s.note) for s in history] == [
        ("corrected", "Rosa Rep", "Connected calls", "4", "second"),
        ("entered", "Rosa Rep", "Calls", "3", "first"),
    ]


def test_a_correction_of_the_quantity_keeps_the_moment(rep_client: Client, rep: User) -> None:
    activity = ActivityFactory(rep=rep, metric=MetricFactory(slug="calls"), day=MONDAY)
    before = activity.occurred_at
    sent = ENTRY | {"day": "2026-03-09", "quantity": "9"}
    rep_client.post(f"/activities/{activity.pk}/correction/", sent)
    activity.refresh_from_db()
    assert (activity.quantity, activity.occurred_at) == (9, before)


def test_an_impossible_correction_is_refused_at_its_field(rep_client: Client, rep: User) -> None:
    activity = ActivityFactory(rep=rep, metric=MetricFactory(slug="calls"), day=MONDAY)
    sent = ENTRY | {"day": "2026-03-14"}
    response = rep_client.post(f"/activities/{activity.pk}/correction/", sent)
    assert response.status_code == 422
    assert response.context["form"].errors == {"day": ["2026-03-14 has not come yet."]}
    activity.refresh_from_db()
    assert activity.day == MONDAY


def test_a_withdrawn_entry_is_shown_without_a_form(rep_client: Client, rep: User) -> None:
    activity = ActivityFactory(rep=rep, metric=MetricFactory(slug="calls"), withdrawn_at=NOW)
    address = f"/activities/{activity.pk}/correction/"
    shown = rep_client.get(address).content.decode()
    assert "Take the withdrawal back" in shown
    assert 'name="quantity"' not in shown
    response = rep_client.post(address, ENTRY)
    assert response.status_code == 422
    assert "This entry is withdrawn." in response.content.decode()


def test_entries_of_others_do_not_exist(
    stranger_client: Client, other_manager_client: Client, leader_client: Client, rep: User
) -> None:
    activity = ActivityFactory(rep=rep, metric=MetricFactory(slug="calls"))
    for client in (stranger_client, other_manager_client, leader_client):
        for noun in ("correction", "withdrawal", "restoration"):
            assert client.post(f"/activities/{activity.pk}/{noun}/", ENTRY).status_code == 404
    activity.refresh_from_db()
    assert (activity.withdrawn_at, activity.quantity) == (None, 1)


def test_changing_an_entry_takes_a_post(rep_client: Client, rep: User) -> None:
    activity = ActivityFactory(rep=rep, metric=MetricFactory(slug="calls"))
    for address in (
        "/log/one/",
        "/log/day/",
        f"/activities/{activity.pk}/withdrawal/",
        f"/activities/{activity.pk}/restoration/",
    ):
        assert rep_client.get(address).status_code == 405


def test_only_the_last_twenty_entries_are_listed(rep_client: Client, rep: User) -> None:
    for number in range(22):
        ActivityFactory(rep=rep, metric=MetricFactory(slug="calls"), note=f"No {number:02}")
    shown = rep_client.get("/log/").content.decode()
    assert shown.count('class="entry"') == 20
    assert ["No 21" in shown, "No 02" in shown, "No 01" in shown] == [True, True, False]


def test_the_page_takes_as_many_queries_with_many_entries_and_reps(
    manager_client: Client, carded: User, team: Team
) -> None:
    address = f"/log/?rep={carded.pk}"
    ActivityFactory(rep=carded, metric=MetricFactory(slug="calls"), entered_by=carded)
    few = queries_of(manager_client, address)
    for slug in ("calls", "connects", "emails"):
        ActivityFactory(rep=carded, metric=MetricFactory(slug=slug), entered_by=RepFactory())
        RepFactory(team=team)
    assert queries_of(manager_client, address) == few


def test_an_odd_address_to_go_on_to_is_no_error(rep_client: Client, rep: User) -> None:
    MetricFactory(slug="calls")
    response = rep_client.post("/log/one/", {"metric": "calls", "next": "x"})
    assert response.status_code == 302
