"""`/scorecards/`: what earns points, now and later."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Team, User
from scorecards.models import Benchmark, Metric
from tests.factories import scorecard
from tests.scorecards.api.conftest import Programs

PATH = "/api/v1/scorecards/"


def rows(client: APIClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(PATH, query)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def names(client: APIClient) -> list[str]:
    return [row["name"] for row in rows(client)]


def test_a_scorecard_is_described_with_its_versions_in_force_and_to_come(
    api: Programs, rep: User
) -> None:
    card = scorecard("Inside sales", activities={"calls": (200, 60)}, assigned_to=rep)
    Benchmark.objects.update(start_gate=Decimal(100), weekday_profile=["0.5"] * 7)
    later = card.versions.create(
        number=2,
        starts_on=date(2026, 4, 1),
        ramp=["0.25", "0.50"],
        published_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    section = later.sections.create(kind="objectives", period="quarter")
    revenue = Metric.objects.get(slug="revenue")
    section.benchmarks.create(metric=revenue, target=9, weight=1, from_quota=True, prorated=False)
    card.versions.create(number=3, starts_on=date(2026, 5, 1))
    expected = {
        "id": card.pk,
        "name": "Inside sales",
        "versions": [
            {
                "number": 1,
                "state": "in_force",
                "starts_on": "2020-01-01",
                "ramp": [],
                "sections": [
                    {
                        "section": "activities",
                        "period": "week",
                        "benchmarks": [
                            {
                                "metric": "calls",
                                "target": "200",
                                "weight": 60.0,
                                "start_gate": "100",
                                "stop_gate": None,
                                "weekday_profile": ["0.5"] * 7,
                                "prorated": True,
                                "from_quota": False,
                            }
                        ],
                    }
                ],
            },
            {
                "number": 2,
                "state": "coming",
                "starts_on": "2026-04-01",
                "ramp": ["0.25", "0.5"],
                "sections": [
                    {
                        "section": "objectives",
                        "period": "quarter",
                        "benchmarks": [
                            {
                                "metric": "revenue",
                                "target": "9",
                                "weight": 1.0,
                                "start_gate": None,
                                "stop_gate": None,
                                "weekday_profile": None,
                                "prorated": False,
                                "from_quota": True,
                            }
                        ],
                    }
                ],
            },
        ],
    }
    assert rows(api(rep)) == [expected]
    assert api(rep).get(f"{PATH}{card.pk}/").json() == expected


def test_a_former_version_is_not_shown(api: Programs, rep: User) -> None:
    card = scorecard(activities={"calls": (200, 60)}, assigned_to=rep)
    card.versions.create(
        number=2, starts_on=date(2026, 3, 1), published_at=datetime(2026, 2, 1, tzinfo=UTC)
    )
    assert [version["number"] for version in rows(api(rep))[0]["versions"]] == [2]


def test_each_sees_the_scorecards_they_may_read(
    api: Programs,
    team: Team,
    other_team: Team,
    rep: User,
    stranger: User,
    manager: User,
    other_manager: User,
    leader: User,
    admin_person: User,
) -> None:
    scorecard("North's", activities={"calls": (1, 1)}, assigned_to=team)
    hidden = scorecard("Kept by South", activities={"calls": (1, 1)}, owner_team=other_team)
    assert names(api(rep)) == names(api(manager)) == ["North's"]
    assert names(api(stranger)) == []
    assert names(api(other_manager)) == ["Kept by South"]
    assert names(api(leader)) == names(api(admin_person)) == ["North's", "Kept by South"]
    assert api(rep).get(f"{PATH}{hidden.pk}/").status_code == 404
    assert APIClient().get(PATH).status_code == 401


@pytest.mark.usefixtures("organisation")
def test_the_number_of_queries_does_not_grow_with_the_scorecards(
    api: Programs, leader: User, team: Team
) -> None:
    client = api(leader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            rows(client)
        return len(found)

    scorecard("One", activities={"calls": (1, 1)}, assigned_to=team)
    few = queries()
    for name in ("Two", "Three"):
        scorecard(name, activities={"calls": (1, 1)}, objectives={"revenue": (1, 1)})
    assert queries() == few
    first = client.get(PATH, {"limit": 2}).json()
    second = client.get(first["next"]).json()
    assert (len(first["results"]), len(second["results"]), second["next"]) == (2, 1, None)
