"""Places are counted from the scores of a period, whichever of them are asked for (rule 24)."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from scorecards.models import Score, ScoredPeriod, Section
from scorecards.queries.places import Ranking, ranking_of
from tests.factories import RepFactory, scorecard

SEED = 24

pytestmark = pytest.mark.django_db


def scores_of(reps: list[User], figures: random.Random) -> list[Score]:
    """Two weeks with few different scores, so that many are equal; some are unknown."""
    section = Section.objects.get(version__scorecard=scorecard("SDR", activities={"calls": (5, 1)}))
    for monday in (date(2026, 3, 2), date(2026, 3, 9)):
        period = ScoredPeriod.objects.create(
            section=section,
            key=f"{monday:%G-W%V}",
            starts_on=monday,
            ends_on=monday + timedelta(days=6),
        )
        for rep in reps:
            known = Decimal(figures.randrange(8)) / 3
            _store(
                rep, period, known.quantize(Decimal("1E-12")) if figures.random() < 0.8 else None
            )
    return list(Score.objects.order_by("pk"))


def by_hand(asked: list[Score], everybody: list[Score]) -> Ranking:
    peers = {
        score.pk: [
            each.score
            for each in everybody
            if each.scored_period_id == score.scored_period_id and each.score is not None
        ]
        for score in asked
    }
    return Ranking(
        places={
            score.pk: 1 + sum(peer > score.score for peer in peers[score.pk])
            for score in asked
            if score.score is not None
        },
        ranked={score.scored_period_id: len(peers[score.pk]) for score in asked},
    )


@pytest.mark.parametrize("asked", [1, 2, 7, 40])
def test_any_few_of_many_have_the_places_they_have_among_all(asked: int) -> None:
    figures = random.Random(SEED)
    everybody = scores_of([RepFactory() for _ in range(20)], figures)
    for _ in range(10):
        some = figures.sample(everybody, asked)
        assert ranking_of(some) == by_hand(some, everybody)


def test_a_period_in_which_only_others_are_scored_counts_them() -> None:
    everybody = scores_of([RepFactory() for _ in range(9)], random.Random(SEED))
    unknown = [score for score in everybody if score.score is None]
    assert unknown
    found = ranking_of(unknown)
    assert found.places == {}
    assert found == by_hand(unknown, everybody)


def test_nobody_is_asked_for_nobody() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert ranking_of([]) == Ranking({}, {})
    assert len(captured) == 0


def _store(rep: User, period: ScoredPeriod, score: Decimal | None) -> None:
    Score.objects.create(
        rep=rep,
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
        scored_at=datetime(2026, 3, 12, tzinfo=UTC),
    )
