"""`/opportunities/`: deals that programs post come to the same as those of files."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import StaleMark, User
from scorecards.actions.recompute import work_off_marks
from scorecards.models import DailyTotal, Opportunity, StageChange
from tests.factories import OpportunityFactory
from tests.scorecards.api.conftest import NOW, Programs
from tests.scorecards.ingest.imports import imported
from tests.scorecards.parsing.files import text_file

PATH = "/api/v1/opportunities/"
MAPPING = """
kind = "opportunities"
[columns]
external_id = "Id"
rep = "Owner"
stage = "Stage"
status = "Status"
amount = "Value"
opened_on = "Opened"
closed_on = "Closed"
"""


@pytest.fixture
def rosa(api: Programs, rep: User) -> APIClient:
    return api(rep)


def deal(**changes: Any) -> dict[str, Any]:
    """A deal of Rosa that opened in January."""
    return {
        "external_id": "7",
        "rep": "rosa@example.org",
        "stage": "Offer",
        "status": "open",
        "amount": "1500",
        "opened_on": "2026-01-05",
    } | changes


def won(**changes: Any) -> dict[str, Any]:
    return deal(stage="Won", status="won", closed_on="2026-02-04") | changes


def counts(client: APIClient, body: Any) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, rejected."""
    answer = client.post(PATH, body)
    assert answer.status_code == 200, answer.content
    found = answer.json()
    return found["created"], found["updated"], found["unchanged"], len(found["rejected"])


def rejections(client: APIClient, body: Any) -> list[tuple[int, str | None, str]]:
    rejected = client.post(PATH, body).json()["rejected"]
    assert all(row["message"] for row in rejected)
    return [(row["index"], row["field"], row["code"]) for row in rejected]


def listed(client: APIClient, **query: Any) -> list[str]:
    answer = client.get(PATH, query)
    assert answer.status_code == 200, answer.content
    return [row["external_id"] for row in answer.json()["results"]]


def stages() -> list[tuple[str, str, Decimal | None, datetime]]:
    rows = StageChange.objects.order_by("id")
    return list(rows.values_list("stage", "status", "amount", "changed_at"))


# ── The same as by file ─────────────────────────────────────────────────────


def came_to() -> list[list[Any]]:
    """Deals, their stages, what they were before, the days to be scored anew and the totals."""
    deals = Opportunity.objects.order_by("external_id")
    traces = StageChange.objects.order_by("changed_at", "opportunity__external_id")
    past = Opportunity.history.order_by("history_id")
    marks = StaleMark.objects.order_by("rep", "from_day")
    found: list[list[Any]] = [
        list(deals.values_list("external_id", "rep", "stage", "status", "amount", "closed_on")),
        list(traces.values_list("opportunity__external_id", "stage", "status", "changed_at")),
        list(past.values_list("external_id", "stage", "status", "amount", "history_type")),
        list(marks.values_list("rep", "from_day", "to_day", "facts_changed")),
    ]
    work_off_marks(now=NOW)
    totals = DailyTotal.objects.order_by("rep", "day", "metric__position")
    return [*found, list(totals.values_list("rep", "day", "metric__slug", "total", "facts"))]


STORY: list[list[dict[str, Any]]] = [
    [
        deal(external_id="7", amount=None),
        deal(external_id="8", amount="1475.3000500000002", opened_on="2026-02-02"),
    ],
    [won(external_id="7"), deal(external_id="8", stage="Talks", amount="1600")],
    [
        won(external_id="7", rep="sam@example.org"),
        deal(external_id="8", status="lost", stage="Lost", closed_on="2026-03-02", amount="0"),
    ],
    [deal(external_id="7", rep="sam@example.org"), won(external_id="9", closed_on="2026-03-11")],
    [deal(external_id="7", rep="sam@example.org"), won(external_id="9", closed_on="2026-03-11")],
]


def test_deals_posted_come_to_what_those_of_a_file_come_to(
    api: Programs, admin_person: User, rep: User, stranger: User, tmp_path: Path
) -> None:
    by_program, by_file = [], []
    for batch in STORY:
        api(admin_person).post(PATH, batch)
        by_program.append(came_to())
    Opportunity.objects.all().delete()
    Opportunity.history.all().delete()
    DailyTotal.objects.all().delete()
    for batch in STORY:
        columns = ("external_id", "rep", "stage", "status", "amount", "opened_on", "closed_on")
        lines = [",".join(str(row.get(name) or "") for name in columns) for row in batch]
        text = "Id,Owner,Stage,Status,Value,Opened,Closed\n" + "\n".join(lines) + "\n"
        imported(text_file(tmp_path, text), MAPPING, now=NOW)
        by_file.append(came_to())
    assert by_program == by_file
    assert len(by_file[-1][0]) == 3
    assert by_file[-1][3] == []


# ── What is stored ──────────────────────────────────────────────────────────


def test_every_field_of_a_deal_is_stored(rosa: APIClient, rep: User) -> None:
    whole = {
        "source": "crm",
        "external_id": "7",
        "name": "GTX Pro",
        "account": "Cancity",
        "stage": "Lost",
        "status": "lost",
        "amount": "1500.5",
        "opened_on": "2026-01-05",
        "closed_on": "2026-02-04",
        "expected_close_on": "2026-04-30",
        "lost_reason": "price",
        "lead_source": "Event",
    }
    assert counts(rosa, {**whole, "rep": "rosa@example.org"}) == (1, 0, 0, 0)
    stored = Opportunity.objects.get()
    assert rosa.get(f"{PATH}{stored.pk}/").json() == {
        **whole,
        "id": stored.pk,
        "rep": rep.pk,
        "stages": [
            {
                "stage": "Lost",
                "status": "lost",
                "amount": "1500.5",
                "changed_at": "2026-02-04T12:00:00Z",
            }
        ],
    }


def test_a_deal_needs_only_its_name_and_its_rep(rosa: APIClient, rep: User) -> None:
    assert counts(rosa, {"external_id": "7", "rep": rep.pk}) == (1, 0, 0, 0)
    stored = Opportunity.objects.get()
    assert (stored.source, stored.status, stored.stage, stored.amount) == ("api", "open", "", None)
    assert not StaleMark.objects.exists()


def test_the_same_request_again_changes_nothing(rosa: APIClient) -> None:
    rows = [won(), deal(external_id="8"), won(external_id="7", source="north")]
    assert counts(rosa, rows) == (3, 0, 0, 0)
    StaleMark.objects.all().delete()
    assert counts(rosa, rows) == (0, 0, 3, 0)
    assert not StaleMark.objects.exists()
    assert StageChange.objects.count() == 3


def test_what_a_row_leaves_out_stays_as_it_is(rosa: APIClient) -> None:
    rosa.post(PATH, won(account="Acme", lead_source="Event"))
    assert counts(rosa, {"external_id": "7", "rep": "rosa@example.org", "amount": "9"}) == (
        0,
        1,
        0,
        0,
    )
    stored = Opportunity.objects.get()
    assert (stored.status, stored.closed_on, stored.account) == ("won", date(2026, 2, 4), "Acme")
    assert (stored.amount, stored.lead_source) == (9, "Event")
    assert len(stages()) == 1


def test_a_change_is_signed(rosa: APIClient, rep: User) -> None:
    rosa.post(PATH, deal())
    rosa.post(PATH, won())
    before, after = Opportunity.objects.get().history.order_by("history_id")
    assert (before.status, after.status) == ("open", "won")
    assert (after.history_user, after.history_change_reason) == (rep, "API")


def test_a_deal_that_opens_again_has_no_closing_day(rosa: APIClient) -> None:
    rosa.post(PATH, won())
    assert counts(rosa, {"external_id": "7", "rep": "rosa@example.org", "status": "open"}) == (
        0,
        1,
        0,
        0,
    )
    stored = Opportunity.objects.get()
    assert (stored.status, stored.closed_on) == ("open", None)
    assert stages() == [
        ("Won", "won", 1500, datetime(2026, 2, 4, 12, tzinfo=UTC)),
        ("Won", "open", 1500, NOW),
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"closed_on": "2026-04-30"}, date(2026, 4, 30)),
        ({"closed_on": "2026-04-30", "expected_close_on": "2026-05-31"}, date(2026, 5, 31)),
        ({"expected_close_on": None}, None),
        ({}, date(2026, 3, 31)),
    ],
)
def test_the_closing_day_of_an_open_deal_is_when_it_is_expected_to_close(
    rosa: APIClient, said: dict[str, Any], expected: date | None
) -> None:
    rosa.post(PATH, deal(expected_close_on="2026-03-31"))
    rosa.post(PATH, {"external_id": "7", "rep": "rosa@example.org", **said})
    stored = Opportunity.objects.get()
    assert (stored.closed_on, stored.expected_close_on) == (None, expected)


def test_of_rows_with_one_name_each_continues_the_one_before(rosa: APIClient) -> None:
    rows = [
        deal(account="Acme"),
        won(),
        won(closed_on="2026-01-01"),
        {"external_id": "7", "rep": "rosa@example.org", "amount": "9"},
    ]
    assert counts(rosa, rows) == (1, 0, 2, 1)
    stored = Opportunity.objects.get()
    assert (stored.status, stored.account, stored.amount) == ("won", "Acme", 9)
    assert len(stages()) == 1


def test_a_deal_that_changes_hands_marks_the_days_of_both(
    api: Programs, admin_person: User, rep: User, stranger: User
) -> None:
    client = api(admin_person)
    client.post(PATH, deal())
    StaleMark.objects.all().delete()
    assert counts(client, deal(rep=stranger.pk)) == (0, 1, 0, 0)
    marks = StaleMark.objects.values_list("rep", "from_day", "to_day")
    day = date(2026, 1, 5)
    assert set(marks) == {(rep.pk, day, day), (stranger.pk, day, day)}


# ── What cannot be ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (deal(rep="nobody"), "rep", "unknown"),
        (deal(external_id=""), "external_id", "blank"),
        (deal(external_id="x" * 201), "external_id", "max_length"),
        (deal(status="maybe"), "status", "invalid_choice"),
        (deal(status="won"), "closed_on", "required"),
        (won(closed_on=None), "closed_on", "required"),
        (won(closed_on="2026-01-04"), "closed_on", "before_opening"),
        (won(closed_on="2026-03-12"), "closed_on", "in_future"),
        (deal(opened_on="2026-03-12"), "opened_on", "in_future"),
        (deal(opened_on="0001-01-01"), "opened_on", "invalid"),
        (deal(expected_close_on="9999-12-31"), "expected_close_on", "invalid"),
        (deal(amount="99999999999999.9999"), "amount", "too_large"),
        (deal(amount="1e999999"), "amount", "too_large"),
        (deal(amount="NaN"), "amount", "invalid"),
        (deal(amount="Infinity"), "amount", "invalid"),
        (deal(name="a\0b"), "name", "null_characters_not_allowed"),
        (deal(owner="Rosa"), "owner", "unknown_field"),
        (deal(rep=2**80), "rep", "unknown"),
        ({}, "external_id", "required"),
        (None, None, "null"),
        ("deal", None, "invalid"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_alone(
    rosa: APIClient, row: Any, field: str | None, code: str
) -> None:
    assert rejections(rosa, [row, deal(external_id="8")]) == [(0, field, code)]
    assert list(Opportunity.objects.values_list("external_id", flat=True)) == ["8"]


def test_a_row_that_contradicts_what_is_stored_is_rejected(rosa: APIClient) -> None:
    rosa.post(PATH, won())
    row = {"external_id": "7", "rep": "rosa@example.org", "opened_on": "2026-02-05"}
    assert rejections(rosa, row) == [(0, "closed_on", "before_opening")]
    assert Opportunity.objects.get().opened_on == date(2026, 1, 5)


def test_ten_thousand_rows_are_taken_and_one_more_is_not(rosa: APIClient) -> None:
    body: list[Any] = [{} for _ in range(10_000)]
    assert counts(rosa, body) == (0, 0, 0, 10_000)
    answer = rosa.post(PATH, [*body, {}])
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "too_many")


# ── Who ─────────────────────────────────────────────────────────────────────


def test_each_writes_the_deals_of_those_they_may_write_for(
    api: Programs,
    rep: User,
    stranger: User,
    manager: User,
    other_manager: User,
    admin_person: User,
) -> None:
    def written(person: User) -> list[str]:
        owners = (rep, stranger, manager)
        rows = [deal(rep=owner.pk, external_id=f"{person.pk}-{owner.pk}") for owner in owners]
        rejected = {row[0] for row in rejections(api(person), rows)}
        return [owner.name for n, owner in enumerate(owners) if n not in rejected]

    assert written(rep) == written(manager) == ["Rosa Rep"]
    assert written(stranger) == written(other_manager) == ["Sam Stranger"]
    # In a CRM managers own deals, too.
    assert written(admin_person) == ["Rosa Rep", "Sam Stranger", "Mara Manager"]


def test_a_leader_may_not_write(api: Programs, leader: User, rep: User) -> None:
    assert api(leader).post(PATH, deal()).status_code == 403
    assert not Opportunity.objects.exists()


def test_a_deal_of_somebody_else_cannot_be_taken_over(
    rosa: APIClient, rep: User, stranger: User
) -> None:
    OpportunityFactory(rep=stranger, source="api", external_id="7")
    assert rejections(rosa, [deal(), deal(external_id="8")]) == [(0, "external_id", "taken")]
    assert Opportunity.objects.get(external_id="7").rep == stranger


def test_each_sees_the_deals_of_those_they_may_see(
    api: Programs,
    rep: User,
    stranger: User,
    manager: User,
    other_manager: User,
    leader: User,
    admin_person: User,
) -> None:
    OpportunityFactory(rep=rep, external_id="a")
    hidden = OpportunityFactory(rep=stranger, external_id="b")
    assert listed(api(rep)) == listed(api(manager)) == ["a"]
    assert listed(api(stranger)) == listed(api(other_manager)) == ["b"]
    assert listed(api(leader)) == listed(api(admin_person)) == ["a", "b"]
    assert api(rep).get(f"{PATH}{hidden.pk}/").status_code == 404
    assert api(rep).get(f"{PATH}{10**30}/").status_code == 404
    assert APIClient().get(PATH).status_code == 401


# ── Asked for ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"rep": "sam@example.org"}, ["c"]),
        ({"status": "won"}, ["b"]),
        ({"stage": "Offer"}, ["a"]),
        ({"source": "north"}, ["c"]),
        ({"external_id": "b"}, ["b"]),
        ({"opened_from": "2026-03-03"}, ["c"]),
        ({"opened_to": "2026-03-02"}, ["a", "b"]),
        ({"closed_from": "2026-03-09", "closed_to": "2026-03-09"}, ["b"]),
        ({"closed_to": "2026-03-08"}, []),
    ],
)
def test_deals_are_asked_for(
    api: Programs,
    leader: User,
    rep: User,
    stranger: User,
    query: dict[str, str],
    expected: list[str],
) -> None:
    OpportunityFactory(rep=rep, external_id="a", stage="Offer")
    OpportunityFactory(rep=rep, external_id="b", status="won", closed_on=date(2026, 3, 9))
    OpportunityFactory(rep=stranger, external_id="c", source="north", opened_on=date(2026, 3, 3))
    assert listed(api(leader), **query) == expected


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"rep": "sam@example.org"}, "rep"),
        ({"status": "maybe"}, "status"),
        ({"opened_from": "soon"}, "opened_from"),
        ({"source": "a\0b"}, "source"),
    ],
)
def test_a_filter_that_cannot_be_is_an_error(
    rosa: APIClient, stranger: User, query: dict[str, str], field: str
) -> None:
    answer = rosa.get(PATH, query)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


def test_pages_follow_each_other(rosa: APIClient) -> None:
    rosa.post(PATH, [deal(external_id=f"{number}") for number in range(5)])
    first = rosa.get(PATH, {"limit": 3}).json()
    second = rosa.get(first["next"]).json()
    found = [row["external_id"] for row in first["results"] + second["results"]]
    assert (found, second["next"]) == (["0", "1", "2", "3", "4"], None)


# ── Size ────────────────────────────────────────────────────────────────────


def queries_of(client: APIClient, rows: list[Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert counts(client, rows)[3] == 0
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_the_rows(
    api: Programs, admin_person: User, rep: User, stranger: User
) -> None:
    client = api(admin_person)
    client.post(PATH, deal(external_id="first"))

    def rows(name: str, count: int, amount: int) -> list[Any]:
        reps = (rep.pk, stranger.email)
        return [won(rep=reps[n % 2], external_id=f"{name}{n}", amount=amount) for n in range(count)]

    assert queries_of(client, rows("a", 2, 1)) == queries_of(client, rows("b", 60, 1))
    assert queries_of(client, rows("a", 2, 5)) == queries_of(client, rows("b", 60, 5))

    def listing(**query: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            listed(client, **query)
        return len(queries)

    assert listing(limit=1) == listing(limit=3) == listing()


def test_the_largest_amount_can_be_read_again(rosa: APIClient) -> None:
    assert rejections(rosa, [deal(amount="9999999999999.99999")]) == []
    [row] = rosa.get("/api/v1/opportunities/").json()["results"]
    assert Decimal(row["amount"]) == Decimal(10) ** 13
