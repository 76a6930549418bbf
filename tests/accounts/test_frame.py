"""What every page gets: the entries of its navigation, the organisation, the demo's logins."""

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.context import frame
from accounts.models import User
from accounts.queries.people import DEMO_PASSWORD
from tests.factories import LeaderFactory, RepFactory

pytestmark = pytest.mark.django_db


def entries(rf: RequestFactory, user: User, path: str) -> list[tuple[str, str, bool]]:
    request = rf.get(path)
    request.user = user
    return [(entry.name, entry.url, entry.current) for entry in frame(request)["navigation"]]


def test_a_rep_has_the_scorecard_the_log_and_goals(rf: RequestFactory, rep: User) -> None:
    assert entries(rf, rep, "/log/") == [
        ("My scorecard", "/", False),
        ("Log", "/log/", True),
        ("Goals", "/goals/", False),
    ]


def test_a_manager_begins_with_the_teams(rf: RequestFactory, manager: User) -> None:
    assert entries(rf, manager, "/setup/people/7/") == [
        ("Teams", "/", False),
        ("Attainment", "/attainment/", False),
        ("Log", "/log/", False),
        ("Goals", "/goals/", False),
        ("Plan", "/plan/", False),
        ("Setup", "/setup/", True),
    ]


def test_a_leader_begins_with_attainment(rf: RequestFactory, leader: User) -> None:
    assert entries(rf, leader, "/attainment/3/") == [
        ("Attainment", "/attainment/", True),
        ("Teams", "/teams/", False),
        ("Goals", "/goals/", False),
        ("Plan", "/plan/", False),
    ]


def test_an_admin_has_teams_and_setup(rf: RequestFactory, admin_person: User) -> None:
    assert entries(rf, admin_person, "/") == [
        ("Teams", "/", True),
        ("Attainment", "/attainment/", False),
        ("Goals", "/goals/", False),
        ("Plan", "/plan/", False),
        ("Setup", "/setup/", False),
    ]


class TestDemoLogins:
    @pytest.fixture(autouse=True)
    def _demo_people(self, db: None) -> None:
        RepFactory(name="Rae", email="rep@demo.repscore.test", password=DEMO_PASSWORD)
        LeaderFactory(name="Lee", email="leader@demo.repscore.test", password=DEMO_PASSWORD)

    def test_they_stand_on_the_login_page_and_work(self, client: Client) -> None:
        page = client.get("/account/login/").content.decode()
        assert page.index("rep@demo.repscore.test") < page.index("leader@demo.repscore.test")
        login = {"login": "rep@demo.repscore.test", "password": DEMO_PASSWORD}
        assert client.post("/account/login/", login)["Location"] == "/"

    def test_never_in_production(self, client: Client, settings: Settings) -> None:
        settings.PRODUCTION = True
        assert "demo.repscore.test" not in client.get("/account/login/").content.decode()

    def test_not_without_a_demo_organisation(self, client: Client) -> None:
        User.objects.all().delete()
        assert "look around as" not in client.get("/account/login/").content.decode()


def test_nobody_adds_addresses_of_their_own(rep_client: Client) -> None:
    added = {"email": "more@example.org", "action_add": ""}
    assert rep_client.post("/account/email/", added).status_code == 404


def test_nobody_signs_up(client: Client) -> None:
    words = {"email": "new@example.org", "password1": "a long secret", "password2": "a long secret"}
    client.post("/account/signup/", words)
    assert not User.objects.filter(email="new@example.org").exists()
