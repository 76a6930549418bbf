"""Places in a ranking: read from the scores, never stored; a logged call writes one row."""

from collections.abc import Iterable

from django.db import connection

from scorecards.models import Score


def places_of(scores: Iterable[Score]) -> dict[int, int]:
    """The rank of each of these stored scores among its scored period, by score id (rule 24).

    Higher first, equal scores share a rank (1, 2, 2, 4); a score that is unknown has none.
    One query, answered from the index of scores in their order.
    """
    periods_by_score = {score.pk: score.scored_period_id for score in scores}
    if not periods_by_score:
        return {}
    periods = sorted(set(periods_by_score.values()))
    wanted = list(periods_by_score)
    with connection.cursor() as cursor:
        cursor.execute(
            _PLACES.format(periods=_marks(periods), wanted=_marks(wanted)), periods + wanted
        )
        return dict(cursor.fetchall())


_PLACES = """
    SELECT id, place FROM (
        SELECT id, RANK() OVER (PARTITION BY scored_period_id ORDER BY score DESC) AS place
        FROM scorecards_score
        WHERE scored_period_id IN ({periods}) AND score IS NOT NULL
    ) ranked
    WHERE id IN ({wanted})
"""


def _marks(values: list[int]) -> str:
    return ", ".join(["%s"] * len(values))
