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
        cursor.execute(_SUMS.format(spans=spans_table()), [spans_json(spans)])
        for number, slug, total, facts in cursor.fetchall():
            found[number][slug] = Tally(total=_exact(total), facts=facts, latest=None)
    return found


def add_latest(
    found: list[dict[str, Tally]], spans: Sequence[Span], *, metrics: Sequence[str]
) -> None:
    """Put in the last value reported in or before each span (rule 10) for these metrics."""
    if not spans or not metrics:
        return
    parameters = [spans_json(spans), json.dumps(list(metrics))]
    with connection.cursor() as cursor:
        cursor.execute(_LATEST.format(spans=spans_table(), slugs=_slugs_table()), parameters)
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
    SELECT spans.number, metric.slug, SUM(daily.total), SUM(daily.facts)
    FROM spans
    JOIN scorecards_dailytotal daily
      ON daily.rep_id = spans.rep_id AND daily.day BETWEEN spans.from_day AND spans.to_day
    JOIN scorecards_metric metric ON metric.id = daily.metric_id
    GROUP BY spans.number, metric.slug
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


def spans_json(spans: Sequence[Span]) -> str:
    return json.dumps(
        [
            [n, rep, first.isoformat(), last.isoformat()]
            for n, (rep, first, last) in enumerate(spans)
        ]
    )


def spans_table() -> str:
    """SQL of a table (number, rep_id, from_day, to_day) read from one JSON parameter."""
    if connection.vendor == "postgresql":
        return (
            "SELECT (v->>0)::int AS number, (v->>1)::bigint AS rep_id,"
            " (v->>2)::date AS from_day, (v->>3)::date AS to_day"
            " FROM jsonb_array_elements(%s::jsonb) AS v"
        )
    return (
        "SELECT json_extract(value, '$[0]') AS number, json_extract(value, '$[1]') AS rep_id,"
        " json_extract(value, '$[2]') AS from_day, json_extract(value, '$[3]') AS to_day"
        " FROM json_each(%s)"
    )


def _slugs_table() -> str:
    if connection.vendor == "postgresql":
        return "SELECT jsonb_array_elements_text(%s::jsonb)"
    return "SELECT value FROM json_each(%s)"


def _exact(value: object) -> Decimal:
    """SQLite adds up binary fractions; four decimals are all that is stored (exact below 10¹¹)."""
    return Decimal(str(value)).quantize(_CENTS)
