"""`/scores/`: facts that programs posted come back as scores."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Membership, Team, User
from scorecards.actions.recompute import mark_everything, work_off_marks
from scorecards.models import Score
from tests.factories import MetricFactory, RepFactory, TeamFactory, scorecard
from tests.scorecards.api.conftest import NOW, Programs
from tests.scorecards.api.facts import PATH as ACTIVITIES
from tests.scorecards.api.facts import fact

PATH = "/api/v1/scores/"
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def _card(team: Team, other_team: Team) -> None:
    """Calls count double a week; revenue by month."""
    card = scorecard(
        "Inside sales",
        activities={"calls": (60, 2), "emails": (30, 1)},
        objectives={"revenue": (3000, 1)},
    )
    for place in (team, other_team):
        card.assignments.create(team=place, starts_on=date(2020, 1, 1))


def work() -> None:
    work_off_marks(now=NOW)


def rows(client: APIClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(PATH, query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def whose(client: APIClient, **query: Any) -> list[tuple[int, str, str]]:
    return [(row["rep"], row["section"], row["period"]) for row in rows(client, **query)]


def test_posted_facts_come_back_as_scores(api: Programs, rep: User) -> None:
    client = api(rep)
    posted = [
        fact(quantity="20"),
        fact(metric="emails", quantity="30"),
        fact(metric="revenue", quantity="1234.56"),
    ]
    assert client.post(ACTIVITIES, posted).json()["created"] == 3
    work()
    activities, objectives = rows(client)
    # Points 2 × 20 ÷ 60 and 1 × 30 ÷ 30 of a weight of 3. On Wednesday noon, 2 days and
    # 3 of 8 hours of 5 days are gone: 0.475 is expected.
    assert activities == {
        "rep": rep.pk,
        "scorecard": "Inside sales",
        "section": "activities",
        "period": "2026-W11",
        "score": pytest.approx(100 * (2 / 3 + 1) / 3, abs=1e-9),
        "points": pytest.approx(2 / 3 + 1, abs=1e-9),
        "rank": 1,
        "ranked": 1,
        "pace": pytest.approx((2 / 3 + 1) / 3 / 0.475, abs=1e-9),
        "status": "ahead",
        "lines": [
            {
                "metric": "calls",
                "actual": "20",
                "target": "60",
                "weight": 2.0,
                "points": pytest.approx(2 / 3),
                "attainment": pytest.approx(1 / 3),
                "unit_worth": pytest.approx(2 / 60),
                "pace": pytest.approx(1 / 3 / 0.475),
                "status": "behind",
            },
            {
                "metric": "emails",
                "actual": "30",
                "target": "30",
                "weight": 1.0,
                "points": 1.0,
                "attainment": 1.0,
                "unit_worth": pytest.approx(1 / 30),
                "pace": pytest.approx(1 / 0.475),
                "status": "ahead",
            },
        ],
    }
    assert (objectives["section"], objectives["period"]) == ("objectives", "2026-03")
    assert objectives["lines"][0]["actual"] == "1234.56"


def test_numbers_of_a_score_are_not_rounded(api: Programs, rep: User) -> None:
    api(rep).post(ACTIVITIES, fact(quantity="20"))
    work()
    [stored] = Score.objects.filter(scored_period__key="2026-W11")
    [activities, _] = rows(api(rep))
    assert activities["score"] == float(stored.score or 0)
    assert Decimal(str(activities["score"])) == Decimal("22.222222222222")
    assert activities["lines"][0]["attainment"] == float(Decimal(20) / Decimal(60))


def test_what_is_unknown_is_null(api: Programs, rep: User, team: Team) -> None:
    Membership.objects.all().delete()
    MetricFactory(slug="nps", aggregation="latest")
    scorecard("Ratings", activities={"nps": (50, 1)}, assigned_to=rep)
    mark_everything([rep], days=YEAR)
    work()
    [row] = rows(api(rep))
    assert [row[name] for name in ("score", "points", "rank", "pace")] == [None] * 4
    [line] = row["lines"]
    assert [line[name] for name in ("actual", "points", "attainment", "status")] == [None] * 4


def test_each_sees_the_scores_of_those_they_may_see(
    api: Programs,
    rep: User,
    stranger: User,
    manager: User,
    other_manager: User,
    leader: User,
    admin_person: User,
) -> None:
    mark_everything([rep, stranger], days=YEAR)
    work()

    def reps(person: User) -> set[int]:
        return {row["rep"] for row in rows(api(person))}

    assert reps(rep) == reps(manager) == {rep.pk}
    assert reps(stranger) == reps(other_manager) == {stranger.pk}
    assert reps(leader) == reps(admin_person) == {rep.pk, stranger.pk}
    assert APIClient().get(PATH).status_code == 401


def test_a_section_gives_its_own_period_that_holds_the_one_asked_for(
    api: Programs, rep: User
) -> None:
    mark_everything([rep], days=YEAR)
    work()
    now = {(rep.pk, "activities", "2026-W11"), (rep.pk, "objectives", "2026-03")}
    before = {(rep.pk, "activities", "2026-W09"), (rep.pk, "objectives", "2026-02")}
    assert set(whose(api(rep))) == set(whose(api(rep), period="2026-Q1")) == now
    assert set(whose(api(rep), period="2026-02")) == before
    assert whose(api(rep), period="2031-W01") == []


def test_scores_of_one_rep_or_team(
    api: Programs, leader: User, rep: User, stranger: User, team: Team
) -> None:
    below = TeamFactory(name="Below", parent=team, external_id="T-2")
    newcomer = RepFactory(team=below)
    mark_everything([rep, stranger, newcomer], days=YEAR)
    work()

    def reps(**query: Any) -> set[int]:
        return {row["rep"] for row in rows(api(leader), **query)}

    assert reps(rep="sam@example.org") == {stranger.pk}
    assert reps(team=team.pk) == {rep.pk, newcomer.pk}
    assert reps(team="T-2") == {newcomer.pk}
    assert reps(team="T-2", rep=rep.pk) == set()


def test_rule_22_a_rep_who_moved_is_in_the_team_of_the_day(
    api: Programs, leader: User, rep: User, team: Team, other_team: Team
) -> None:
    Membership.objects.filter(user=rep).update(ends_on=date(2026, 2, 27))
    Membership.objects.create(user=rep, team=other_team, starts_on=date(2026, 2, 28))
    mark_everything([rep], days=YEAR)
    work()
    assert whose(api(leader), team=team.pk) == []
    assert len(whose(api(leader), team=other_team.pk)) == 2
    assert len(whose(api(leader), team=team.pk, period="2026-02-26")) == 2


def test_rule_22_who_has_left_is_in_the_team_of_their_last_day(
    api: Programs, leader: User, rep: User, team: Team
) -> None:
    rep.left_on = date(2026, 3, 6)
    rep.save(update_fields=["left_on"])
    Membership.objects.filter(user=rep).update(ends_on=date(2026, 3, 6))
    mark_everything([rep], days=YEAR)
    work()
    assert whose(api(leader), team=team.pk) == [(rep.pk, "objectives", "2026-03")]


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ({"period": "soon"}, "period", "invalid"),
        ({"period": "FY2026"}, "period", "invalid"),
        ({"rep": "sam@example.org"}, "rep", "unknown"),
        ({"rep": "nobody@example.org"}, "rep", "unknown"),
        ({"team": "T-9"}, "team", "unknown"),
    ],
)
def test_a_filter_that_cannot_be_is_an_error(
    api: Programs, rep: User, stranger: User, query: dict[str, str], field: str, code: str
) -> None:
    answer = api(rep).get(PATH, query)
    assert answer.status_code == 400
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]


def test_a_rep_asks_for_no_team_and_a_manager_for_none_of_others(
    api: Programs, rep: User, manager: User, team: Team, other_team: Team
) -> None:
    assert api(rep).get(PATH, {"team": team.pk}).status_code == 400
    assert api(manager).get(PATH, {"team": other_team.pk}).status_code == 400
    assert api(manager).get(PATH, {"team": team.pk}).status_code == 200


def test_the_list_is_paged_under_the_same_number_of_queries(
    api: Programs, leader: User, team: Team
) -> None:
    client = api(leader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            rows(client)
        return len(found)

    mark_everything([RepFactory(team=team)], days=YEAR)
    work()
    few = queries()
    mark_everything([RepFactory(team=team) for _ in range(3)], days=YEAR)
    work()
    assert queries() == few
    first = client.get(PATH, {"limit": 5}).json()
    second = client.get(first["next"]).json()
    assert (len(first["results"]), len(second["results"]), second["next"]) == (5, 3, None)
