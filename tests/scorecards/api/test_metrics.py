"""`/metrics/`: what can be counted."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from scorecards.models import Metric
from tests.factories import MetricFactory
from tests.scorecards.api.conftest import Programs

PATH = "/api/v1/metrics/"


def test_everybody_who_is_logged_in_reads_all_metrics(
    api: Programs, rep: User, leader: User
) -> None:
    switched_off = MetricFactory(slug="fax", is_active=False)
    for person in (rep, leader):
        found = api(person).get(PATH, {"limit": 1000}).json()
        assert [row["slug"] for row in found["results"]] == list(
            Metric.objects.order_by("pk").values_list("slug", flat=True)
        )
        assert found["results"][-1]["id"] == switched_off.pk
    assert APIClient().get(PATH).status_code == 401


def test_a_metric_is_named_by_its_short_name(api: Programs, rep: User) -> None:
    revenue = Metric.objects.get(slug="revenue")
    assert api(rep).get(f"{PATH}revenue/").json() == {
        "id": revenue.pk,
        "slug": "revenue",
        "name": revenue.name,
        "description": revenue.description,
        "unit": "money",
        "kind": revenue.kind,
        "timing": revenue.timing,
        "aggregation": "sum",
        "direction": "higher",
        "impact": revenue.impact,
        "necessity": revenue.necessity,
        "from_opportunities": True,
        "is_active": True,
    }
    assert api(rep).get(f"{PATH}handstands/").status_code == 404


def test_metrics_are_not_written_here(api: Programs, admin_person: User) -> None:
    assert api(admin_person).post(PATH, {"slug": "fax"}).status_code == 405
    assert api(admin_person).delete(f"{PATH}calls/").status_code == 405
    assert Metric.objects.filter(slug="calls").exists()


def test_the_number_of_queries_does_not_grow_with_the_page(api: Programs, rep: User) -> None:
    client = api(rep)

    def queries(limit: int) -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(PATH, {"limit": limit})
        return len(found)

    assert queries(limit=1) == queries(limit=3) == queries(limit=1000)
