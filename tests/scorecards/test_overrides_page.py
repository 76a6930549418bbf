"""Overrides in the setup: a rep's own target, entered and ended by who steers them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import StaleMark, Team, User
from scorecards.models import Override
from tests.factories import MetricFactory, RepFactory, scorecard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_wednesday")]

TODAY = date(2026, 3, 11)


@pytest.fixture
def _wednesday() -> Any:
    with time_machine.travel("2026-03-11T12:00:00Z", tick=False):
        yield


@pytest.fixture
def override(rep: User, manager: User) -> Override:
    return Override.objects.create(
        rep=rep,
        metric=MetricFactory(slug="calls"),
        period="week",
        target=Decimal(40),
        starts_on=date(2026, 3, 2),
        reason="Back from leave",
        made_by=manager,
    )


def entered(rep: User, **other: object) -> dict[str, object]:
    return {
        "rep": rep.pk,
        "metric": MetricFactory(slug="calls").pk,
        "target": "62,5",
        "period": "week",
        "starts_on": "2026-03-09",
        "ends_on": "",
        "reason": "New territory",
    } | other


def test_a_manager_enters_an_override(manager_client: Client, rep: User, manager: User) -> None:
    answer = manager_client.post("/setup/overrides/new/", entered(rep))
    assert (answer.status_code, answer["Location"]) == (302, "/setup/overrides/")
    override = Override.objects.get()
    assert (override.rep, override.target, override.period) == (rep, Decimal("62.5"), "week")
    assert (override.made_by, override.reason) == (manager, "New territory")
    assert StaleMark.objects.get().from_day == date(2026, 3, 9)


def test_it_returns_to_the_page_that_asked_but_to_no_other_host(
    manager_client: Client, rep: User
) -> None:
    there = manager_client.post("/setup/overrides/new/", entered(rep, next="/setup/scorecards/"))
    assert there["Location"] == "/setup/scorecards/"
    away = manager_client.post("/setup/overrides/new/", entered(rep, next="https://evil.example/"))
    assert away["Location"] == "/setup/overrides/"


@pytest.mark.parametrize("wanted", ["nonsense", "0", "?later"])
def test_whatever_stands_for_the_page_that_asked_breaks_nothing(
    manager_client: Client, rep: User, wanted: str
) -> None:
    answer = manager_client.post("/setup/overrides/new/", entered(rep, next=wanted))
    assert answer.status_code == 302


def test_reps_of_others_cannot_be_chosen(manager_client: Client, stranger: User) -> None:
    answer = manager_client.post("/setup/overrides/new/", entered(stranger))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"rep"}
    assert not Override.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("target", "1,000", "Write thousands without a comma: 1000."),
        ("target", "many", "Write a number, such as 12.5."),
        ("target", "-1", "Ensure this value is greater than or equal to 0."),
        ("ends_on", "2026-03-01", "The last day comes before the first."),
        ("reason", "", "This field is required."),
        ("period", "decade", "Select a valid choice. decade is not one of the available choices."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(
    manager_client: Client, rep: User, field: str, value: str, message: str
) -> None:
    answer = manager_client.post("/setup/overrides/new/", entered(rep, **{field: value}))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [message]}
    assert answer.context["form"]["starts_on"].value() == "2026-03-09"


def test_the_list_says_which_count_and_which_have_no_effect(
    manager_client: Client, override: Override, team: Team
) -> None:
    scorecard("North", activities={"calls": (100, 60)}, assigned_to=team)
    Override.objects.create(
        rep=override.rep, metric=MetricFactory(slug="emails"), period="week",
        target=Decimal(5), starts_on=date(2026, 4, 1),
    )  # fmt: skip
    rows = manager_client.get("/setup/overrides/").context["rows"]
    assert [(row.override.metric.slug, row.state, row.counts) for row in rows] == [
        ("calls", "running", True),
        ("emails", "coming", False),
    ]


def test_ending_keeps_the_days_until_then_and_tells_the_history(
    manager_client: Client, override: Override
) -> None:
    address = f"/setup/overrides/{override.pk}/end/"
    assert manager_client.post(address, {"ends_on": "2026-03-10"}).status_code == 302
    override.refresh_from_db()
    assert override.ends_on == date(2026, 3, 10)
    row = manager_client.get("/setup/overrides/").context["rows"][0]
    assert (row.state, row.may_end) == ("over", False)
    assert [(event.by, event.ends_on) for event in row.events][-1] == (
        "Mara Manager",
        date(2026, 3, 10),
    )


def test_an_end_that_is_no_day_is_refused_in_the_list(
    manager_client: Client, override: Override
) -> None:
    answer = manager_client.post(f"/setup/overrides/{override.pk}/end/", {"ends_on": "soon"})
    assert answer.status_code == 422
    assert "Enter a valid date." in answer.content.decode()
    override.refresh_from_db()
    assert override.ends_on is None


def test_strangers_do_not_find_it(
    other_manager_client: Client, rep_client: Client, override: Override
) -> None:
    address = f"/setup/overrides/{override.pk}/end/"
    assert other_manager_client.post(address, {"ends_on": "2026-03-10"}).status_code == 404
    assert list(other_manager_client.get("/setup/overrides/").context["rows"]) == []
    assert rep_client.get("/setup/overrides/").status_code == 404


def test_the_list_takes_the_same_queries_for_one_row_and_five(
    manager_client: Client, override: Override, team: Team
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert manager_client.get("/setup/overrides/").status_code == 200
        return len(found)

    before = [queries(), queries()][-1]  # the first makes the organisation and its calendar
    for _ in range(4):
        Override.objects.create(
            rep=RepFactory(team=team), metric=MetricFactory(slug="emails"), period="week",
            target=Decimal(5), starts_on=TODAY,
        )  # fmt: skip
    assert queries() == before
