"""Time off: entered by managers, seen by the person."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import TimeOff, User
from tests.accounts.marks import marked
from tests.factories import RepFactory, TimeOffFactory

pytestmark = pytest.mark.django_db


def test_a_rep_sees_their_own_and_changes_nothing(
    rep_client: Client, rep: User, stranger: User
) -> None:
    own = TimeOffFactory(user=rep, reason="Summer by the sea")
    TimeOffFactory(user=stranger, reason="Secret")
    page = rep_client.get("/setup/time-off/").content.decode()
    assert "Summer by the sea" in page
    assert "Secret" not in page
    assert rep_client.post(f"/setup/time-off/{own.pk}/removal/").status_code == 404


def test_leaders_have_no_such_page(leader_client: Client) -> None:
    assert leader_client.get("/setup/time-off/").status_code == 404


def test_a_manager_enters_days_for_their_rep(manager_client: Client, rep: User) -> None:
    words = {"person": rep.pk, "starts_on": "2026-03-09", "ends_on": "", "half_days": "on"}
    answer = manager_client.post("/setup/time-off/new/", words)
    assert answer["Location"] == "/setup/time-off/"
    off = TimeOff.objects.get()
    day = date(2026, 3, 9)
    assert (off.user, off.starts_on, off.ends_on, off.half_days) == (rep, day, day, True)
    assert marked() == {(rep.pk, day, day, False)}


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (("2026-03-09", "2026-03-06"), "The last day lies before the first."),
        (("2026-03-02", "2026-03-03"), "already."),
        (("0202-03-02", ""), "This year cannot be meant."),
    ],
)
def test_days_that_cannot_be_are_refused(
    manager_client: Client, rep: User, days: tuple[str, str], words: str
) -> None:
    TimeOffFactory(user=rep)
    sent = {"person": rep.pk, "starts_on": days[0], "ends_on": days[1], "reason": "Kept"}
    answer = manager_client.post("/setup/time-off/new/", sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="Kept"' in answer.content.decode()
    assert TimeOff.objects.count() == 1


def test_not_for_people_of_others(manager_client: Client, stranger: User) -> None:
    words = {"person": stranger.pk, "starts_on": "2026-03-09"}
    assert manager_client.post("/setup/time-off/new/", words).status_code == 422
    other = TimeOffFactory(user=stranger)
    assert manager_client.post(f"/setup/time-off/{other.pk}/removal/").status_code == 404


def test_it_is_removed(manager_client: Client, rep: User) -> None:
    off = TimeOffFactory(user=rep)
    manager_client.post(f"/setup/time-off/{off.pk}/removal/")
    assert not TimeOff.objects.exists()


def test_as_many_queries_for_one_as_for_many(manager_client: Client, rep: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            manager_client.get("/setup/time-off/")
        return len(captured)

    TimeOffFactory(user=rep)
    queries()
    one = queries()
    for month in (4, 5, 6):
        person = RepFactory(team=rep.memberships.get().team)
        TimeOffFactory(user=person, starts_on=date(2026, month, 1))
    assert queries() == one
