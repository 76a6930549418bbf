"""`/quotas/`: published, listed, changed and cleared, by those who may."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Membership, Organisation, StaleMark, Team, User
from scorecards.actions.quotas import MonthAmount, publish_quotas
from scorecards.models import Metric, Quota, QuotaChange
from tests.factories import RepFactory
from tests.scorecards.api.conftest import NOW, Programs

PATH = "/api/v1/quotas/"
MARCH = date(2026, 3, 1)


def row(**changes: Any) -> dict[str, Any]:
    """Rosa's revenue of March."""
    rest = {} if "team" in changes else {"rep": "rosa@example.org"}
    when = {} if "period" in changes else {"month": "2026-03"}
    return rest | when | {"metric": "revenue", "amount": "42000.50"} | changes


def counts(client: APIClient, body: Any) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, rejected."""
    answer = client.post(PATH, body)
    assert answer.status_code == 200, answer.content
    found = answer.json()
    return found["created"], found["updated"], found["unchanged"], len(found["rejected"])


def rejections(client: APIClient, *rows: Any) -> list[tuple[int, str | None, str]]:
    rejected = client.post(PATH, list(rows)).json()["rejected"]
    assert all(fault["message"] for fault in rejected)
    return [(fault["index"], fault["field"], fault["code"]) for fault in rejected]


def listed(client: APIClient, query: str = "") -> list[tuple[str, str, str]]:
    answer = client.get(PATH + query)
    assert answer.status_code == 200, answer.content
    return [(one["owner"], one["month"], one["amount"]) for one in answer.json()["results"]]


def address(owner: User | Team, month: str = "2026-03", metric: str = "revenue") -> str:
    kind = "rep" if isinstance(owner, User) else "team"
    return f"{PATH}{metric}/{month}/{kind}-{owner.pk}/"


def publish(owner: User | Team, amount: Any = 5, month: date = MARCH, **changes: Any) -> None:
    kind = "rep" if isinstance(owner, User) else "team"
    publish_quotas(
        metric=Metric.objects.get(slug=changes.pop("metric", "revenue")),
        amounts=[
            MonthAmount((kind, owner.pk), month, amount if amount is None else Decimal(amount))
        ],
        **{"starts_on": None, "origin": "sheet", "by": None, "now": NOW, **changes},
    )


@pytest.fixture
def ada(api: Programs, admin_person: User) -> APIClient:
    return api(admin_person)


@pytest.fixture
def mara(api: Programs, manager: User) -> APIClient:
    return api(manager)


def test_a_quota_is_published_and_given_with_all_its_digits(
    ada: APIClient, admin_person: User, rep: User
) -> None:
    assert counts(ada, row(ramp=["0.25", 0.5])) == (1, 0, 0, 0)

    [given] = ada.get(PATH).json()["results"]
    assert given == {
        "owner": f"rep-{rep.pk}",
        "rep": rep.pk,
        "team": None,
        "metric": "revenue",
        "month": "2026-03",
        "amount": "42000.5",
        "ramp": ["0.25", "0.5"],
        "starts_on": "2026-03-01",
        "published_at": "2026-03-11T12:00:00Z",
        "published_by": admin_person.pk,
    }
    assert ada.get(address(rep)).json() == given
    assert QuotaChange.objects.get().origin == "api"
    mark = StaleMark.objects.get()
    assert (mark.rep, mark.from_day, mark.to_day) == (rep, MARCH, date(2026, 3, 31))


def test_the_same_request_again_changes_nothing(ada: APIClient, rep: User, team: Team) -> None:
    body = [row(), row(team=team.pk, period="2026"), row(period="2026-Q2", amount="10")]
    assert counts(ada, body) == (3, 0, 0, 0)

    assert counts(ada, body) == (0, 0, 3, 0)
    assert (Quota.objects.count(), QuotaChange.objects.count()) == (16, 1)


def test_quarters_and_years_are_spread_so_that_they_total(ada: APIClient, rep: User) -> None:
    counts(ada, [row(period="2026-Q1", amount="100"), row(metric="deals_won", period="2026-Q2")])

    months = Quota.objects.filter(metric__slug="revenue").in_order()
    assert [quota.amount for quota in months] == [
        Decimal("33.33"),
        Decimal("33.33"),
        Decimal("33.34"),
    ]


def test_periods_follow_the_fiscal_year(ada: APIClient, rep: User) -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"fiscal_start_month": 4})

    counts(ada, row(period="FY2026-Q1", amount="3"))

    assert [month for _, month, _ in listed(ada)] == ["2025-04", "2025-05", "2025-06"]
    assert rejections(ada, row(period="2026-Q1")) == [(0, "period", "invalid")]


def test_a_quota_may_change_in_the_middle_of_its_month(ada: APIClient, rep: User) -> None:
    counts(ada, row(amount="31"))

    assert counts(ada, row(amount="62", starts_on="2026-03-16")) == (0, 1, 0, 0)
    assert [(quota.amount, quota.starts_on.day) for quota in Quota.objects.in_order()] == [
        (31, 1),
        (62, 16),
    ]
    assert listed(ada) == [(f"rep-{rep.pk}", "2026-03", "62")]


def test_the_later_row_of_one_month_wins(ada: APIClient, rep: User) -> None:
    assert counts(ada, [row(amount="1"), row(amount="2")]) == (1, 0, 1, 0)

    assert listed(ada) == [(f"rep-{rep.pk}", "2026-03", "2")]


def test_null_clears_and_a_ramp_left_out_stays(ada: APIClient, rep: User) -> None:
    publish(rep, 5, ramp=[Decimal("0.5")])

    counts(ada, row(amount="6"))
    assert Quota.objects.latest("pk").ramp == ["0.5"]
    assert counts(ada, row(amount=None)) == (0, 1, 0, 0)
    assert listed(ada) == []
    assert counts(ada, row(amount="7")) == (1, 0, 0, 0)


def test_rows_that_cannot_be_are_named_and_the_others_kept(ada: APIClient, rep: User) -> None:
    bad = [
        (row(rep="nobody"), "rep", "unknown"),
        (row(team="nobody"), "team", "unknown"),
        (row(metric="fame"), "metric", "unknown"),
        (row(metric="deals_lost"), "metric", "not_owable"),
        (row(rep="rosa@example.org", team=1), None, "owner"),
        ({"metric": "revenue", "month": "2026-03", "amount": "1"}, None, "owner"),
        (row(month="2026-03", period="2026"), None, "when"),
        (row(month="March"), "month", "invalid"),
        (row(month="2026-13"), "period", "invalid"),
        (row(period="2026-W11"), "period", "invalid"),
        (row(starts_on="2026-04-01"), "starts_on", "month_over"),
        (row(amount="-1"), "amount", "negative"),
        (row(amount="0.00001"), "amount", "too_precise"),
        (row(amount="1e14"), "amount", "too_large"),
        (row(amount="lots"), "amount", "invalid"),
        (row(ramp=["2"]), "ramp", "max_value"),
        (row(amonut="2"), "amonut", "unknown_field"),
        ("Rosa", None, "invalid"),
    ]
    good = row(amount="1")

    found = rejections(ada, *[body for body, *_ in bad], good)

    assert found == [(index, field, code) for index, (_, field, code) in enumerate(bad)]
    assert Quota.objects.get().amount == 1


def test_filters(ada: APIClient, rep: User, stranger: User, team: Team) -> None:
    publish(rep, 1)
    publish(rep, 2, date(2026, 4, 1))
    publish(stranger, 3, metric="deals_won")
    publish(team, 4)
    rosa, sam, north = f"rep-{rep.pk}", f"rep-{stranger.pk}", f"team-{team.pk}"

    assert listed(ada, "?rep=rosa@example.org&period=2026-Q1") == [(rosa, "2026-03", "1")]
    assert listed(ada, "?period=2026-04") == [(rosa, "2026-04", "2")]
    assert listed(ada, "?metric=deals_won") == [(sam, "2026-03", "3")]
    assert listed(ada, f"?team={team.pk}") == [(north, "2026-03", "4")]
    assert len(listed(ada)) == 4
    for query in ("?rep=nobody", "?metric=fame", "?period=soon", "?team=x"):
        assert ada.get(PATH + query).status_code == 400


def test_pages_follow_one_another(ada: APIClient, rep: User) -> None:
    for month in range(1, 8):
        publish(rep, month, date(2026, month, 1))

    first = ada.get(f"{PATH}?limit=4").json()
    second = ada.get(first["next"]).json()

    assert [one["amount"] for one in first["results"] + second["results"]] == list("1234567")
    assert second["next"] is None


def test_a_month_is_changed_and_cleared_by_its_address(ada: APIClient, rep: User) -> None:
    publish(rep, 5, ramp=[Decimal("0.5")])

    changed = ada.patch(address(rep), {"amount": "6", "starts_on": "2026-03-16"})
    assert (changed.status_code, changed.json()["amount"]) == (200, "6")
    assert changed.json()["ramp"] == ["0.5"]
    assert ada.patch(address(rep), {"amount": None}).status_code == 204
    assert ada.get(address(rep)).status_code == 404

    publish(rep, 7)
    assert ada.delete(f"{address(rep)}?starts_on=2026-03-20").status_code == 204
    last = Quota.objects.latest("pk")
    assert (last.amount, last.starts_on) == (None, date(2026, 3, 20))
    assert ada.delete(address(rep)).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"amount": "-1"}, 400),
        ({"starts_on": "2026-04-01"}, 400),
        ({"amonut": "1"}, 400),
        ({}, 200),
    ],
)
def test_a_change_that_cannot_be_is_refused(
    ada: APIClient, rep: User, body: dict[str, Any], status: int
) -> None:
    publish(rep)

    assert ada.patch(address(rep), body).status_code == status
    assert Quota.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    ["revenue/2026-04/rep-1/", "fame/2026-03/rep-1/", "revenue/soon/rep-1/", "revenue/2026-03/1/"],
)
def test_an_address_of_nothing_does_not_exist(ada: APIClient, path: str) -> None:
    assert ada.get(PATH + path).status_code == 404
    assert ada.patch(PATH + path, {}).status_code == 404
    assert ada.delete(PATH + path).status_code == 404


def test_who_sees_which_quotas(
    api: Programs, rep: User, stranger: User, manager: User, leader: User, team: Team
) -> None:
    owners: list[User | Team] = [rep, stranger, team]
    for number, owner in enumerate(owners, start=1):
        publish(owner, number)
    rosa, sam, north = (
        (f"rep-{rep.pk}", "2026-03", "1"),
        (f"rep-{stranger.pk}", "2026-03", "2"),
        (f"team-{team.pk}", "2026-03", "3"),
    )

    assert listed(api(rep)) == [rosa]
    assert listed(api(stranger)) == [sam]
    assert listed(api(manager)) == [rosa, north]
    assert listed(api(leader)) == [rosa, sam, north]
    assert api(stranger).get(address(rep)).status_code == 404
    assert APIClient().get(PATH).status_code == 401


def test_reps_and_leaders_set_nothing(
    api: Programs, rep: User, leader: User, other_manager: User
) -> None:
    publish(rep)
    for person in (rep, leader):
        client = api(person)
        assert client.post(PATH, row()).status_code == 403
        assert client.patch(address(rep), {"amount": "1"}).status_code == 403
        assert client.delete(address(rep)).status_code == 403
    stranger = api(other_manager)
    assert rejections(stranger, row()) == [(0, "rep", "unknown")]
    assert stranger.patch(address(rep), {"amount": "1"}).status_code == 404
    assert stranger.delete(address(rep)).status_code == 404
    assert Quota.objects.count() == 1


def test_a_manager_sets_their_reps_and_the_teams_right_below_theirs(
    mara: APIClient, rep: User, stranger: User, team: Team
) -> None:
    below = Team.objects.create(name="North-East", parent=team)
    member = RepFactory(email="eve@example.org", team=below)
    body = [row(), row(rep=member.pk), row(team=below.pk), row(team=team.pk), row(rep=stranger.pk)]

    assert rejections(mara, *body) == [(3, "team", "unknown"), (4, "rep", "unknown")]
    assert [owner for owner, _, _ in listed(mara)] == [
        f"rep-{rep.pk}",
        f"rep-{member.pk}",
        f"team-{below.pk}",
    ]
    publish(team)
    assert mara.get(address(team)).status_code == 200
    assert mara.delete(address(team)).status_code == 404


def test_months_of_somebody_who_moved_belong_to_the_sheet_of_each_team(
    api: Programs, manager: User, other_manager: User, rep: User, other_team: Team
) -> None:
    Membership.objects.filter(user=rep).update(ends_on=date(2026, 2, 14))
    Membership.objects.create(user=rep, team=other_team, starts_on=date(2026, 2, 15))
    january, february = row(month="2026-01"), row(month="2026-02")

    assert rejections(api(manager), january, february) == [(1, "rep", "elsewhere")]
    assert rejections(api(other_manager), january, february) == [(0, "rep", "elsewhere")]
    assert sorted(month for _, month, _ in listed(api(other_manager))) == ["2026-01", "2026-02"]


def test_the_number_of_queries_does_not_grow_with_the_rows(
    mara: APIClient, organisation: Organisation, team: Team
) -> None:
    def queries(number: int) -> tuple[int, int]:
        body = [row(rep=RepFactory(team=team).email) for _ in range(number)]
        with CaptureQueriesContext(connection) as posting:
            assert counts(mara, body) == (number, 0, 0, 0)
        with CaptureQueriesContext(connection) as listing:
            listed(mara)
        return len(posting), len(listing)

    assert queries(1) == queries(30)
