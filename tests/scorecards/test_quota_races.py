"""Quotas: two people, programs or workers at the same moment; nothing is lost or done twice."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from accounts.actions.tokens import create_token
from accounts.models import StaleMark, Team, User
from scorecards.actions.quota_drafts import publish_draft, save_draft
from scorecards.actions.quota_profiles import save_profile
from scorecards.actions.quota_uplifts import keep_uplift
from scorecards.actions.quotas import MonthAmount, publish_quotas
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Quota, QuotaChange, SeasonalProfile, Uplift
from scorecards.queries.quotas.sheet import sheet_page
from scorecards.queries.quotas.uplift import UpliftRule
from tests.at_once import at_once, only_where_writers_race
from tests.factories import MetricFactory
from tests.scorecards.quota_sheets import MONTHS, YEAR, owed, revenue, sheet_of
from tests.scorecards.quota_story import card, differing

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
JANUARY = date(2026, 1, 1)
ROUNDS = 4


@pytest.fixture
def racing(transactional_db: None) -> None:
    only_where_writers_race()


races = pytest.mark.usefixtures("racing")
on_real_connections = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    races,
]


def racing_test(test: Callable[..., None]) -> Any:
    for mark in on_real_connections:
        test = mark(test)
    return test


def kinds(answers: list[object]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)


def draft(team: Team, rep: User, by: User, amount: object, *, stamp: str | None = None) -> object:
    return save_draft(
        team=team,
        metric=revenue(),
        year_starts_on=YEAR.starts,
        cells={f"rep-{rep.pk}": [str(amount)] * 12},
        spread="equal",
        profile=None,
        ramp=(),
        by=by,
        expected=stamp,
        now=NOW,
    )


def publication(team: Team, by: User) -> Callable[[], object]:
    sheet = sheet_of(team)
    stamp = sheet_page(sheet, step=Decimal(1)).stamp
    return partial(
        publish_draft, sheet=sheet, starts_on=JANUARY, note="", expected=stamp, by=by, now=NOW
    )


@racing_test
def test_a_draft_is_published_once(team: Team, rep: User, manager: User) -> None:
    for turn in range(1, ROUNDS):
        draft(team, rep, manager, turn * 100)
        answers = at_once(publication(team, manager), publication(team, manager))
        assert kinds(answers) == {"QuotaChange": 1, "Outdated": 1}
        assert Quota.objects.count() == 12 * turn


@racing_test
def test_what_is_published_is_the_draft_that_was_looked_at(
    team: Team, rep: User, manager: User
) -> None:
    for turn in range(1, ROUNDS):
        draft(team, rep, manager, turn * 100)
        published, saved = at_once(
            publication(team, manager), partial(draft, team, rep, manager, turn * 100 + 1)
        )
        assert type(saved).__name__ == "QuotaChange"
        if type(published).__name__ == "QuotaChange":
            assert {row.amount for row in published.quotas.all()} == {turn * 100}  # type: ignore[attr-defined]
        else:
            assert type(published).__name__ == "Outdated"
        QuotaChange.objects.drafts().delete()


@racing_test
def test_of_two_first_drafts_the_second_one_is_told(team: Team, rep: User, manager: User) -> None:
    for _turn in range(ROUNDS):
        stamp = sheet_page(sheet_of(team), step=Decimal(1)).stamp
        answers = at_once(
            *(partial(draft, team, rep, manager, amount, stamp=stamp) for amount in (1, 2))
        )
        assert kinds(answers) == {"QuotaChange": 1, "Outdated": 1}
        QuotaChange.objects.all().delete()


@racing_test
def test_publishing_while_workers_score_leaves_what_a_rebuild_gives(
    team: Team, rep: User, manager: User
) -> None:
    card(team)
    for turn in range(1, ROUNDS):
        owed(rep, [turn * 10] * 3)
        draft(team, rep, manager, turn * 1000)
        answers = at_once(
            publication(team, manager),
            partial(work_off_marks, now=NOW),
            partial(work_off_marks, now=NOW),
        )
        assert kinds(answers) == {"QuotaChange": 1, "int": 2}
        work_off_marks(now=NOW)
        assert differing([rep]) == []
        assert not StaleMark.objects.exists()


@racing_test
def test_the_same_quotas_posted_twice_at_once_are_published_once(
    rep: User, admin_person: User
) -> None:
    _token, key = create_token(user=admin_person, name="planner", scope="manage")
    revenue()

    MetricFactory(slug="deals_won")

    def post(*slugs: str) -> Any:
        year = {"rep": rep.pk, "period": "2026", "amount": "1200"}
        rows = [{**year, "metric": slug} for slug in slugs]
        client = APIClient()
        return client.post(
            "/api/v1/quotas/", rows, format="json", headers={"Authorization": f"Token {key}"}
        ).json()

    one, other = partial(post, "revenue", "deals_won"), partial(post, "deals_won", "revenue")
    answers: list[Any] = at_once(one, other, one, other)
    assert Quota.objects.count() == 24
    assert sum(answer["created"] for answer in answers) == 2
    assert QuotaChange.objects.count() == 2


@racing_test
def test_a_rule_kept_twice_at_once_is_one_rule(team: Team, manager: User) -> None:
    for percent in range(1, ROUNDS):
        Uplift.objects.all().delete()
        rule = UpliftRule(Decimal(percent), "equal", None)
        answers = at_once(
            *(partial(keep_uplift, sheet=sheet_of(team), rule=rule, by=manager) for _ in range(3))
        )
        assert kinds(answers) == {"Uplift": 3}
        assert Uplift.objects.count() == 1


@racing_test
def test_of_two_profiles_of_a_name_the_second_is_refused(manager: User) -> None:
    for turn in range(ROUNDS):
        saving = partial(
            save_profile,
            profile=None,
            name=f"Summer {turn}",
            weights=[Decimal(1)] * 12,
            by=manager,
        )
        assert kinds(at_once(saving, saving, saving)) == {"SeasonalProfile": 1, "Refused": 2}
        assert SeasonalProfile.objects.count() == turn + 1


@pytest.mark.django_db(transaction=True)
def test_rows_and_the_marks_of_those_who_owe_them_are_one_transaction(
    team: Team, rep: User, manager: User
) -> None:
    """Whoever dies before the commit has published nothing; after it the marks are there."""
    card(team)
    StaleMark.objects.all().delete()
    publish = partial(
        publish_quotas,
        metric=revenue(),
        amounts=[MonthAmount(("rep", rep.pk), MONTHS[2], Decimal(100))],
        starts_on=None,
        origin=QuotaChange.Origin.API,
        by=manager,
        now=NOW,
    )

    def dying() -> None:
        with transaction.atomic():
            publish()
            assert StaleMark.objects.filter(rep=rep).exists()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dying()
    assert (Quota.objects.count(), QuotaChange.objects.count()) == (0, 0)
    assert StaleMark.objects.count() == 0

    publish()  # and then the process dies before it wakes a worker

    connection.close()
    marks = StaleMark.objects.filter(rep=rep)
    assert [(mark.from_day, mark.to_day) for mark in marks] == [(MONTHS[2], date(2026, 3, 31))]
