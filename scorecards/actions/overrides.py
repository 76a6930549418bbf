"""Give one rep another target for some time, and end it (rule 11)."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts.actions.marks import mark_stale
from accounts.models import User
from scorecards.actions.activities import sign_history
from scorecards.models import Metric, Override


@transaction.atomic
def add_override(
    *,
    rep: User,
    metric: Metric,
    period: str,
    target: Decimal,
    starts_on: date,
    ends_on: date | None,
    reason: str,
    by: User,
) -> Override:
    """From that day on this target stands for the scorecard's; of several the latest holds."""
    override = Override(
        rep=rep,
        metric=metric,
        period=period,
        target=target,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        made_by=by,
    )
    sign_history(override, by=by)
    override.save(force_insert=True)
    mark_stale(reps=[rep.pk], from_day=starts_on, to_day=ends_on)
    return override


@transaction.atomic
def end_override(*, override: Override, ends_on: date, by: User) -> None:
    """Let it end on a day (inclusive); one that would end before it starts is taken away."""
    override = Override.objects.select_for_update(no_key=True).get(pk=override.pk)
    rep, starts_on, before = override.rep_id, override.starts_on, override.ends_on
    sign_history(override, by=by)
    if ends_on < starts_on:
        override.delete()
    else:
        override.ends_on = ends_on
        override.save(update_fields=["ends_on"])
    mark_stale(
        reps=[rep],
        from_day=max(starts_on, min(ends_on, before or ends_on)),
        to_day=None if before is None else max(before, ends_on),
    )
