"""Calendars, their closed days and the regions of a country."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Calendar, StaleMark, Team, User
from tests.factories import CalendarFactory

pytestmark = pytest.mark.django_db


def test_the_list_has_the_default_one_from_the_start(admin_person_client: Client) -> None:
    page = admin_person_client.get("/setup/calendars/").content.decode()
    assert "Standard" in page
    assert "Mon Tue Wed Thu Fri" in page


def test_as_many_queries_for_one_as_for_many(admin_person_client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            admin_person_client.get("/setup/calendars/")
        return len(captured)

    queries()
    one = queries()
    CalendarFactory.create_batch(3)
    assert queries() == one


def test_a_calendar_of_a_region(admin_person_client: Client) -> None:
    words = {"name": "Bavaria", "weekdays": ["4", "0", "1"], "country": "DE", "region": "BY"}
    answer = admin_person_client.post("/setup/calendars/new/", words)
    made = Calendar.objects.get(name="Bavaria")
    assert answer["Location"] == f"/setup/calendars/{made.pk}/"
    assert (made.weekdays, made.country, made.region) == ("014", "DE", "BY")
    page = admin_person_client.get(f"/setup/calendars/{made.pk}/?year=2026").content.decode()
    assert "Heilige Drei Könige" in page or "Epiphany" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"region": "TX"}, "This country has no such region"),
        ({"country": "XX"}, "Select a valid choice"),
        ({"weekdays": []}, "This field is required"),
        ({"weekdays": ["7"]}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(
    admin_person_client: Client, wrong: dict[str, object], words: str
) -> None:
    sent = {"name": "Wrong", "weekdays": ["0"], "country": "DE", "region": "BY", **wrong}
    answer = admin_person_client.post("/setup/calendars/new/", sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_regions_follow_the_country(admin_person_client: Client) -> None:
    page = admin_person_client.get("/setup/calendars/regions/?country=US").content.decode()
    assert page.strip().startswith('<div id="region_field">')
    assert '<option value="TX">Texas</option>' in page
    assert admin_person_client.get("/setup/calendars/regions/?country=zz").status_code == 200


def test_a_closed_day_comes_and_goes(admin_person_client: Client, rep: User) -> None:
    default = Calendar.default()
    path = f"/setup/calendars/{default.pk}/closed-days/"
    admin_person_client.post(path, {"day": "2026-12-24", "name": "Christmas Eve"})
    closed = default.closed_days.get()
    assert StaleMark.objects.get(rep=rep).from_day == date(2026, 12, 1)
    page = admin_person_client.get(f"/setup/calendars/{default.pk}/?year=2026").content.decode()
    assert "Christmas Eve" in page
    admin_person_client.post(f"{path}{closed.pk}/removal/")
    assert not default.closed_days.exists()


def test_a_day_is_closed_once(admin_person_client: Client) -> None:
    default = Calendar.default()
    path = f"/setup/calendars/{default.pk}/closed-days/"
    admin_person_client.post(path, {"day": "2026-12-24"})
    answer = admin_person_client.post(path, {"day": "2026-12-24"})
    assert answer.status_code == 422
    assert "This day is on the list already." in answer.content.decode()


@pytest.mark.parametrize("year", ["x", "99999", "0", "-1", "²"])
def test_a_strange_year_is_this_year(admin_person_client: Client, year: str) -> None:
    default = Calendar.default()
    assert admin_person_client.get(f"/setup/calendars/{default.pk}/?year={year}").status_code == 200


def test_managers_change_calendars_that_only_their_teams_use(
    manager_client: Client, team: Team, other_team: Team
) -> None:
    own, shared = CalendarFactory(), CalendarFactory()
    Team.objects.filter(pk=team.pk).update(calendar=own)
    Team.objects.filter(pk=other_team.pk).update(calendar=shared)
    assert manager_client.get(f"/setup/calendars/{own.pk}/").status_code == 200
    for calendar in (shared, Calendar.default()):
        assert manager_client.get(f"/setup/calendars/{calendar.pk}/").status_code == 404


def test_a_manager_makes_no_default(manager_client: Client) -> None:
    words = {"name": "Mine", "weekdays": ["0"], "is_default": "on"}
    manager_client.post("/setup/calendars/new/", words)
    assert Calendar.objects.get(name="Mine").is_default is False


def test_an_unused_calendar_is_removed(admin_person_client: Client) -> None:
    unused = CalendarFactory()
    admin_person_client.post(f"/setup/calendars/{unused.pk}/removal/")
    assert not Calendar.objects.filter(pk=unused.pk).exists()
