"""Daily totals rebuilt from the facts, set-wise: one DELETE and one INSERT … SELECT."""

from collections.abc import Sequence

from django.db import connection
from django.db.backends.utils import CursorWrapper

from scorecards.queries.facts_sql import facts_sql, latest_metrics
from scorecards.queries.tallies import Span, spans_json, spans_table


def rebuild_totals(spans: Sequence[Span]) -> set[int]:
    """Rebuild the totals of these (rep id, from, to) days, which must not overlap per rep.

    Runs in the caller's transaction, under the lock of the reps. Gives back the reps that
    had or have a latest value reported on these days: it holds in later periods too (rule 10).
    """
    if not spans:
        return set()
    parameter = spans_json(spans)
    latest = latest_metrics()
    with connection.cursor() as cursor:
        reported = _reporting(cursor, parameter) if latest else set()
        cursor.execute(_DELETE.format(spans=spans_table()), [parameter])
        cursor.execute(_INSERT.format(spans=spans_table(), facts=facts_sql(latest)), [parameter])
        return reported | (_reporting(cursor, parameter) if latest else set())


def _reporting(cursor: CursorWrapper, parameter: str) -> set[int]:
    cursor.execute(_REPORTING.format(spans=spans_table()), [parameter])
    return {rep for (rep,) in cursor.fetchall()}


_DELETE = """
    WITH spans AS ({spans})
    DELETE FROM scorecards_dailytotal WHERE id IN (
        SELECT daily.id FROM spans JOIN scorecards_dailytotal daily
          ON daily.rep_id = spans.rep_id AND daily.day BETWEEN spans.from_day AND spans.to_day
    )
"""

_REPORTING = """
    WITH spans AS ({spans})
    SELECT DISTINCT daily.rep_id FROM spans JOIN scorecards_dailytotal daily
      ON daily.rep_id = spans.rep_id AND daily.day BETWEEN spans.from_day AND spans.to_day
    WHERE daily.latest IS NOT NULL
"""

_INSERT = """
    WITH spans AS ({spans})
    INSERT INTO scorecards_dailytotal (rep_id, metric_id, day, total, facts, latest)
    {facts}
"""
