"""People in the setup: list, invite, edit, move."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, Role, StaleMark, Team, User
from tests.factories import PASSWORD, SINCE, JobRoleFactory, RepFactory, TeamFactory

pytestmark = pytest.mark.django_db

EDITED = {"name": "Rosa Rep", "email": "rosa@example.org", "joined_on": SINCE, "is_active": "on"}


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


class TestList:
    def test_managers_see_the_reps_of_their_teams(
        self, manager_client: Client, rep: User, stranger: User, manager: User
    ) -> None:
        page = manager_client.get("/setup/people/").content.decode()
        assert "Rosa Rep" in page
        assert "Sam Stranger" not in page

    def test_who_joins_later_is_listed_already(self, manager_client: Client, team: Team) -> None:
        person = RepFactory(name="Nia Next")
        later = timezone.localdate() + timedelta(days=30)
        Membership.objects.create(user=person, team=team, starts_on=later)
        assert "Nia Next" in manager_client.get("/setup/people/").content.decode()

    def test_as_many_queries_for_one_as_for_many(
        self, admin_person_client: Client, team: Team
    ) -> None:
        admin_person_client.get("/setup/people/")
        one = queries_of(admin_person_client, "/setup/people/")
        for _ in range(3):
            RepFactory(team=TeamFactory(), job_role=JobRoleFactory())
        assert queries_of(admin_person_client, "/setup/people/") == one

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("search=ROSA", {"Rosa Rep"}),
            ("search=crm-7", {"Sam Stranger"}),
            ("role=admin", {"Ada Admin"}),
            ("employed=left", {"Lea Left"}),
            ("search=nobody", set()),
            ("role=nonsense&employed=x&team=999", {"Rosa Rep", "Sam Stranger", "Ada Admin"}),
        ],
    )
    def test_the_list_is_narrowed(
        self, admin_person_client: Client, rep: User, stranger: User, query: str, names: set[str]
    ) -> None:
        User.objects.filter(pk=stranger.pk).update(external_id="CRM-7")
        RepFactory(name="Lea Left", left_on=date(2024, 5, 31))
        page = admin_person_client.get(f"/setup/people/list.csv?{query}").content
        rows = list(csv.reader(io.StringIO(page.decode("utf-8-sig"))))[1:]
        assert {row[0] for row in rows} == names

    def test_by_team(self, admin_person_client: Client, rep: User, stranger: User) -> None:
        team = rep.memberships.get().team_id
        page = admin_person_client.get(f"/setup/people/?team={team}").content.decode()
        assert "Rosa Rep" in page
        assert "Sam Stranger" not in page

    def test_nobody_found_offers_everybody(self, admin_person_client: Client) -> None:
        page = admin_person_client.get("/setup/people/?search=nobody").content.decode()
        assert "Nobody fits" in page

    def test_searching_answers_the_list_alone(self, admin_person_client: Client) -> None:
        page = admin_person_client.get("/setup/people/", headers={"HX-Request": "true"})
        assert page.content.decode().strip().startswith('<section class="card card-flush" id="peo')

    def test_as_a_workbook(self, admin_person_client: Client, rep: User) -> None:
        answer = admin_person_client.get("/setup/people/list.xlsx")
        assert answer["Content-Disposition"] == 'attachment; filename="people.xlsx"'
        assert answer.content.startswith(b"PK")


class TestInvite:
    def test_whoever_is_invited_chooses_a_password_and_is_in(
        self, manager_client: Client, team: Team, client: Client
    ) -> None:
        words = {"name": "Nia New", "email": "Nia@Example.org", "team": team.pk, "send_mail": "on"}
        answer = manager_client.post("/setup/people/new/", words)
        person = User.objects.get(name="Nia New")
        assert answer["Location"] == f"/setup/people/{person.pk}/"
        assert (person.role, person.memberships.get().team) == (Role.REP, team)
        assert mail.outbox[0].to == ["Nia@example.org"]
        link = next(line for line in mail.outbox[0].body.splitlines() if "://" in line)
        form = client.get(link.removeprefix("http://testserver"), follow=True)
        secret = {"password1": "a long new secret", "password2": "a long new secret"}
        assert client.post(form.redirect_chain[-1][0], secret)["Location"] == "/"
        assert client.get("/").status_code == 200

    @pytest.mark.parametrize(
        ("zone", "first_day"),
        [("America/Los_Angeles", 10), ("", 11), ("Europe/Berlin", 11), ("Asia/Tokyo", 11)],
    )
    def test_nobody_begins_tomorrow_where_they_live(
        self, manager: User, team: Team, zone: str, first_day: int
    ) -> None:
        client = Client()
        with time_machine.travel("2026-03-11T03:00:00Z", tick=False):
            client.force_login(manager)
            words = {"name": "Nia New", "email": "nia@example.org", "team": team.pk}
            client.post("/setup/people/new/", {**words, "time_zone": zone})
        assert Membership.objects.get(user__name="Nia New").starts_on == date(2026, 3, first_day)

    def test_without_the_mail(self, admin_person_client: Client) -> None:
        words = {"name": "Nia New", "email": "nia@example.org", "role": "leader"}
        admin_person_client.post("/setup/people/new/", words)
        assert (User.objects.get(name="Nia New").role, mail.outbox) == ("leader", [])

    def test_an_address_is_taken_once_whatever_its_case(
        self, admin_person_client: Client, rep: User
    ) -> None:
        words = {"name": "Rosa Two", "email": "ROSA@example.org", "role": "rep"}
        answer = admin_person_client.post("/setup/people/new/", words)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Somebody has this address already." in page
        assert 'value="Rosa Two"' in page

    def test_a_manager_invites_reps_into_own_teams_only(
        self, manager_client: Client, other_team: Team
    ) -> None:
        words = {
            "name": "Nia",
            "email": "nia@example.org",
            "role": "admin",
            "team": other_team.pk,
        }
        assert manager_client.post("/setup/people/new/", words).status_code == 422
        assert not User.objects.filter(name="Nia").exists()

    def test_the_mail_can_be_sent_again(self, manager_client: Client, rep: User) -> None:
        manager_client.post(f"/setup/people/{rep.pk}/invitation/")
        assert [message.to for message in mail.outbox] == [["rosa@example.org"]]

    def test_a_mail_server_that_is_away_costs_the_mail_only(
        self, manager_client: Client, rep: User, settings: object
    ) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
        settings.EMAIL_PORT = 1  # type: ignore[attr-defined]
        page = manager_client.post(f"/setup/people/{rep.pk}/invitation/", follow=True)
        assert "could not be sent" in page.content.decode()


class TestEdit:
    def test_a_person_is_edited(self, manager_client: Client, rep: User) -> None:
        changed = {**EDITED, "name": "Rosa Ray", "left_on": "2030-01-31"}
        answer = manager_client.post(f"/setup/people/{rep.pk}/", changed)
        rep.refresh_from_db()
        assert answer["Location"] == "/setup/people/"
        assert (rep.name, rep.left_on, rep.role) == ("Rosa Ray", date(2030, 1, 31), Role.REP)
        assert StaleMark.objects.get().from_day == date(2030, 1, 31)

    def test_what_is_wrong_stands_at_the_field_and_nothing_is_lost(
        self, manager_client: Client, rep: User
    ) -> None:
        wrong = {**EDITED, "name": "Rosa Ray", "left_on": "2019-12-31"}
        answer = manager_client.post(f"/setup/people/{rep.pk}/", wrong)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Nobody leaves before they joined." in page
        assert 'value="Rosa Ray"' in page
        rep.refresh_from_db()
        assert (rep.name, rep.left_on) == ("Rosa Rep", None)

    def test_a_manager_makes_nobody_an_admin(self, manager_client: Client, rep: User) -> None:
        manager_client.post(f"/setup/people/{rep.pk}/", {**EDITED, "role": "admin"})
        rep.refresh_from_db()
        assert rep.role == Role.REP

    def test_a_manager_does_not_take_over_a_login(self, manager_client: Client, rep: User) -> None:
        User.objects.filter(pk=rep.pk).update(last_login=timezone.now())
        path = f"/setup/people/{rep.pk}/"
        manager_client.post(path, {**EDITED, "email": "mine@example.org"})
        rep.refresh_from_db()
        assert rep.email == "rosa@example.org"

    def test_the_last_admin_stays(self, admin_person_client: Client, admin_person: User) -> None:
        words = {"name": "Ada Admin", "email": "ada@example.org", "role": "rep", "is_active": "on"}
        answer = admin_person_client.post(f"/setup/people/{admin_person.pk}/", words)
        assert answer.status_code == 422
        assert "There must be one admin who may log in." in answer.content.decode()

    def test_who_may_not_log_in_is_out_at_once(
        self, manager_client: Client, rep_client: Client, rep: User
    ) -> None:
        without = {key: value for key, value in EDITED.items() if key != "is_active"}
        manager_client.post(f"/setup/people/{rep.pk}/", without)
        assert rep_client.get("/setup/tokens/").status_code == 302
        login = {"login": rep.email, "password": PASSWORD}
        rep_client.post("/account/login/", login)
        assert rep_client.get("/setup/tokens/").status_code == 302

    @pytest.mark.parametrize("address", ["", "membership/", "invitation/"])
    def test_somebody_elses_people_do_not_exist(
        self, other_manager_client: Client, rep: User, address: str
    ) -> None:
        answer = other_manager_client.post(f"/setup/people/{rep.pk}/{address}", EDITED)
        assert answer.status_code == 404

    def test_managers_do_not_edit_managers(
        self, client_of: Callable[[User], Client], manager: User, other_manager: User, team: Team
    ) -> None:
        Membership.objects.create(user=other_manager, team=team, starts_on=SINCE)
        path = f"/setup/people/{other_manager.pk}/"
        assert client_of(manager).get(path).status_code == 404


class TestMove:
    def test_to_another_team_from_a_day(self, admin_person_client: Client, rep: User) -> None:
        target = TeamFactory(name="West")
        move = {"team": target.pk, "from_day": "2026-04-01"}
        answer = admin_person_client.post(f"/setup/people/{rep.pk}/membership/", move)
        assert answer["Location"] == f"/setup/people/{rep.pk}/"
        ended, begun = rep.memberships.order_by("starts_on")
        assert (ended.ends_on, begun.starts_on) == (date(2026, 3, 31), date(2026, 4, 1))
        page = admin_person_client.get(f"/setup/people/{rep.pk}/").content.decode()
        assert "1 Jan 2020 to 31 Mar 2026" in page

    def test_a_refused_move_says_why(self, manager_client: Client, rep: User, team: Team) -> None:
        move = {"team": team.pk, "from_day": "2026-04-01"}
        answer = manager_client.post(f"/setup/people/{rep.pk}/membership/", move)
        assert answer.status_code == 422
        assert "Rosa Rep is in North on that day already" in answer.content.decode()

    def test_managers_move_between_their_own_teams(
        self, manager_client: Client, rep: User, other_team: Team
    ) -> None:
        move = {"team": other_team.pk, "from_day": "2026-04-01"}
        answer = manager_client.post(f"/setup/people/{rep.pk}/membership/", move)
        assert (answer.status_code, rep.memberships.count()) == (422, 1)

    def test_a_planned_move_is_taken_back(
        self, admin_person_client: Client, rep: User, other_team: Team
    ) -> None:
        later = timezone.localdate() + timedelta(days=10)
        move = {"team": other_team.pk, "from_day": later.isoformat()}
        admin_person_client.post(f"/setup/people/{rep.pk}/membership/", move)
        planned = rep.memberships.get(team=other_team)
        path = f"/setup/people/{rep.pk}/memberships/{planned.pk}/removal/"
        admin_person_client.post(path)
        assert rep.memberships.get().ends_on is None

    def test_an_admin_puts_somebody_into_no_team_only_when_saying_so(
        self, admin_person_client: Client, rep: User
    ) -> None:
        path = f"/setup/people/{rep.pk}/membership/"
        forgotten = admin_person_client.post(path, {"from_day": "2026-04-01"})
        assert "Choose the team to move to." in forgotten.content.decode()
        admin_person_client.post(path, {"from_day": "2026-04-01", "leaves": "on"})
        assert rep.memberships.get().ends_on == date(2026, 3, 31)
