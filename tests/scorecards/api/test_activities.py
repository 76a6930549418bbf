"""`/activities/`: the log read, facts corrected and withdrawn."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import StaleMark, User
from scorecards.models import Activity
from tests.factories import ActivityFactory, MetricFactory
from tests.scorecards.api.conftest import NOW, Programs
from tests.scorecards.api.facts import PATH, fact


def one(rep: User, **fields: Any) -> Activity:
    return ActivityFactory(
        rep=rep, metric=MetricFactory(slug=fields.pop("slug", "calls")), **fields
    )


def listed(client: APIClient, query: str = "") -> list[int]:
    answer = client.get(PATH + query)
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def path(activity: Activity) -> str:
    return f"{PATH}{activity.pk}/"


@pytest.fixture
def rosa(api: Programs, rep: User) -> APIClient:
    return api(rep)


def test_a_fact_is_given_with_an_exact_quantity(rosa: APIClient, rep: User) -> None:
    rosa.post(PATH, fact(metric="revenue", quantity="1234567.8901", external_id="a", note="won"))
    found = Activity.objects.get()
    answer = rosa.get(PATH).json()
    assert answer == {
        "next": None,
        "results": [
            {
                "id": found.pk,
                "rep": rep.pk,
                "metric": "revenue",
                "quantity": "1234567.8901",
                "occurred_at": "2026-03-10T09:30:00Z",
                "day": "2026-03-10",
                "note": "won",
                "source": "api",
                "external_id": "a",
                "entered_by": rep.pk,
                "entered_at": "2026-03-11T12:00:00Z",
                "withdrawn_at": None,
            }
        ],
    }
    assert rosa.get(path(found)).json() == answer["results"][0]


@pytest.mark.parametrize(
    ("quantity", "text"), [("5", "5"), ("1200", "1200"), ("0.5", "0.5"), ("7.2500", "7.25")]
)
def test_quantities_have_no_zeros_at_the_end(
    rosa: APIClient, rep: User, quantity: str, text: str
) -> None:
    one(rep, quantity=Decimal(quantity))
    assert rosa.get(PATH).json()["results"][0]["quantity"] == text


def test_each_sees_the_facts_of_those_they_may_see(
    api: Programs,
    rep: User,
    stranger: User,
    manager: User,
    other_manager: User,
    leader: User,
    admin_person: User,
) -> None:
    own, others = one(rep).pk, one(stranger).pk
    assert listed(api(rep)) == [own]
    assert listed(api(stranger)) == [others]
    assert listed(api(manager)) == [own]
    assert listed(api(other_manager)) == [others]
    assert listed(api(leader)) == [own, others]
    assert listed(api(admin_person)) == [own, others]
    assert APIClient().get(PATH).status_code == 401


def test_the_list_is_filtered(api: Programs, leader: User, rep: User, stranger: User) -> None:
    client = api(leader)
    monday = one(rep, day=date(2026, 3, 9), source="crm", external_id="a").pk
    tuesday = one(rep, day=date(2026, 3, 10), slug="emails").pk
    other = one(stranger, day=date(2026, 3, 10)).pk
    withdrawn = one(rep, day=date(2026, 3, 10), withdrawn_at=NOW).pk
    assert listed(client) == [monday, tuesday, other]
    assert listed(client, "?rep=rosa@example.org") == [monday, tuesday]
    assert listed(client, f"?rep={stranger.pk}") == [other]
    assert listed(client, "?metric=emails") == [tuesday]
    assert listed(client, "?from=2026-03-10") == [tuesday, other]
    assert listed(client, "?to=2026-03-09") == [monday]
    assert listed(client, "?from=2026-03-09&to=2026-03-09") == [monday]
    assert listed(client, "?source=crm") == [monday]
    assert listed(client, "?source=crm&external_id=b") == []
    assert listed(client, "?withdrawn=true") == [withdrawn]


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("?rep=nobody@example.org", "rep", "unknown"),
        ("?rep=sam@example.org", "rep", "unknown"),
        ("?metric=handstands", "metric", "unknown"),
        ("?from=yesterday", "from", "invalid"),
        ("?to=2026-02-30", "to", "invalid"),
        ("?withdrawn=perhaps", "withdrawn", "invalid"),
    ],
)
def test_a_filter_that_cannot_be_is_an_error(
    rosa: APIClient, stranger: User, query: str, field: str, code: str
) -> None:
    answer = rosa.get(PATH + query)
    assert answer.status_code == 400
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]


def test_the_list_is_paged(rosa: APIClient, rep: User) -> None:
    facts = [one(rep).pk for _ in range(5)]
    first = rosa.get(f"{PATH}?limit=3&metric=calls").json()
    assert [row["id"] for row in first["results"]] == facts[:3]
    second = rosa.get(first["next"]).json()
    assert ([row["id"] for row in second["results"]], second["next"]) == (facts[3:], None)
    assert rosa.get(f"{PATH}?cursor=nonsense").status_code == 404


@pytest.mark.usefixtures("organisation")
def test_the_number_of_queries_does_not_grow_with_the_facts(rosa: APIClient, rep: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            listed(rosa)
        return len(found)

    one(rep)
    few = queries()
    for slug in ("emails", "meetings_held", "proposals"):
        one(rep, slug=slug, entered_by=rep)
    assert queries() == few


# ── Correct ─────────────────────────────────────────────────────────────────


def test_a_correction_changes_what_is_named_and_keeps_the_rest(rosa: APIClient, rep: User) -> None:
    wrong = one(rep, quantity=5, note="as it was", entered_by=rep)
    answer = rosa.patch(path(wrong), {"quantity": "8"})
    assert (answer.status_code, answer.json()["quantity"]) == (200, "8")
    wrong.refresh_from_db()
    assert (wrong.quantity, wrong.note, wrong.day) == (8, "as it was", date(2026, 3, 2))
    assert [row.quantity for row in wrong.history.order_by("history_id")] == [5, 8]
    assert StaleMark.objects.get().rep == rep


def test_every_field_of_a_fact_can_be_corrected(rosa: APIClient, rep: User) -> None:
    rep.time_zone = "Europe/Berlin"
    rep.save(update_fields=["time_zone"])
    wrong = one(rep)
    correction = {"metric": "emails", "occurred_at": "2026-03-05T10:00:00", "note": "mended"}
    found = rosa.patch(path(wrong), correction).json()
    assert (found["metric"], found["day"], found["note"]) == ("emails", "2026-03-05", "mended")
    wrong.refresh_from_db()
    assert wrong.occurred_at == datetime(2026, 3, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("correction", "field", "code"),
    [
        ({"quantity": "-1"}, "quantity", "negative"),
        ({"quantity": "many"}, "quantity", "invalid"),
        ({"metric": "handstands"}, "metric", "unknown"),
        ({"occurred_at": "2026-03-12T09:00:00Z"}, "occurred_at", "in_future"),
        ({"rep": "sam@example.org"}, "rep", "unknown_field"),
        ([], None, "invalid"),
    ],
)
def test_a_correction_that_cannot_be_changes_nothing(
    rosa: APIClient, rep: User, correction: Any, field: str | None, code: str
) -> None:
    right = one(rep, quantity=5)
    answer = rosa.patch(path(right), correction)
    assert answer.status_code == 400
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]
    right.refresh_from_db()
    assert right.quantity == 5
    assert not StaleMark.objects.exists()


def test_a_withdrawn_fact_cannot_be_corrected(rosa: APIClient, rep: User) -> None:
    withdrawn = one(rep, withdrawn_at=NOW)
    answer = rosa.patch(path(withdrawn), {"quantity": "8"})
    assert answer.status_code == 409
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(None, "withdrawn")]


# ── Withdraw ────────────────────────────────────────────────────────────────


def test_a_withdrawn_fact_counts_no_more_and_stays(rosa: APIClient, rep: User) -> None:
    wrong = one(rep)
    assert rosa.delete(path(wrong)).status_code == 204
    assert listed(rosa) == []
    assert rosa.get(path(wrong)).json()["withdrawn_at"] == "2026-03-11T12:00:00Z"
    mark = StaleMark.objects.get()
    assert (mark.rep, mark.from_day, mark.facts_changed) == (rep, wrong.day, True)


def test_withdrawing_again_changes_nothing(rosa: APIClient, rep: User) -> None:
    wrong = one(rep)
    rosa.delete(path(wrong))
    StaleMark.objects.all().delete()
    assert rosa.delete(path(wrong)).status_code == 204
    assert not StaleMark.objects.exists()


def statuses(client: APIClient, activity: Activity) -> Iterable[int]:
    """Of looking at a fact, correcting it and withdrawing it."""
    yield client.get(path(activity)).status_code
    yield client.patch(path(activity), {"quantity": "6"}).status_code
    yield client.delete(path(activity)).status_code


def test_who_may_look_at_correct_and_withdraw_a_fact(
    api: Programs,
    rep: User,
    stranger: User,
    manager: User,
    other_manager: User,
    leader: User,
    admin_person: User,
) -> None:
    expected = {
        rep: [200, 200, 204],
        manager: [200, 200, 204],
        admin_person: [200, 200, 204],
        leader: [200, 403, 403],
        stranger: [404, 404, 404],
        other_manager: [404, 404, 404],
    }
    found = {person: list(statuses(api(person), one(rep))) for person in expected}
    assert found == expected
    assert list(statuses(APIClient(), one(rep))) == [401, 401, 401]


@pytest.mark.parametrize("number", [0, 10**30])
def test_a_fact_that_is_not_there_is_not_found(rosa: APIClient, number: int) -> None:
    answer = rosa.get(f"{PATH}{number}/")
    assert answer.status_code == 404
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(None, "not_found")]
