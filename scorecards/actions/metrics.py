"""Add, change and switch metrics; what a change touches is marked to be scored anew."""

from datetime import date

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from accounts.actions.marks import mark_facts_changed, mark_stale
from accounts.models import User
from scorecards.actions.activities import Refusal, sign_history
from scorecards.models import DailyTotal, Metric, Version
from scorecards.queries.enrolment import enrolment
from scorecards.queries.metrics import cards_by_metric, is_used

EDITABLE = (
    "name",
    "slug",
    "description",
    "unit",
    "kind",
    "timing",
    "aggregation",
    "direction",
    "impact",
    "necessity",
)
# What stored lines repeat: a change of one of these shows in every score that has the metric.
_IN_SCORES = ("name", "slug", "unit", "aggregation", "direction")


@transaction.atomic
def add_metric(*, metric: Metric, by: User) -> Metric:
    """Store an own metric; it stands behind those that are there."""
    metric.is_ready_made = False
    metric.is_active = True
    sign_history(metric, by=by)
    metric.save(force_insert=True)
    return metric


@transaction.atomic
def change_metric(*, metric: Metric, by: User) -> Metric:
    """Store the changed fields of a metric. Raises Refusal for a short name that is in use."""
    before = Metric.objects.select_for_update().get(pk=metric.pk)
    if metric.slug != before.slug and (before.is_ready_made or is_used(before)):
        raise Refusal("slug", "in_use", _("Facts and scorecards use this short name already."))
    changed = [name for name in EDITABLE if getattr(metric, name) != getattr(before, name)]
    if not changed:
        return metric
    sign_history(metric, by=by)
    metric.save(update_fields=changed)
    if set(changed) & set(_IN_SCORES):
        _mark_scores_with(metric)
    if Metric.Aggregation.LATEST in {before.aggregation, metric.aggregation} and (
        before.aggregation != metric.aggregation
    ):
        _mark_totals_of(metric)
    return metric


@transaction.atomic
def switch_metric(*, metric: Metric, on: bool, by: User, today: date) -> Metric:
    """Let a metric be logged or not. Raises Refusal while a scorecard counts on it."""
    metric = Metric.objects.select_for_update().get(pk=metric.pk)
    if metric.is_active == on:
        return metric
    if not on and (cards := cards_by_metric(today=today)[metric.pk]):
        raise Refusal(
            "is_active",
            "on_scorecards",
            _("“%(metric)s” stays on: it counts on %(cards)s.")
            % {"metric": metric.name, "cards": ", ".join(cards)},
        )
    metric.is_active = on
    sign_history(metric, by=by)
    metric.save(update_fields=["is_active"])
    return metric


def _mark_scores_with(metric: Metric) -> None:
    """Every rep on a scorecard that has (or had) the metric, from the version's start."""
    having = Version.objects.published().filter(sections__benchmarks__metric=metric)
    starts = dict(having.values_list("scorecard").annotate(first=Min("starts_on")))
    if not starts:
        return
    people = enrolment()
    for card, first in starts.items():
        for rep, since in people.ever_on({card}, since=first).items():
            mark_stale(reps=[rep], from_day=since, to_day=None)


def _mark_totals_of(metric: Metric) -> None:
    """Daily totals keep the last reported value only of metrics that need it: build them anew."""
    totals = DailyTotal.objects.filter(metric=metric)
    mark_facts_changed(rep_days=totals.values_list("rep_id", "day").iterator())
    first: dict[int, date] = dict(totals.values_list("rep").annotate(first=Min("day")))
    for rep, day in first.items():
        mark_stale(reps=[rep], from_day=day, to_day=None)
