"""Deals for programs: filtered, a page at a time."""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import User
from scorecards.models import Opportunity, StageChange


def opportunities_listed(
    opportunities: QuerySet[Opportunity],
    *,
    rep: User | None = None,
    status: str | None = None,
    stage: str | None = None,
    source: str | None = None,
    external_id: str | None = None,
    opened_from: date | None = None,
    opened_to: date | None = None,
    closed_from: date | None = None,
    closed_to: date | None = None,
) -> QuerySet[Opportunity]:
    """Of these deals the ones asked for, with the stages they entered; days inclusive."""
    asked = {
        "rep": rep,
        "status": status,
        "stage": stage,
        "source": source,
        "external_id": external_id,
        "opened_on__gte": opened_from,
        "opened_on__lte": opened_to,
        "closed_on__gte": closed_from,
        "closed_on__lte": closed_to,
    }
    wanted = Q(**{name: value for name, value in asked.items() if value is not None})
    stages = StageChange.objects.order_by("changed_at", "pk")
    return opportunities.filter(wanted).prefetch_related(Prefetch("stage_changes", stages))
