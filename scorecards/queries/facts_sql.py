"""What daily totals should be: the facts of given days added up, in SQL."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from scorecards.models import Metric


def latest_metrics() -> list[int]:
    """The ids of the metrics whose last reported value counts (rule 10)."""
    latest = Metric.objects.filter(aggregation=Metric.Aggregation.LATEST)
    return list(latest.values_list("pk", flat=True))


def facts_sql(latest: Sequence[int], *, spans: Sequence[tuple[int, date, date]]) -> str:
    """SQL of (rep_id, metric_id, day, total, facts, latest) of the spans in a table `spans`.

    `spans`: the same ones (rep id, from, to), at least one. Their first and last day stand in
    the text: PostgreSQL takes a range that it cannot see for a ninth of all days, and reads the
    whole log for a day of some hundred reps.

    `latest`: the ids that `latest_metrics` gives. An opportunity counts on the day it opened
    and on the day it closed.
    """
    cycle = _CYCLE_DAYS[connection.vendor]
    fed = (
        _FED.format(slug=slug, amount=amount.format(cycle=cycle), day=day, condition=condition)
        for slug, amount, day, condition in _FEEDS
    )
    return _FACTS.format(
        fed="".join(fed),
        first=min(first for _, first, _ in spans),
        last=max(last for _, _, last in spans),
        latest=", ".join(map(str, latest)) or "NULL",
    )


_FACTS = """
    SELECT rep_id, metric_id, day, ROUND(SUM(quantity), 4) AS total, COUNT(*) AS facts,
        CASE WHEN metric_id IN ({latest}) THEN (
            SELECT reported.quantity FROM scorecards_activity reported
            WHERE reported.rep_id = fact.rep_id AND reported.day = fact.day
              AND reported.metric_id = fact.metric_id AND reported.withdrawn_at IS NULL
            ORDER BY reported.occurred_at DESC, reported.id DESC LIMIT 1
        ) END AS latest
    FROM (
        SELECT activity.rep_id, activity.metric_id, activity.day, activity.quantity
        FROM spans JOIN scorecards_activity activity
          ON activity.rep_id = spans.rep_id
         AND activity.day BETWEEN spans.from_day AND spans.to_day
        WHERE activity.withdrawn_at IS NULL AND activity.day BETWEEN '{first}' AND '{last}'
        {fed}
    ) fact
    GROUP BY rep_id, metric_id, day
"""

_FED = """
        UNION ALL
        SELECT opportunity.rep_id, metric.id, opportunity.{day}, {amount}
        FROM spans JOIN scorecards_opportunity opportunity
          ON opportunity.rep_id = spans.rep_id
         AND opportunity.{day} BETWEEN spans.from_day AND spans.to_day
        JOIN scorecards_metric metric ON metric.slug = '{slug}'
        WHERE {condition}
"""

_CYCLE_DAYS = {
    "postgresql": "(opportunity.closed_on - opportunity.opened_on)",
    "sqlite": "(julianday(opportunity.closed_on) - julianday(opportunity.opened_on))",
}
_WON, _LOST = "opportunity.status = 'won'", "opportunity.status = 'lost'"
_BOTH_DAYS = "opportunity.opened_on IS NOT NULL AND opportunity.closed_on IS NOT NULL"

# What an opportunity adds, to which metric, on which of its days (KPI catalogue).
_FEEDS = (
    ("opportunities_created", "1", "opened_on", "opportunity.opened_on IS NOT NULL"),
    ("pipeline_created", "opportunity.amount", "opened_on", "opportunity.amount IS NOT NULL"),
    ("deals_won", "1", "closed_on", _WON),
    ("deals_lost", "1", "closed_on", _LOST),
    ("revenue", "opportunity.amount", "closed_on", f"{_WON} AND opportunity.amount IS NOT NULL"),
    ("cycle_days_won", "{cycle}", "closed_on", f"{_WON} AND {_BOTH_DAYS}"),
    ("cycle_days_closed", "{cycle}", "closed_on", f"opportunity.status <> 'open' AND {_BOTH_DAYS}"),
)
