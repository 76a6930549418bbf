"""Sums of daily totals over many (rep, days) spans in one query."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import connection

from scorecards.scoring.records import Tally

Span = tuple[int, date, date]
"""A rep's id and a range of days, inclusive."""

_CENTS = Decimal("0.0001")


def tallies_of(spans: Sequence[Span]) -> list[dict[str, Tally]]:
    """For each span, in order, what every metric (by slug) with facts in it adds up to."""
    found: list[dict[str, Tally]] = [{} for _ in spans]
    if not spans:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(spans=spans_sql()), spans_values(spans))
        for number, slug, total, facts in cursor.fetchall():
            found[number][slug] = Tally(_exact(total), facts)
    return found


def add_latest(
    found: list[dict[str, Tally]], spans: Sequence[Span], *, metrics: Sequence[str]
) -> None:
    """Put in the last value reported in or before each span (rule 10) for these metrics."""
    if not spans or not metrics:
        return
    parameters = [*spans_values(spans), json.dumps(list(metrics))]
    with connection.cursor() as cursor:
        cursor.execute(_LATEST.format(spans=spans_sql(), slugs=_slugs_table()), parameters)
        for number, slug, latest in cursor.fetchall():
            if latest is None:
                continue
            known = found[number].get(slug)
            found[number][slug] = Tally(
                total=known.total if known else Decimal(0),
                facts=known.facts if known else 0,
                latest=_exact(latest),
            )


_SUMS = """
    WITH spans AS ({spans})
    SELECT sums.number, metric.slug, sums.total, sums.facts
    FROM (
        SELECT spans.number, daily.metric_id, SUM(daily.total) AS total, SUM(daily.facts) AS facts
        FROM spans JOIN scorecards_dailytotal daily
          ON daily.rep_id = spans.rep_id AND daily.day BETWEEN spans.from_day AND spans.to_day
        GROUP BY spans.number, daily.metric_id
    ) sums
    JOIN scorecards_metric metric ON metric.id = sums.metric_id
"""

_LATEST = """
    WITH spans AS ({spans})
    SELECT spans.number, metric.slug,
        (SELECT daily.latest FROM scorecards_dailytotal daily
         WHERE daily.rep_id = spans.rep_id AND daily.metric_id = metric.id
           AND daily.day <= spans.to_day AND daily.latest IS NOT NULL
         ORDER BY daily.day DESC LIMIT 1)
    FROM spans CROSS JOIN scorecards_metric metric
    WHERE metric.slug IN ({slugs})
"""


def spans_sql() -> str:
    """SQL of a table (number, rep_id, from_day, to_day) of the `spans_values`."""
    return _SPANS[connection.vendor]


def spans_values(spans: Sequence[Span]) -> list[str]:
    """PostgreSQL sees from arrays how many there are, and plans for it; JSON hides it."""
    if connection.vendor == "postgresql":
        columns = [range(len(spans)), *(zip(*spans, strict=True) if spans else ((), (), ()))]
        return ["{" + ",".join(map(str, column)) + "}" for column in columns]
    return [
        json.dumps([[n, rep, str(first), str(last)] for n, (rep, first, last) in enumerate(spans)])
    ]


_SPANS = {
    "postgresql": "SELECT * FROM unnest(%s::int[], %s::bigint[], %s::date[], %s::date[])"
    " AS span(number, rep_id, from_day, to_day)",
    "sqlite": "SELECT json_extract(value, '$[0]') AS number, json_extract(value, '$[1]') AS rep_id,"
    " json_extract(value, '$[2]') AS from_day, json_extract(value, '$[3]') AS to_day"
    " FROM json_each(%s)",
}


def _slugs_table() -> str:
    if connection.vendor == "postgresql":
        return "SELECT jsonb_array_elements_text(%s::jsonb)"
    return "SELECT value FROM json_each(%s)"


def _exact(value: object) -> Decimal:
    """SQLite adds up binary fractions; four decimals are all that is stored (exact below 10¹¹)."""
    if isinstance(value, Decimal):
        return value
    return Decimal(str(value)).quantize(_CENTS)
