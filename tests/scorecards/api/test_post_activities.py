"""`POST /activities/`: what is stored, what is told, who may."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Membership, StaleMark, User
from scorecards.actions.activities import withdraw_activity
from scorecards.models import Activity, Metric
from tests.factories import MetricFactory, RepFactory
from tests.scorecards.api.conftest import NOW, Programs
from tests.scorecards.api.facts import PATH, fact


@pytest.fixture
def rosa(api: Programs, rep: User) -> APIClient:
    return api(rep)


def counts(client: APIClient, body: Any) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, rejected."""
    answer = client.post(PATH, body)
    assert answer.status_code == 200, answer.content
    found = answer.json()
    return found["created"], found["updated"], found["unchanged"], len(found["rejected"])


def rejections(client: APIClient, body: Any) -> list[tuple[int, str | None, str]]:
    rejected = client.post(PATH, body).json()["rejected"]
    assert all(row.keys() == {"index", "field", "code", "message"} for row in rejected)
    assert all(row["message"] for row in rejected)
    return [(row["index"], row["field"], row["code"]) for row in rejected]


def test_one_fact_is_stored_with_who_entered_it(rosa: APIClient, rep: User) -> None:
    answer = rosa.post(PATH, fact(note="from the dialer"))
    assert answer.json() == {"created": 1, "updated": 0, "unchanged": 0, "rejected": []}
    stored = Activity.objects.get()
    assert (stored.rep, stored.metric.slug, stored.quantity) == (rep, "calls", 5)
    assert (stored.day, stored.note, stored.source) == (
        date(2026, 3, 10),
        "from the dialer",
        "api",
    )
    assert (stored.external_id, stored.entered_by) == (None, rep)


def test_the_mark_is_written_with_the_fact(rosa: APIClient, rep: User) -> None:
    rosa.post(PATH, [fact(), fact(occurred_at="2026-03-09T10:00:00Z")])
    mark = StaleMark.objects.get()
    assert (mark.rep, mark.from_day, mark.to_day) == (rep, date(2026, 3, 9), date(2026, 3, 10))
    assert mark.facts_changed is True


def test_a_list_is_stored(rosa: APIClient) -> None:
    assert counts(rosa, [fact(), fact(metric="emails"), fact(quantity=7)]) == (3, 0, 0, 0)


def test_an_empty_list_is_nothing(rosa: APIClient) -> None:
    assert counts(rosa, []) == (0, 0, 0, 0)


def test_without_an_external_id_every_row_is_a_new_fact(rosa: APIClient) -> None:
    assert counts(rosa, [fact(), fact()]) == (2, 0, 0, 0)
    assert counts(rosa, fact(external_id=None)) == (1, 0, 0, 0)


def test_the_same_request_again_changes_nothing(rosa: APIClient) -> None:
    rows = [fact(external_id="a"), fact(external_id="b", source="dialer")]
    assert counts(rosa, rows) == (2, 0, 0, 0)
    StaleMark.objects.all().delete()
    assert counts(rosa, rows) == (0, 0, 2, 0)
    assert not StaleMark.objects.exists()


def test_the_same_external_id_of_another_source_is_another_fact(rosa: APIClient) -> None:
    assert counts(rosa, [fact(external_id="a"), fact(external_id="a", source="x")]) == (2, 0, 0, 0)


def test_a_fact_sent_again_with_other_values_is_updated_and_keeps_its_history(
    rosa: APIClient, rep: User
) -> None:
    rosa.post(PATH, fact(external_id="a", note="kept"))
    changed = fact(external_id="a", quantity="8", occurred_at="2026-03-09T09:30:00Z")
    assert counts(rosa, changed) == (0, 1, 0, 0)
    stored = Activity.objects.get()
    assert (stored.quantity, stored.day, stored.note) == (8, date(2026, 3, 9), "kept")
    history = stored.history.order_by("history_id")
    assert [row.quantity for row in history] == [5, 8]
    assert (history[1].history_user, history[1].history_change_reason) == (rep, "API")


def test_an_update_marks_the_day_before_and_the_day_after(rosa: APIClient) -> None:
    rosa.post(PATH, fact(external_id="a"))
    StaleMark.objects.all().delete()
    rosa.post(PATH, fact(external_id="a", occurred_at="2026-03-03T09:30:00Z"))
    marks = StaleMark.objects.all()
    for day in (date(2026, 3, 3), date(2026, 3, 10)):
        assert marks.filter(from_day__lte=day, to_day__gte=day, facts_changed=True).exists()


def test_of_rows_with_one_external_id_the_last_that_holds_is_stored(rosa: APIClient) -> None:
    rows = [
        fact(external_id="a", quantity="1"),
        fact(external_id="a", quantity="2"),
        fact(external_id="a", quantity="-3"),
    ]
    assert counts(rosa, rows) == (1, 0, 1, 1)
    assert Activity.objects.get().quantity == 2
    assert counts(rosa, rows) == (0, 0, 2, 1)


def test_a_withdrawn_fact_stays_withdrawn(rosa: APIClient, rep: User) -> None:
    rosa.post(PATH, fact(external_id="a"))
    withdraw_activity(activity=Activity.objects.get(), by=rep, now=NOW)
    assert counts(rosa, fact(external_id="a", quantity="9")) == (0, 0, 1, 0)
    stored = Activity.objects.get()
    assert (stored.quantity, stored.withdrawn_at) == (5, NOW)


def test_the_good_rows_of_a_half_bad_list_are_kept(rosa: APIClient, rep: User) -> None:
    rows = [
        fact(quantity="1"),
        fact(quantity="1.5"),
        "no object",
        fact(metric="handstands"),
        fact(quantity="2"),
    ]
    assert rejections(rosa, rows) == [
        (1, "quantity", "not_whole"),
        (2, None, "invalid"),
        (3, "metric", "unknown"),
    ]
    assert set(Activity.objects.values_list("quantity", flat=True)) == {1, 2}
    assert StaleMark.objects.get().rep == rep


def test_a_row_that_is_none_is_rejected_as_a_whole(rosa: APIClient) -> None:
    assert counts(rosa, [fact(), None]) == (1, 0, 0, 1)
    assert rejections(rosa, [None, 1]) == [(0, None, "null"), (1, None, "invalid")]


def test_what_all_is_rejected_stores_and_marks_nothing(rosa: APIClient) -> None:
    assert counts(rosa, [fact(rep="nobody@example.org"), {}]) == (0, 0, 0, 2)
    assert not Activity.objects.exists()
    assert not StaleMark.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"rep": None}, "rep", "null"),
        ({"rep": ""}, "rep", "blank"),
        ({"rep": True}, "rep", "invalid"),
        ({"rep": ["a"]}, "rep", "invalid"),
        ({"rep": 10**30}, "rep", "unknown"),
        ({"rep": "9" * 30}, "rep", "unknown"),
        ({"rep": "nobody@example.org"}, "rep", "unknown"),
        ({"rep": "ro\0sa"}, "rep", "null_characters_not_allowed"),
        ({"metric": "x" * 61}, "metric", "max_length"),
        ({"quantity": "many"}, "quantity", "invalid"),
        ({"quantity": "NaN"}, "quantity", "invalid"),
        ({"quantity": "-1"}, "quantity", "negative"),
        ({"quantity": "0"}, "quantity", "zero"),
        ({"quantity": "1e300"}, "quantity", "too_large"),
        ({"quantity": "1e-300", "metric": "revenue"}, "quantity", "too_precise"),
        ({"occurred_at": "yesterday"}, "occurred_at", "invalid"),
        ({"occurred_at": "0001-01-01T00:00:00Z"}, "occurred_at", "invalid"),
        ({"occurred_at": "9999-12-31T23:59:59-12:00"}, "occurred_at", "invalid"),
        ({"occurred_at": "2026-03-12T09:00:00Z"}, "occurred_at", "in_future"),
        ({"occurred_at": "2019-12-31T09:00:00Z"}, "occurred_at", "not_employed"),
        ({"external_id": "x" * 201}, "external_id", "max_length"),
        ({"external_id": ""}, "external_id", "blank"),
        ({"externalId": "a"}, "externalId", "unknown_field"),
        ({"note": "x" * 501}, "note", "max_length"),
    ],
)
def test_a_row_is_rejected_with_the_field_at_fault_and_a_code(
    rosa: APIClient, changes: dict[str, Any], field: str, code: str
) -> None:
    assert rejections(rosa, [fact(**changes)]) == [(0, field, code)]
    assert not Activity.objects.exists()


def test_a_metric_that_is_switched_off_takes_no_facts(rosa: APIClient) -> None:
    MetricFactory(slug="fax", is_active=False)
    assert rejections(rosa, [fact(metric="fax")]) == [(0, "metric", "switched_off")]


@pytest.mark.parametrize("field", ["rep", "metric", "quantity", "occurred_at"])
def test_what_a_fact_cannot_do_without(rosa: APIClient, field: str) -> None:
    row = fact()
    del row[field]
    assert rejections(rosa, [row]) == [(0, field, "required")]


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("1234567.8901", Decimal("1234567.8901")),
        ("99999999999.9999", Decimal("99999999999.9999")),
        (0.1, Decimal("0.1")),
        (12, Decimal(12)),
    ],
)
def test_quantities_are_exact(rosa: APIClient, sent: Any, stored: Decimal) -> None:
    assert counts(rosa, fact(metric="revenue", quantity=sent)) == (1, 0, 0, 0)
    assert Activity.objects.get().quantity == stored


@pytest.mark.parametrize(
    ("sent", "moment", "day"),
    [
        ("2026-03-10T23:30:00Z", datetime(2026, 3, 10, 23, 30, tzinfo=UTC), date(2026, 3, 10)),
        ("2026-03-10T03:30:00Z", datetime(2026, 3, 10, 3, 30, tzinfo=UTC), date(2026, 3, 9)),
        ("2026-03-10T23:30:00", datetime(2026, 3, 11, 3, 30, tzinfo=UTC), date(2026, 3, 10)),
        ("2026-03-10", datetime(2026, 3, 10, 4, tzinfo=UTC), date(2026, 3, 10)),
    ],
)
def test_rule_26_a_fact_belongs_to_the_reps_own_day(
    rosa: APIClient, rep: User, sent: str, moment: datetime, day: date
) -> None:
    rep.time_zone = "America/New_York"
    rep.save(update_fields=["time_zone"])
    rosa.post(PATH, fact(occurred_at=sent))
    stored = Activity.objects.get()
    assert (stored.occurred_at, stored.day) == (moment, day)


@pytest.mark.parametrize(
    "named",
    [
        lambda rep: rep.email,
        lambda rep: "ROSA@Example.org",
        lambda rep: rep.external_id,
        lambda rep: rep.pk,
        lambda rep: str(rep.pk),
    ],
    ids=["e-mail", "e-mail in capitals", "external id", "id", "digits of the id"],
)
def test_a_rep_is_named_in_several_ways(rosa: APIClient, rep: User, named: Any) -> None:
    rep.external_id = "CRM-7"
    rep.save(update_fields=["external_id"])
    assert counts(rosa, fact(rep=named(rep))) == (1, 0, 0, 0)
    assert Activity.objects.get().rep == rep


def test_digits_that_are_an_external_id_mean_that_one(
    api: Programs, admin_person: User, rep: User
) -> None:
    other = RepFactory(external_id=str(rep.pk))
    api(admin_person).post(PATH, [fact(rep=str(rep.pk)), fact(rep=rep.pk)])
    assert list(Activity.objects.order_by("pk").values_list("rep", flat=True)) == [
        other.pk,
        rep.pk,
    ]


def test_a_metric_counted_from_opportunities_takes_facts_too(rosa: APIClient) -> None:
    assert Metric.objects.get(slug="deals_won").from_opportunities is True
    assert counts(rosa, fact(metric="deals_won")) == (1, 0, 0, 0)


# ── Who may ─────────────────────────────────────────────────────────────────


def written_for(client: APIClient, people: Iterable[User]) -> list[str]:
    """Names of those of the people for whom a fact of this client is stored."""
    found = []
    for person in people:
        [created, _, _, rejected] = counts(client, fact(rep=person.pk))
        assert created + rejected == 1
        found += [person.name] * created
    return found


def test_each_writes_only_what_is_theirs(
    api: Programs,
    rep: User,
    stranger: User,
    manager: User,
    other_manager: User,
    admin_person: User,
) -> None:
    everybody = [rep, stranger, manager, admin_person]
    assert written_for(api(rep), everybody) == ["Rosa Rep"]
    assert written_for(api(stranger), everybody) == ["Sam Stranger"]
    assert written_for(api(manager), everybody) == ["Rosa Rep"]
    assert written_for(api(other_manager), everybody) == ["Sam Stranger"]
    assert written_for(api(admin_person), everybody) == ["Rosa Rep", "Sam Stranger"]


def test_an_invisible_rep_is_rejected_like_one_who_does_not_exist(
    rosa: APIClient, stranger: User
) -> None:
    body = [fact(rep=stranger.email), fact(rep="nobody@example.org"), fact(rep=stranger.pk)]
    invisible, unknown, by_id = rosa.post(PATH, body).json()["rejected"]
    assert {**invisible, "index": None} == {**unknown, "index": None} == {**by_id, "index": None}
    assert (unknown["field"], unknown["code"]) == ("rep", "unknown")


def test_the_manager_of_a_team_above_may_write(api: Programs, manager: User, rep: User) -> None:
    team = Membership.objects.get(user=rep).team
    below = type(team).objects.create(name="Below", parent=team)
    newcomer = RepFactory(team=below)
    assert written_for(api(manager), [newcomer]) == [newcomer.name]


def test_a_leader_may_not_write(api: Programs, leader: User, rep: User) -> None:
    answer = api(leader).post(PATH, fact())
    assert answer.status_code == 403
    assert [error["code"] for error in answer.json()["errors"]] == ["permission_denied"]
    assert not Activity.objects.exists()


def test_anonymous_is_asked_for_a_token(rep: User) -> None:
    answer = APIClient().post(PATH, fact())
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
    assert answer.json()["errors"][0]["code"] == "not_authenticated"


def test_a_session_needs_its_csrf_token(rep: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(rep)
    assert client.post(PATH, fact()).status_code == 403
    assert not Activity.objects.exists()


def test_a_fact_of_somebody_else_cannot_be_taken_over(
    api: Programs, rosa: APIClient, rep: User, stranger: User
) -> None:
    api(stranger).post(PATH, fact(rep=stranger.pk, external_id="a", source="crm"))
    rows = [fact(external_id="a", source="crm"), fact(external_id="b", source="crm")]
    assert rejections(rosa, rows) == [(0, "external_id", "taken")]
    assert dict(Activity.objects.values_list("external_id", "rep")) == {
        "a": stranger.pk,
        "b": rep.pk,
    }


def test_an_admin_moves_a_fact_to_another_rep(
    api: Programs, admin_person: User, rep: User, stranger: User
) -> None:
    client = api(admin_person)
    client.post(PATH, fact(external_id="a"))
    StaleMark.objects.all().delete()
    assert counts(client, fact(rep=stranger.pk, external_id="a")) == (0, 1, 0, 0)
    assert Activity.objects.get().rep == stranger
    assert set(StaleMark.objects.values_list("rep", flat=True)) == {rep.pk, stranger.pk}


# ── Size ────────────────────────────────────────────────────────────────────


def queries_of(client: APIClient, rows: list[Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.post(PATH, rows).status_code == 200
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_the_rows(
    api: Programs, admin_person: User, rep: User, stranger: User
) -> None:
    client = api(admin_person)
    client.post(PATH, fact())

    def rows(name: str, count: int, quantity: int) -> list[Any]:
        reps = (rep.pk, stranger.email)
        return [
            fact(rep=reps[n % 2], external_id=f"{name}{n}", source=f"s{n}", quantity=quantity + n)
            for n in range(count)
        ]

    assert queries_of(client, rows("a", 2, 1)) == queries_of(client, rows("b", 60, 1))
    assert queries_of(client, rows("a", 2, 5)) == queries_of(client, rows("b", 60, 5))
    assert Activity.objects.count() == 63


def test_ten_thousand_rows_are_taken_and_one_more_is_not(rosa: APIClient) -> None:
    body: list[Any] = [{} for _ in range(10_000)]
    assert counts(rosa, body) == (0, 0, 0, 10_000)
    answer = rosa.post(PATH, [*body, {}])
    assert answer.status_code == 400
    assert [error["code"] for error in answer.json()["errors"]] == ["too_many"]


@pytest.mark.parametrize(
    ("body", "code"),
    [("{", "parse_error"), ("[" * 100_000, "parse_error"), (f"[{'1' * 5000}]", "parse_error")],
)
def test_a_body_that_is_no_json_is_refused(rosa: APIClient, body: str, code: str) -> None:
    answer = rosa.post(PATH, body, content_type="application/json")
    assert answer.status_code == 400
    assert [error["code"] for error in answer.json()["errors"]] == [code]


def test_a_body_that_is_too_large_is_refused_unread(rosa: APIClient) -> None:
    body = "[" + " " * (10 * 1024 * 1024) + "]"
    answer = rosa.post(PATH, body, content_type="application/json")
    assert answer.status_code == 413
    assert [error["code"] for error in answer.json()["errors"]] == ["too_large"]
