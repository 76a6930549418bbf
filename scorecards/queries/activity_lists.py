"""The activity log for programs: facts filtered, a page at a time."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from scorecards.models import Activity, Metric


def activities_listed(
    activities: QuerySet[Activity],
    *,
    withdrawn: bool,
    rep: User | None = None,
    metric: Metric | None = None,
    first: date | None = None,
    last: date | None = None,
    source: str | None = None,
    external_id: str | None = None,
) -> QuerySet[Activity]:
    """Of these facts the ones asked for, with their metrics; days inclusive, the rep's own."""
    asked = {
        "rep": rep,
        "metric": metric,
        "day__gte": first,
        "day__lte": last,
        "source": source,
        "external_id": external_id,
    }
    wanted = Q(**{name: value for name, value in asked.items() if value is not None})
    return activities.filter(wanted, withdrawn_at__isnull=not withdrawn).select_related("metric")
