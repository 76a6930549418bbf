"""Log, correct and withdraw activities: the fact, its history and its mark in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Model, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.actions.marks import mark_facts_changed
from accounts.models import Organisation, User
from scorecards.models import Activity, Metric

MAX_QUANTITY = Decimal("99999999999.9999")
_FOUR_PLACES = Decimal("0.0001")


@dataclass(eq=False)
class Refusal(Exception):
    """Why a fact cannot be: the field it is about ("": the fact as a whole), a code for programs,
    a sentence for people."""

    field: str
    code: str
    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(eq=False)
class Refusals(Exception):
    """Why none of several facts was stored: the refused ones, by the metric's slug."""

    by_metric: Mapping[str, Refusal]

    def __str__(self) -> str:
        return " ".join(map(str, self.by_metric.values()))


def refusal_of(
    *, rep: User, metric: Metric, quantity: Decimal, day: date, today: date
) -> Refusal | None:
    """Why this fact cannot be, or None. `day` and `today` are the rep's local days."""
    if not metric.is_active:
        return Refusal("metric", "switched_off", _("“%s” is switched off.") % metric.name)
    if day > today:
        return Refusal("occurred_at", "in_future", _("%s has not come yet.") % day.isoformat())
    if not rep.is_employed_on(day):
        return Refusal(
            "occurred_at",
            "not_employed",
            _("%(rep)s was not employed on %(day)s.") % {"rep": rep.name, "day": day.isoformat()},
        )
    return _quantity_refusal(metric, quantity)


def local_day_of(moment: datetime, rep: User, organisation: Organisation) -> date:
    """The rep's local day of a moment (rule 26)."""
    return moment.astimezone(zone_of(rep, organisation)).date()


def zone_of(rep: User, organisation: Organisation) -> ZoneInfo:
    return ZoneInfo(rep.time_zone or organisation.time_zone)


def moment_on(day: date, rep: User, organisation: Organisation, *, now: datetime) -> datetime:
    """When something entered for a day happened: now if it is today, else noon of that day."""
    zone = zone_of(rep, organisation)
    if now.astimezone(zone).date() == day:
        return now
    return datetime.combine(day, time(12), tzinfo=zone)


@transaction.atomic
def log_activity(
    *,
    rep: User,
    metric: Metric,
    quantity: Decimal,
    occurred_at: datetime,
    entered_by: User | None,
    now: datetime,
    note: str = "",
    source: str = "log",
    external_id: str | None = None,
) -> Activity:
    """Store one fact. Raises Refusal, with nothing stored, when it cannot be."""
    organisation = Organisation.current()
    day = local_day_of(occurred_at, rep, organisation)
    _refuse(rep, metric, quantity, day, organisation, now)
    activity = Activity(
        rep=rep,
        metric=metric,
        quantity=quantity,
        occurred_at=occurred_at,
        day=day,
        note=note,
        source=source,
        external_id=external_id,
        entered_by=entered_by,
    )
    sign_history(activity, by=entered_by)
    activity.save(force_insert=True)
    mark_facts_changed(rep_days=[(rep.pk, day)])
    return activity


@transaction.atomic
def log_day(
    *,
    rep: User,
    quantities: Mapping[Metric, Decimal],
    day: date,
    entered_by: User | None,
    now: datetime,
) -> list[Activity]:
    """Store one fact a metric for a day: all, or none and raise Refusals naming each refused."""
    organisation = Organisation.current()
    today = local_day_of(now, rep, organisation)
    refused = {
        metric.slug: refusal
        for metric, quantity in quantities.items()
        if (refusal := refusal_of(rep=rep, metric=metric, quantity=quantity, day=day, today=today))
    }
    if refused:
        raise Refusals(refused)
    occurred_at = moment_on(day, rep, organisation, now=now)
    return [
        log_activity(
            rep=rep,
            metric=metric,
            quantity=quantity,
            occurred_at=occurred_at,
            entered_by=entered_by,
            now=now,
        )
        for metric, quantity in quantities.items()
    ]


@transaction.atomic
def correct_activity(
    *,
    activity: Activity,
    by: User,
    now: datetime,
    quantity: Decimal,
    occurred_at: datetime,
    note: str,
    metric: Metric | None = None,
) -> Activity:
    """Change a fact; its former values stay in its history. Raises Refusal."""
    activity = (
        Activity.objects.select_for_update().select_related("rep", "metric").get(pk=activity.pk)
    )
    if activity.withdrawn_at is not None:
        raise Refusal(
            "", "withdrawn", _("This entry is withdrawn. Take the withdrawal back first.")
        )
    organisation = Organisation.current()
    day = local_day_of(occurred_at, activity.rep, organisation)
    changed_metric = metric or activity.metric
    _refuse(activity.rep, changed_metric, quantity, day, organisation, now)
    keep_former([activity])
    before = activity.day
    activity.metric = changed_metric
    activity.quantity, activity.occurred_at, activity.day = quantity, occurred_at, day
    activity.note = note
    sign_history(activity, by=by)
    activity.save(update_fields=["metric", "quantity", "occurred_at", "day", "note"])
    mark_facts_changed(rep_days=[(activity.rep_id, before), (activity.rep_id, day)])
    return activity


@transaction.atomic
def withdraw_activity(*, activity: Activity, by: User, now: datetime, reason: str = "") -> None:
    """Take a fact out of all counting; it stays readable in the history."""
    _set_withdrawn(activity, by=by, withdrawn_at=now, reason=reason or "withdrawn")


@transaction.atomic
def restore_activity(*, activity: Activity, by: User) -> None:
    """Take a withdrawal back."""
    _set_withdrawn(activity, by=by, withdrawn_at=None, reason="restored")


def sign_history(row: Model, *, by: User | None, reason: str = "") -> None:
    """Who changes the row and why, for the history record that its next save writes."""
    vars(row).update(_history_user=by, _change_reason=reason)


def keep_former(activities: list[Activity]) -> None:
    """Write the present state of facts that came without history into it, before a change."""
    history = Activity.history
    known = set(history.filter(id__in=[a.pk for a in activities]).values_list("id", flat=True))
    unknown: list[Any] = [a for a in activities if a.pk not in known]
    prefetch_related_objects(unknown, "entered_by")
    for activity in unknown:
        # Who entered it then, not who changes it now.
        activity._history_date, activity._history_user = activity.entered_at, activity.entered_by
    history.bulk_history_create(unknown, batch_size=500)
    for activity in unknown:
        del activity._history_date, activity._history_user


def _set_withdrawn(
    activity: Activity, *, by: User, withdrawn_at: datetime | None, reason: str
) -> None:
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    if (activity.withdrawn_at is None) == (withdrawn_at is None):
        return
    keep_former([activity])
    activity.withdrawn_at = withdrawn_at
    sign_history(activity, by=by, reason=reason)
    activity.save(update_fields=["withdrawn_at"])
    mark_facts_changed(rep_days=[(activity.rep_id, activity.day)])


def _refuse(
    rep: User,
    metric: Metric,
    quantity: Decimal,
    day: date,
    organisation: Organisation,
    now: datetime,
) -> None:
    today = local_day_of(now, rep, organisation)
    refusal = refusal_of(rep=rep, metric=metric, quantity=quantity, day=day, today=today)
    if refusal:
        raise refusal


def _quantity_refusal(metric: Metric, quantity: Decimal) -> Refusal | None:
    if not quantity.is_finite() or quantity < 0:
        return Refusal("quantity", "negative", _("A quantity cannot be below zero."))
    if quantity > MAX_QUANTITY:
        return Refusal("quantity", "too_large", _("This quantity is too large to be true."))
    if quantity != quantity.quantize(_FOUR_PLACES):
        return Refusal("quantity", "too_precise", _("Use at most four decimals."))
    if metric.unit == Metric.Unit.COUNT and quantity != quantity.to_integral_value():
        return Refusal(
            "quantity", "not_whole", _("“%s” is counted in whole numbers.") % metric.name
        )
    if metric.aggregation in {"sum", "count"} and quantity == 0:
        return Refusal("quantity", "zero", _("Nothing to log: the quantity is zero."))
    return None
