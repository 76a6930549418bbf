"""What people did of a metric, by the team of the day and by month, in one query (rule 22)."""

import json
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db import connection

from scorecards.models import Metric

Actuals = dict[int, dict[tuple[int | None, date], Decimal]]
"""By rep, then by (team of the day or None, first day of the month)."""

_CENTS = Decimal("0.0001")


def actuals_of(
    reps: Collection[int] | None, metric: Metric, *, starts: date, ends: date
) -> Actuals:
    """Of these people, or (None) of everybody. Between two days, both included."""
    amount = "facts" if metric.aggregation == Metric.Aggregation.COUNT else "total"
    parameters: list[str | int] = [metric.pk, starts.isoformat(), ends.isoformat()]
    only = ""
    if reps is not None:
        only = f"AND daily.rep_id IN ({_ids_table()})"
        parameters.append(json.dumps(sorted(reps)))
    statement = _SUMS.format(month=_month(), amount=amount, only=only)
    found: Actuals = {}
    days: dict[str, date] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for rep, team, month, total in cursor.fetchall():
            if (day := days.get(month)) is None:
                day = days[month] = date.fromisoformat(f"{month}-01")
            exact = total if isinstance(total, Decimal) else Decimal(str(total))
            found.setdefault(rep, {})[team, day] = exact.quantize(_CENTS)
    return found


_SUMS = """
    SELECT daily.rep_id, stay.team_id, {month}, SUM(daily.{amount})
    FROM scorecards_dailytotal daily
    LEFT JOIN accounts_membership stay
      ON stay.user_id = daily.rep_id AND stay.starts_on <= daily.day
     AND (stay.ends_on IS NULL OR stay.ends_on >= daily.day)
    WHERE daily.metric_id = %s AND daily.day BETWEEN %s AND %s {only}
    GROUP BY 1, 2, 3
"""


def _month() -> str:
    if connection.vendor == "postgresql":
        return "to_char(daily.day, 'YYYY-MM')"
    return "substr(daily.day, 1, 7)"


def _ids_table() -> str:
    if connection.vendor == "postgresql":
        return "SELECT jsonb_array_elements_text(%s::jsonb)::bigint"
    return "SELECT value FROM json_each(%s)"
