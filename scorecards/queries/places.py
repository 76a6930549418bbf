"""Places in a ranking: read from the scores, never stored; a logged call writes one row."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db import connection

from scorecards.models import Score


@dataclass(frozen=True)
class Ranking:
    """`places`: the rank by score id; `ranked`: how many have one, by scored period id."""

    places: Mapping[int, int]
    ranked: Mapping[int, int]


def ranking_of(scores: Iterable[Score]) -> Ranking:
    """The rank of each of these stored scores among its scored period (rule 24).

    Higher first, equal scores share a rank (1, 2, 2, 4); a score that is unknown has none.
    One query: it counts who stands between each of these and the next better one of them, so
    every score of a period is counted once, from the index of scores in their order.
    """
    periods_by_score = {score.pk: score.scored_period_id for score in scores}
    if not periods_by_score:
        return Ranking({}, {})
    periods = sorted(set(periods_by_score.values()))
    wanted = list(periods_by_score)
    statement = _STEPS.format(periods=_marks(periods), wanted=_marks(wanted), top=_TOP)
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted + periods)
        return _added_up(cursor.fetchall())


def _added_up(steps: Iterable[tuple[int, int | None, int]]) -> Ranking:
    """From (period, score, how many stand above it and not above the score before it)."""
    places: dict[int, int] = {}
    ranked: dict[int, int] = defaultdict(int)
    for period, rows in groupby(steps, key=lambda step: step[0]):
        for _, score, count in rows:
            ranked[period] += count
            if score is not None:
                places[score] = ranked[period] + 1
    return Ranking(places, ranked)


# More than any score has digits for.
_TOP = "1000000000000"

# The last row of a period is for those who are not above the lowest of the wanted.
_STEPS = """
    WITH wanted AS (
        SELECT scored_period_id, id, score,
            LAG(score, 1, {top}) OVER (PARTITION BY scored_period_id ORDER BY score DESC) AS above
        FROM scorecards_score WHERE id IN ({wanted}) AND score IS NOT NULL
    ), steps AS (
        SELECT scored_period_id, id, score, above FROM wanted
        UNION ALL
        SELECT period.id, NULL, NULL, COALESCE(MIN(wanted.score), {top})
        FROM scorecards_scoredperiod period
        LEFT JOIN wanted ON wanted.scored_period_id = period.id
        WHERE period.id IN ({periods}) GROUP BY period.id
    )
    SELECT scored_period_id, id,
        CASE WHEN id IS NULL THEN (
            SELECT COUNT(*) FROM scorecards_score peer
            WHERE peer.scored_period_id = steps.scored_period_id AND peer.score <= steps.above
        ) ELSE (
            SELECT COUNT(*) FROM scorecards_score peer
            WHERE peer.scored_period_id = steps.scored_period_id
              AND peer.score > steps.score AND peer.score <= steps.above
        ) END
    FROM steps
    ORDER BY scored_period_id, id IS NULL, score DESC, above DESC
"""


def _marks(values: list[int]) -> str:
    return ", ".join(["%s"] * len(values))
