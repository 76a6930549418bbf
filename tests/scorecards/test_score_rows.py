"""Scores are kept to the letter, whether a few are stored at once or many."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from scorecards.actions.score_rows import Row, upsert_rows
from scorecards.models import Score, ScoredPeriod, Section
from tests.factories import scorecard

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
LINES = [{"name": 'Calls "out", 100 %s\\n {NULL}\n\t\x1f', "unit": "€", "actual": "0.1"}]
PRESENCE = ["1", "0.5"]

pytestmark = pytest.mark.django_db


def rows_of(rep: User, *, count: int, score: str | None, points: str) -> list[Row]:
    """Of so many days of one rep."""
    scorecard(activities={"calls": (100, 60)})
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(count)]
    periods = ScoredPeriod.objects.bulk_create(
        ScoredPeriod(section=Section.objects.get(), key=str(day), starts_on=day, ends_on=day)
        for day in days
    )
    return [row_of(rep, period, score=score, points=points) for period in periods]


def row_of(rep: User, period: ScoredPeriod, *, score: str | None, points: str) -> Row:
    return (
        *(str(rep.pk), str(period.pk), score, points, "60"),
        *(json.dumps(LINES), json.dumps(PRESENCE), "1", "0.5"),
        *(str(period.starts_on), str(period.ends_on)),
    )


@pytest.mark.parametrize("count", [1, 250])
def test_every_column_is_kept_as_it_was_given(rep: User, count: int) -> None:
    upsert_rows(rows_of(rep, count=count, score="83.333333333333", points="50.1"), now=NOW)

    stored = Score.objects.order_by("counted_from")
    assert len(stored) == count
    for day, score in enumerate(stored):
        assert (score.lines, score.presence, score.scored_at) == (LINES, PRESENCE, NOW)
        assert (score.score, score.points) == (Decimal("83.333333333333"), Decimal("50.1"))
        assert (score.weight, score.working_days, score.present_days) == (60, 1, Decimal("0.5"))
        assert score.counted_from == score.counted_to == date(2025, 1, 1) + timedelta(days=day)


@pytest.mark.parametrize("count", [1, 250])
def test_a_row_takes_the_place_of_the_former_one(rep: User, count: int) -> None:
    former = rows_of(rep, count=count, score="83", points="50")
    upsert_rows(former, now=NOW - timedelta(days=1))
    ids = set(Score.objects.values_list("pk", flat=True))

    upsert_rows([(*row[:2], None, "0", *row[4:]) for row in former], now=NOW)

    assert set(Score.objects.values_list("pk", flat=True)) == ids
    assert set(Score.objects.values_list("score", "points", "scored_at")) == {(None, 0, NOW)}
