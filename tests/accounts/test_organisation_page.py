"""The organisation's choices and the job roles: admins only."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import JobRole, Organisation, StaleMark, User
from tests.factories import JobRoleFactory, scorecard

pytestmark = pytest.mark.django_db

CHOICES = {
    "name": "Acme",
    "currency": "eur",
    "time_zone": "Europe/Berlin",
    "week_start": 0,
    "fiscal_start_month": 1,
    "work_starts": "08:30",
    "work_ends": "17:00",
    "ahead_from": "1.1",
    "on_track_from": "1",
    "at_risk_from": "0.8",
    "closes": "",
    "closes_after_days": 5,
    "closes_from": "",
    "transparency": "all",
    "transparent_places": 10,
}


def test_choices_are_stored(admin_person_client: Client) -> None:
    answer = admin_person_client.post("/setup/organisation/", CHOICES)
    assert answer["Location"] == "/setup/"
    organisation = Organisation.current()
    assert (organisation.name, organisation.currency) == ("Acme", "EUR")
    assert (organisation.time_zone, f"{organisation.work_starts:%H:%M}") == (
        "Europe/Berlin",
        "08:30",
    )


def test_a_timetable_of_closing_is_stored(admin_person_client: Client) -> None:
    timetable = {"closes": "month", "closes_after_days": 3, "closes_from": "2026-03-01"}
    admin_person_client.post("/setup/organisation/", {**CHOICES, **timetable})
    organisation = Organisation.current()
    assert (organisation.closes, organisation.closes_after_days) == ("month", 3)
    assert organisation.closes_from == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"currency": "EURO"}, "at most 3 characters"),
        ({"currency": "€"}, "three-letter code"),
        ({"time_zone": "Mars/Base"}, "Select a valid choice"),
        ({"work_ends": "08:30"}, "Working hours end after they start."),
        ({"on_track_from": "1.2"}, "This must not be higher than the one above."),
        ({"fiscal_start_month": 13}, "Select a valid choice"),
        ({"closes": "month"}, "Say from which day on"),
        ({"closes_after_days": 0}, "greater than or equal to 1"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(
    admin_person_client: Client, wrong: dict[str, object], words: str
) -> None:
    answer = admin_person_client.post("/setup/organisation/", {**CHOICES, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "is violated" not in page
    assert Organisation.current().name == "My organisation"


def test_another_fiscal_year_scores_everything_anew(admin_person_client: Client, rep: User) -> None:
    Organisation.objects.filter(pk=Organisation.current().pk).update(time_zone="Europe/Berlin")
    admin_person_client.post("/setup/organisation/", {**CHOICES, "fiscal_start_month": 4})
    assert StaleMark.objects.get(rep=rep).from_day == date.min


def test_the_page_says_that_another_zone_moves_nothing(admin_person_client: Client) -> None:
    assert (
        "nothing stored moves" in admin_person_client.get("/setup/organisation/").content.decode()
    )


class TestJobRoles:
    def test_added_renamed_removed(self, admin_person_client: Client) -> None:
        admin_person_client.post("/setup/job-roles/", {"name": "SDR"})
        made = JobRole.objects.get()
        admin_person_client.post(f"/setup/job-roles/{made.pk}/", {"name": "AE"})
        assert JobRole.objects.get().name == "AE"
        admin_person_client.post(f"/setup/job-roles/{made.pk}/removal/")
        assert not JobRole.objects.exists()

    def test_a_name_is_taken_once(self, admin_person_client: Client) -> None:
        JobRoleFactory(name="SDR")
        answer = admin_person_client.post("/setup/job-roles/", {"name": "SDR"})
        assert answer.status_code == 422
        assert "already exists" in answer.content.decode()

    def test_one_in_use_stays(self, admin_person_client: Client, rep: User) -> None:
        held, assigned = JobRoleFactory(), JobRoleFactory()
        User.objects.filter(pk=rep.pk).update(job_role=held)
        scorecard(assigned_to=assigned)
        for job_role in (held, assigned):
            path = f"/setup/job-roles/{job_role.pk}/removal/"
            answer = admin_person_client.post(path, follow=True)
            assert "is in use" in answer.content.decode()
        assert JobRole.objects.count() == 2
