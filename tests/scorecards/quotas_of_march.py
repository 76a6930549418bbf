"""An organisation to reckon by hand: Thursday 12 March 2026, half of the working hours gone.

March has 22 working days, of which 8.5 are done; without holidays or time off.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from accounts.models import Team, User
from scorecards.actions.quotas import MonthAmount, publish_quotas
from scorecards.actions.totals import rebuild_totals
from scorecards.models import Metric
from tests.factories import ActivityFactory

NOW = datetime(2026, 3, 12, 13, 0, tzinfo=UTC)
TODAY, MARCH = date(2026, 3, 12), date(2026, 3, 1)


def owe(
    amounts: Mapping[User | Team, object],
    *,
    months: tuple[date, ...] = (MARCH,),
    metric: str = "revenue",
    starts_on: date | None = None,
    ramp: tuple[str, ...] = (),
) -> None:
    """Each owes the amount in each of the months; None clears it."""
    publish_quotas(
        metric=Metric.objects.get(slug=metric),
        amounts=[
            MonthAmount(
                ("team" if isinstance(owner, Team) else "rep", owner.pk),
                month,
                None if amount is None else Decimal(str(amount)),
            )
            for owner, amount in amounts.items()
            for month in months
        ],
        starts_on=starts_on,
        origin="api",
        by=None,
        now=NOW,
        ramp=tuple(map(Decimal, ramp)),
    )


def sold(rep: User, amount: object, *, day: date = TODAY, metric: str = "revenue") -> None:
    """A fact of that day, counted."""
    ActivityFactory(
        rep=rep,
        metric=Metric.objects.get(slug=metric),
        quantity=Decimal(str(amount)),
        day=day,
        occurred_at=datetime.combine(day, datetime.min.time(), tzinfo=UTC),
    )
    rebuild_totals([(rep.pk, day, day)])
