"""Pipeline coverage: what is open against what is still missing to the quota."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from scorecards.models import Metric, Opportunity
from scorecards.queries.attainment.sums import Sums, TeamKey
from scorecards.scoring.lines import ratio
from scorecards.scoring.records import ZERO

_CENTS = Decimal("0.0001")


@dataclass(frozen=True)
class Pipeline:
    """Opportunities open today; `unknown` of them have no amount, which is not 0.

    `coverage`: their amounts ÷ what is missing; None when nothing is.
    """

    opportunities: int
    amount: Decimal
    unknown: int
    coverage: Decimal | None


def pipeline_of(
    sums: Sums, teams: Collection[TeamKey] | None, short: Decimal | None
) -> Pipeline | None:
    """Of those who are in these teams today (None: wherever); money only, while the span runs.

    None where nothing is open. One query.
    """
    asked = sums.asked
    if asked.metric.unit != Metric.Unit.MONEY:
        return None
    rows = (
        Opportunity.objects.filter(
            status=Opportunity.Status.OPEN, rep__in=asked.people.values("pk")
        )
        .order_by()
        .values("rep")
        .annotate(count=Count("pk"), known=Count("amount"), amount=Sum("amount"))
    )
    today = sums.force.teams[None].today
    mine = [row for row in rows if today in asked.span and _is_in(sums, row["rep"], teams)]
    if not mine:
        return None
    amount = sum((Decimal(str(row["amount"] or 0)).quantize(_CENTS) for row in mine), ZERO)
    count = sum(row["count"] for row in mine)
    missing = short if short is not None and short > 0 else ZERO
    return Pipeline(
        opportunities=count,
        amount=amount,
        unknown=count - sum(row["known"] for row in mine),
        coverage=ratio(numerator=amount, denominator=missing),
    )


def _is_in(sums: Sums, rep: int, teams: Collection[TeamKey] | None) -> bool:
    worker = sums.force.workers.get(rep)
    if teams is None or worker is None:
        return worker is not None
    return any(stay.team in teams and worker.today in stay for stay in worker.stays)
