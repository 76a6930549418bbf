"""The metrics in the setup: managers read, admins switch, add and change."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import StaleMark, Team, User
from scorecards.models import Metric
from tests.factories import ActivityFactory, MetricFactory, scorecard

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Site visits",
    "slug": "",
    "description": "Visits at the customer’s site.",
    "unit": "count",
    "kind": "activity",
    "timing": "lead",
    "aggregation": "sum",
    "direction": "higher",
    "impact": "high",
    "necessity": "should",
}


def test_metrics_stand_in_groups_with_the_scorecards_that_count_on_them(
    manager_client: Client, team: Team
) -> None:
    scorecard("North weekly", activities={"calls": (100, 60)}, assigned_to=team)
    page = manager_client.get("/setup/metrics/")
    assert [group.label for group in page.context["groups"]] == [
        "Activities",
        "Objectives",
        "Money",
    ]
    calls = page.context["groups"][0].rows[0]
    assert (calls.metric.slug, calls.cards) == ("calls", ("North weekly",))


def test_managers_have_no_switches(manager_client: Client) -> None:
    assert 'role="switch"' not in manager_client.get("/setup/metrics/").content.decode()
    calls = MetricFactory(slug="calls")
    assert manager_client.post(f"/setup/metrics/{calls.pk}/switch/", {"on": "0"}).status_code == 404
    assert manager_client.get("/setup/metrics/new/").status_code == 404
    assert manager_client.get(f"/setup/metrics/{calls.pk}/").status_code == 200
    assert manager_client.post(f"/setup/metrics/{calls.pk}/", NEW).status_code == 404


def test_reps_and_leaders_have_no_such_page(rep_client: Client, leader_client: Client) -> None:
    assert rep_client.get("/setup/metrics/").status_code == 404
    assert leader_client.get("/setup/metrics/").status_code == 404


def test_an_admin_switches_a_metric_off_and_on(admin_person_client: Client) -> None:
    emails = MetricFactory(slug="emails")
    address = f"/setup/metrics/{emails.pk}/switch/"
    answer = admin_person_client.post(address, {"on": "0"}, follow=True)
    assert "“E-mails” is switched off." in answer.content.decode()
    assert not Metric.objects.get(pk=emails.pk).is_active
    admin_person_client.post(address, {"on": "1"})
    assert Metric.objects.get(pk=emails.pk).is_active


def test_a_metric_on_a_scorecard_says_why_it_stays_on(admin_person_client: Client) -> None:
    scorecard("North", activities={"calls": (100, 60)})
    address = f"/setup/metrics/{MetricFactory(slug='calls').pk}/switch/"
    answer = admin_person_client.post(address, {"on": "0"}, follow=True)
    assert "“Calls” stays on: it counts on North." in answer.content.decode()


def test_an_own_metric_gets_its_short_name_from_its_name(admin_person_client: Client) -> None:
    answer = admin_person_client.post("/setup/metrics/new/", NEW)
    assert (answer.status_code, answer["Location"]) == (302, "/setup/metrics/")
    own = Metric.objects.get(slug="site_visits")
    assert (own.name, own.is_ready_made, own.is_active) == ("Site visits", False, True)
    assert own.history.get().history_user.name == "Ada Admin"


def test_what_cannot_be_stored_is_said_at_the_field(admin_person_client: Client) -> None:
    answer = admin_person_client.post("/setup/metrics/new/", NEW | {"slug": "calls", "name": ""})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"slug", "name"}
    assert "Visits at the customer’s site." in answer.content.decode()


def test_the_short_name_of_a_used_metric_does_not_change(
    admin_person_client: Client, rep: User
) -> None:
    own = Metric.objects.create(slug="site_visits", name="Site visits")
    address = f"/setup/metrics/{own.pk}/"
    admin_person_client.post(address, NEW | {"slug": "visits"})
    assert Metric.objects.get(pk=own.pk).slug == "visits"
    ActivityFactory(rep=rep, metric=own)
    admin_person_client.post(address, NEW | {"slug": "other", "name": "On site"})
    own.refresh_from_db()
    assert (own.slug, own.name) == ("visits", "On site")


def test_a_changed_direction_marks_who_has_the_metric(
    admin_person_client: Client, team: Team, rep: User, stranger: User
) -> None:
    own = Metric.objects.create(slug="site_visits", name="Site visits")
    scorecard("North", activities={"site_visits": (100, 60)}, assigned_to=team)
    admin_person_client.post(f"/setup/metrics/{own.pk}/", NEW | {"direction": "lower"})
    assert set(StaleMark.objects.values_list("rep", flat=True)) == {rep.pk}


def test_what_opportunities_feed_keeps_its_unit(admin_person_client: Client) -> None:
    won = MetricFactory(slug="deals_won")
    admin_person_client.post(f"/setup/metrics/{won.pk}/", NEW | {"unit": "money", "name": "Won"})
    won.refresh_from_db()
    assert (won.unit, won.name) == ("count", "Won")


def test_the_list_takes_the_same_queries_for_one_scorecard_and_four(
    manager_client: Client, team: Team
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert manager_client.get("/setup/metrics/").status_code == 200
        return len(found)

    scorecard("First", activities={"calls": (100, 60)}, assigned_to=team)
    before = [queries(), queries()][-1]  # the first makes the organisation and its calendar
    for name in ("Second", "Third", "Fourth"):
        scorecard(name, activities={"calls": (1, 1), "emails": (1, 1)}, assigned_to=team)
    assert queries() == before
