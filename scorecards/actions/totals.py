"""Daily totals rebuilt from the facts, set-wise, in one statement (two on SQLite)."""

from collections.abc import Sequence

from django.db import connection

from scorecards.queries.facts_sql import facts_sql, latest_metrics
from scorecards.queries.tallies import Span, spans_sql, spans_values


def rebuild_totals(spans: Sequence[Span], *, latest: Sequence[int] | None = None) -> set[int]:
    """Rebuild the totals of these (rep id, from, to) days, which must not overlap per rep.

    Runs in the caller's transaction, under the lock of the reps. `latest`: what
    `latest_metrics` gives, if it has been read already. Gives back the reps that had or have
    a latest value reported on these days: it holds in later periods too (rule 10).
    """
    if not spans:
        return set()
    facts = facts_sql(latest_metrics() if latest is None else latest, spans=spans)
    reported: set[int] = set()
    with connection.cursor() as cursor:
        for statement in _STATEMENTS[connection.vendor]:
            cursor.execute(statement.format(spans=spans_sql(), facts=facts), spans_values(spans))
            reported.update(rep for rep, value in cursor.fetchall() if value is not None)
    return reported


_SAME_DAY = (
    "daily.rep_id = fact.rep_id AND daily.day = fact.day AND daily.metric_id = fact.metric_id"
)
_CHANGES = """
    ON CONFLICT (rep_id, day, metric_id) DO UPDATE
    SET total = excluded.total, facts = excluded.facts, latest = excluded.latest
"""

# Days whose facts add up to what is stored already are left as they are: a rebuild of what is
# right writes nothing. The reports come from the rows as they were when the statement began.
_IN_ONE = f"""
    WITH spans AS MATERIALIZED ({{spans}}),
    fact AS MATERIALIZED ({{facts}}),
    former AS MATERIALIZED (
        SELECT daily.* FROM spans JOIN scorecards_dailytotal daily
          ON daily.rep_id = spans.rep_id AND daily.day BETWEEN spans.from_day AND spans.to_day
    ),
    gone AS (
        DELETE FROM scorecards_dailytotal WHERE id IN (
            SELECT daily.id FROM former daily LEFT JOIN fact ON {_SAME_DAY}
            WHERE fact.rep_id IS NULL
        )
    ),
    stored AS (
        INSERT INTO scorecards_dailytotal (rep_id, metric_id, day, total, facts, latest)
        SELECT fact.* FROM fact LEFT JOIN former daily ON {_SAME_DAY}
        WHERE daily.id IS NULL OR daily.total <> fact.total OR daily.facts <> fact.facts
           OR daily.latest IS DISTINCT FROM fact.latest
        {_CHANGES}
    )
    SELECT rep_id, 1 FROM former WHERE latest IS NOT NULL
    UNION SELECT rep_id, 1 FROM fact WHERE latest IS NOT NULL
"""  # noqa: S608 – our own words

# SQLite changes one table a statement. (3.40 has RETURNING believe that no column is ever NULL:
# a condition there on `latest` is always true.)
_GONE = """
    WITH spans AS ({spans})
    DELETE FROM scorecards_dailytotal WHERE id IN (
        SELECT daily.id FROM spans JOIN scorecards_dailytotal daily
          ON daily.rep_id = spans.rep_id AND daily.day BETWEEN spans.from_day AND spans.to_day
    )
    RETURNING rep_id, latest
"""
_STORED = """
    WITH spans AS ({spans})
    INSERT INTO scorecards_dailytotal (rep_id, metric_id, day, total, facts, latest)
    {facts}
    RETURNING rep_id, latest
"""

_STATEMENTS = {"postgresql": (_IN_ONE,), "sqlite": (_GONE, _STORED)}
