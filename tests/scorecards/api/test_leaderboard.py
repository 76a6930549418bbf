"""`/leaderboard/`: ranked as rule 24 says, and seen as the organisation chose."""

from base64 import b64decode
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Membership, Organisation, Team, User
from scorecards.models import DailyTotal, Metric, Score, Scorecard, ScoredPeriod, Section
from tests.factories import MetricFactory, RepFactory, TeamFactory, scorecard
from tests.scorecards.api.conftest import NOW, Programs

PATH = "/api/v1/leaderboard/"
TOTALS = {"rosa": 50, "nora": 70, "sam": 70, "sue": 10}


@pytest.fixture(autouse=True)
def card(rep: User, stranger: User, team: Team, other_team: Team) -> Scorecard:
    """Rosa and Nora of the North, Sam and Sue of the South: 50, 70, 70 and 10."""
    found = scorecard(
        "Inside sales", activities={"calls": (100, 1)}, objectives={"revenue": (9, 1)}
    )
    RepFactory(name="Nora", email="nora@example.org", team=team)
    RepFactory(name="Sue", email="sue@example.org", team=other_team)
    for name, score in TOTALS.items():
        scored(found, name, score)
    return found


def scored(card: Scorecard, name: str, score: Any, *, kind: str = "activities") -> Score:
    """The score of this week (of the month: objectives) of the person with that e-mail."""
    section = Section.objects.get(version__scorecard=card, kind=kind)
    week: dict[str, Any] = {
        "key": "2026-W11",
        "starts_on": date(2026, 3, 9),
        "ends_on": date(2026, 3, 15),
    }
    month: dict[str, Any] = {
        "key": "2026-03",
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2026, 3, 31),
    }
    days = week if kind == "activities" else month
    period, _ = ScoredPeriod.objects.get_or_create(section=section, **days)
    return Score.objects.create(
        rep=User.objects.get(email=f"{name}@example.org"),
        scored_period=period,
        score=score,
        points=score or 0,
        weight=1,
        lines=[],
        presence=[],
        working_days=5,
        present_days=5,
        counted_from=period.starts_on,
        counted_to=period.ends_on,
        scored_at=NOW,
    )


def total(name: str, day: date, amount: Any, *, slug: str = "calls", **more: Any) -> None:
    DailyTotal.objects.create(
        rep=User.objects.get(email=f"{name}@example.org"),
        metric=Metric.objects.get(slug=slug),
        day=day,
        total=amount,
        facts=more.get("facts", 1),
        latest=more.get("latest"),
    )


def rows(client: APIClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(PATH, query)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def places(client: APIClient, **query: Any) -> "Places":
    return {(row["rank"], row["name"]) for row in rows(client, **query)}


def refusals(client: APIClient, **query: Any) -> list[tuple[str | None, str]]:
    answer = client.get(PATH, query)
    assert answer.status_code == 400, answer.content
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


Places = set[tuple[int, str | None]]
ALL: Places = {(1, "Nora"), (1, "Sam Stranger"), (3, "Rosa Rep"), (4, "Sue")}


# ── Rule 24 ─────────────────────────────────────────────────────────────────


def test_rule_24_equal_scores_share_a_rank(api: Programs, leader: User) -> None:
    found = rows(api(leader))
    assert [row["rank"] for row in found] == [1, 1, 3, 4]
    assert places(api(leader)) == ALL


def test_a_place_is_described(api: Programs, leader: User, rep: User, team: Team) -> None:
    assert rows(api(leader))[2] == {
        "rank": 3,
        "ranked": 4,
        "rep": rep.pk,
        "name": "Rosa Rep",
        "team": team.pk,
        "scorecard": "Inside sales",
        "period": "2026-W11",
        "score": 50.0,
        "value": None,
    }


def test_who_has_no_score_has_no_rank(api: Programs, leader: User) -> None:
    Score.objects.filter(rep__email="sam@example.org").update(score=None)
    assert places(api(leader)) == {(1, "Nora"), (2, "Rosa Rep"), (3, "Sue")}


def test_scores_that_differ_in_the_last_digit_stored_are_not_equal(
    api: Programs, leader: User
) -> None:
    Score.objects.filter(rep__email="sam@example.org").update(score=Decimal("70.000000000001"))
    assert places(api(leader)) == {(1, "Sam Stranger"), (2, "Nora"), (3, "Rosa Rep"), (4, "Sue")}


def test_another_section_is_another_leaderboard(
    api: Programs, leader: User, card: Scorecard
) -> None:
    scored(card, "sue", 99, kind="objectives")
    [row] = rows(api(leader), section="objectives")
    assert (row["rank"], row["name"], row["period"]) == (1, "Sue", "2026-03")


def test_a_period_that_is_over_is_shown_as_it_ended(api: Programs, leader: User) -> None:
    assert rows(api(leader), period="2026-02") == []
    assert places(api(leader), period="2026-03") == ALL


def test_of_a_rep_who_changed_scorecards_the_one_of_the_day_counts(
    api: Programs, leader: User, card: Scorecard
) -> None:
    former = scorecard("Former", activities={"calls": (100, 1)})
    earlier = scored(former, "rosa", 100)
    Score.objects.filter(rep=earlier.rep).update(counted_from=date(2026, 3, 11))
    Score.objects.filter(pk=earlier.pk).update(
        counted_from=date(2026, 3, 9), counted_to=date(2026, 3, 10)
    )
    assert places(api(leader)) == ALL
    assert places(api(leader), scorecard=former.pk) == {(1, "Rosa Rep")}
    assert places(api(leader), scorecard=card.pk) == ALL


def test_a_team_is_ranked_for_itself_with_the_teams_below_it(
    api: Programs, leader: User, card: Scorecard, team: Team
) -> None:
    RepFactory(name="Nils", email="nils@example.org", team=TeamFactory(parent=team))
    scored(card, "nils", 60)
    expected = {(1, "Nora"), (2, "Nils"), (3, "Rosa Rep")}
    assert places(api(leader), team=team.pk) == expected
    assert places(api(leader), team=team.pk, metric="calls") == {(1, name) for _, name in expected}


# ── By value ────────────────────────────────────────────────────────────────


def test_by_the_sum_of_the_period_and_nothing_is_zero(
    api: Programs, leader: User, rep: User, team: Team
) -> None:
    total("rosa", date(2026, 3, 2), "12.5")
    total("rosa", date(2026, 3, 10), 30)
    total("sam", date(2026, 2, 28), 99)
    found = rows(api(leader), metric="calls")
    assert found[0] == {
        "rank": 1,
        "ranked": 4,
        "rep": rep.pk,
        "name": "Rosa Rep",
        "team": team.pk,
        "scorecard": None,
        "period": "2026-03",
        "score": None,
        "value": "42.5",
    }
    assert [(row["rank"], row["value"]) for row in found[1:]] == [(2, "0")] * 3
    assert [row["value"] for row in rows(api(leader), metric="calls", period="2026-W11")] == [
        "30",
        "0",
        "0",
        "0",
    ]


def test_where_less_is_better_the_least_comes_first(api: Programs, leader: User) -> None:
    MetricFactory(slug="complaints", direction="lower")
    for name, amount in (("rosa", 3), ("nora", 1), ("sam", 1), ("sue", 2)):
        total(name, date(2026, 3, 2), amount, slug="complaints")
    found = rows(api(leader), metric="complaints", order="value")
    assert [(row["rank"], row["value"]) for row in found] == [
        (1, "1"),
        (1, "1"),
        (3, "2"),
        (4, "3"),
    ]


def test_an_average_is_of_sums_and_who_has_none_has_no_rank(api: Programs, leader: User) -> None:
    MetricFactory(slug="rating", aggregation="average")
    total("rosa", date(2026, 3, 2), 9, slug="rating", facts=1)
    total("rosa", date(2026, 3, 3), 1, slug="rating", facts=2)
    total("sam", date(2026, 3, 3), 2, slug="rating", facts=1)
    found = rows(api(leader), metric="rating")
    assert [(row["name"], row["value"]) for row in found] == [
        ("Rosa Rep", "3.3333"),
        ("Sam Stranger", "2"),
    ]


def test_the_latest_value_holds_until_another_is_reported(api: Programs, leader: User) -> None:
    MetricFactory(slug="nps", aggregation="latest")
    total("rosa", date(2026, 1, 2), 0, slug="nps", latest=40)
    total("sam", date(2026, 3, 2), 0, slug="nps", latest=30)
    total("sam", date(2026, 3, 9), 0, slug="nps", latest=50)
    found = rows(api(leader), metric="nps")
    assert [(row["name"], row["value"]) for row in found] == [
        ("Sam Stranger", "50"),
        ("Rosa Rep", "40"),
    ]
    assert [row["name"] for row in rows(api(leader), metric="nps", period="2026-02")] == [
        "Rosa Rep"
    ]


def test_by_value_only_reps_are_ranked_who_were_there_in_the_period(
    api: Programs, leader: User, manager: User
) -> None:
    User.objects.filter(email="sue@example.org").update(left_on=date(2026, 2, 28))
    User.objects.filter(email="sam@example.org").update(joined_on=date(2026, 3, 31))
    names = {row["name"] for row in rows(api(leader), metric="calls")}
    assert names == {"Rosa Rep", "Nora", "Sam Stranger"}


def test_by_value_of_those_on_a_scorecard(api: Programs, leader: User) -> None:
    other = scorecard("Field sales", activities={"calls": (100, 1)})
    Score.objects.filter(rep__email="sue@example.org").delete()
    scored(other, "sue", 5)
    assert [row["name"] for row in rows(api(leader), metric="calls", scorecard=other.pk)] == ["Sue"]


# ── Transparency ────────────────────────────────────────────────────────────


def choose(organisation: Organisation, transparency: str, places: int = 10) -> None:
    organisation.transparency = transparency
    organisation.transparent_places = places
    organisation.save()


NORTH: Places = {(1, "Nora"), (2, "Rosa Rep")}
SOUTH: Places = {(1, "Sam Stranger"), (2, "Sue")}
# What each choice shows to: Rosa, Sam, the managers of North and South, a leader, an admin.
CHOICES: dict[str, list[Places]] = {
    "all": [ALL] * 6,
    "team": [NORTH, SOUTH, NORTH, SOUTH, ALL, ALL],
    "top": [
        {(1, "Nora"), (1, "Sam Stranger"), (3, "Rosa Rep")},
        {(1, "Nora"), (1, "Sam Stranger")},
        {(1, "Nora"), (1, "Sam Stranger"), (3, "Rosa Rep")},
        {(1, "Nora"), (1, "Sam Stranger"), (4, "Sue")},
        ALL,
        ALL,
    ],
    "anonymous": [
        {(1, None), (3, "Rosa Rep"), (4, None)},
        {(1, "Sam Stranger"), (1, None), (3, None), (4, None)},
        {(1, "Nora"), (1, None), (3, "Rosa Rep"), (4, None)},
        {(1, "Sam Stranger"), (1, None), (3, None), (4, "Sue")},
        ALL,
        ALL,
    ],
}


@pytest.fixture
def six(
    rep: User,
    stranger: User,
    manager: User,
    other_manager: User,
    leader: User,
    admin_person: User,
) -> list[User]:
    return [rep, stranger, manager, other_manager, leader, admin_person]


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("query", [{}, {"metric": "calls"}])
def test_each_sees_what_the_organisation_chose(
    api: Programs,
    organisation: Organisation,
    six: list[User],
    choice: str,
    query: dict[str, str],
) -> None:
    for name, amount in TOTALS.items():
        total(name, date(2026, 3, 10), amount)
    choose(organisation, choice, places=2)
    assert [places(api(person), **query) for person in six] == CHOICES[choice]
    assert APIClient().get(PATH).status_code == 401


def test_of_somebody_without_name_only_the_figure_is_told(
    api: Programs, organisation: Organisation, rep: User
) -> None:
    choose(organisation, "anonymous")
    found = rows(api(rep))
    assert len(found) == 4
    assert found[0] == {
        "rank": 1,
        "ranked": 4,
        "rep": None,
        "name": None,
        "team": None,
        "scorecard": None,
        "period": "2026-W11",
        "score": 70.0,
        "value": None,
    }
    assert found[2]["rep"] == rep.pk


def test_a_page_that_ends_with_somebody_without_name_does_not_tell_who_it_is(
    api: Programs, organisation: Organisation, rep: User, settings: Any
) -> None:
    choose(organisation, "anonymous")
    settings.SECRET_KEY = "one"
    link = api(rep).get(PATH, {"limit": 1}).json()["next"]
    settings.SECRET_KEY = "another"
    assert api(rep).get(PATH, {"limit": 1}).json()["next"] != link


def test_pages_do_not_tell_that_two_places_are_the_same_persons(
    api: Programs, organisation: Organisation, rep: User
) -> None:
    """Whose figure in one leaderboard one knows would else be known in all."""
    total("nora", date(2026, 3, 10), 9)
    choose(organisation, "anonymous")

    def tie(**query: Any) -> str:
        link = api(rep).get(PATH, {"limit": 1, **query}).json()["next"]
        [cursor] = parse_qs(urlsplit(link).query)["cursor"]
        return b64decode(cursor).decode().rpartition(".")[2]

    assert tie(metric="calls") == tie(metric="calls")
    assert tie(metric="calls") != tie(metric="calls", period="2026-W11")


def test_who_is_asked_for_follows_the_choice(
    api: Programs,
    organisation: Organisation,
    rep: User,
    manager: User,
    team: Team,
    other_team: Team,
) -> None:
    """A team or scorecard would else show, one by one, who is on the places kept back."""
    hidden = scorecard("Hidden", activities={"calls": (1, 1)})
    unknown = {"own": [("team", "unknown")], "other": [("team", "unknown")]}
    expected: dict[str, dict[str, Any]] = {
        "all": {"own": None, "other": None, "card": None},
        "team": {"own": None, "other": [("team", "unknown")], "card": None},
        "top": unknown | {"card": [("scorecard", "unknown")]},
        "anonymous": unknown | {"card": [("scorecard", "unknown")]},
    }

    def asked(**query: Any) -> Any:
        answer = api(rep).get(PATH, query)
        return None if answer.status_code == 200 else refusals(api(rep), **query)

    for choice, answers in expected.items():
        choose(organisation, choice)
        found = {
            "own": asked(team=team.pk),
            "other": asked(team=other_team.pk),
            "card": asked(scorecard=hidden.pk),
        }
        assert found == answers, choice
        assert rows(api(manager), team=team.pk) != []


def test_own_team_is_that_of_today(
    api: Programs, organisation: Organisation, rep: User, other_team: Team
) -> None:
    choose(organisation, "team")
    Membership.objects.filter(user=rep).update(ends_on=date(2026, 3, 10))
    Membership.objects.create(user=rep, team=other_team, starts_on=date(2026, 3, 11))
    assert places(api(rep)) == {(1, "Sam Stranger"), (2, "Rosa Rep"), (3, "Sue")}


# ── Pages and errors ────────────────────────────────────────────────────────


@pytest.mark.parametrize("choice", ["all", "anonymous"])
def test_pages_follow_each_other_through_ties(
    api: Programs, organisation: Organisation, rep: User, choice: str
) -> None:
    choose(organisation, choice)
    client, link, found = api(rep), f"{PATH}?limit=1", []
    whole = rows(client)
    while link:
        page = client.get(link).json()
        found += page["results"]
        link = page["next"]
    assert found == whole
    assert len(found) == 4


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"order": "value"}, ("metric", "required")),
        ({"order": "score", "metric": "calls"}, ("metric", "contradicts")),
        ({"order": "beauty"}, ("order", "invalid_choice")),
        ({"metric": "handstands"}, ("metric", "unknown")),
        ({"metric": "a\0b"}, ("metric", "null_characters_not_allowed")),
        ({"section": "beauty"}, ("section", "invalid_choice")),
        ({"period": "soon"}, ("period", "invalid")),
        ({"team": "T-9"}, ("team", "unknown")),
        ({"scorecard": "0"}, ("scorecard", "min_value")),
        ({"scorecard": str(2**63)}, ("scorecard", "max_value")),
        ({"scorecard": "99999999"}, ("scorecard", "unknown")),
    ],
)
def test_what_cannot_be_asked_is_an_error(
    api: Programs, rep: User, query: dict[str, str], expected: tuple[str, str]
) -> None:
    assert refusals(api(rep), **query) == [expected]


@pytest.mark.parametrize("cursor", ["cD0x", "cD0xLg==", "cD0wLjAwMDAwMDAwMDAwMDAwMDA=", "a"])
def test_a_cursor_that_we_did_not_make_is_not_found(api: Programs, rep: User, cursor: str) -> None:
    assert api(rep).get(PATH, {"cursor": cursor}).status_code == 404


@pytest.mark.parametrize("choice", ["all", "team", "top", "anonymous"])
@pytest.mark.parametrize("query", [{}, {"metric": "calls"}])
def test_the_number_of_queries_does_not_grow_with_the_reps(
    api: Programs,
    organisation: Organisation,
    rep: User,
    card: Scorecard,
    team: Team,
    choice: str,
    query: dict[str, str],
) -> None:
    choose(organisation, choice)
    client = api(rep)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert rows(client, **query)
        return len(found)

    few = queries()
    for number in range(3):
        RepFactory(email=f"more{number}@example.org", team=team)
        scored(card, f"more{number}", 30)
    assert queries() == few
