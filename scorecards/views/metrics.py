"""Metrics in the setup: what can be counted; admins change it, managers read."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.tasks import recompute_soon
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from scorecards.access import may_add_metrics, metrics_steered_by, metrics_visible_to
from scorecards.actions.activities import Refusal
from scorecards.actions.metrics import add_metric, change_metric, switch_metric
from scorecards.forms.metrics import MetricForm
from scorecards.queries.metrics import cards_by_metric, is_used, metric_groups
from scorecards.views.setup import setup_page


@setup_page
def metrics(request: PersonRequest) -> HttpResponse:
    groups = metric_groups(metrics_visible_to(request.user), today=organisation_day())
    answer = {"groups": groups, "may_change": may_add_metrics(request.user)}
    return render(request, "scorecards/setup/metrics.html", answer)


@setup_page
def metric_new(request: PersonRequest) -> HttpResponse:
    if not may_add_metrics(request.user):
        raise Http404
    form = MetricForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        metric = add_metric(metric=form.save(commit=False), by=request.user)
        messages.success(request, _("“%s” can be counted now.") % metric.name)
        return redirect("metrics")
    status = 422 if request.method == "POST" else 200
    return render(request, "scorecards/setup/metric.html", {"form": form}, status=status)


@setup_page
def metric(request: PersonRequest, metric_id: int) -> HttpResponse:
    """The metric's form for admins, its description for managers."""
    row = get_object_or_404(metrics_visible_to(request.user), pk=metric_id)
    cards = cards_by_metric(today=organisation_day())[row.pk]
    answer = {"metric": row, "cards": cards, "name": row.name}
    if not metrics_steered_by(request.user).filter(pk=row.pk).exists():
        if request.method == "POST":
            raise Http404
        return render(request, "scorecards/setup/metric_read.html", answer)
    form = MetricForm(request.POST or None, instance=row, is_used=is_used(row))
    if request.method == "POST" and form.is_valid() and _changed(form, request):
        messages.success(request, _("“%s” is saved.") % row.name)
        return redirect("metrics")
    status = 422 if request.method == "POST" else 200
    return render(request, "scorecards/setup/metric.html", answer | {"form": form}, status=status)


@setup_page
@require_POST
def metric_switch(request: PersonRequest, metric_id: int) -> HttpResponse:
    """Switch a metric on (`on=1`) or off."""
    row = get_object_or_404(metrics_steered_by(request.user), pk=metric_id)
    on = request.POST.get("on") == "1"
    try:
        switch_metric(metric=row, on=on, by=request.user, today=organisation_day())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        words = _("“%s” is switched on.") if on else _("“%s” is switched off.")
        messages.success(request, words % row.name)
    return redirect("metrics")


def _changed(form: MetricForm, request: PersonRequest) -> bool:
    try:
        change_metric(metric=form.save(commit=False), by=request.user)
    except Refusal as refusal:
        form.add_error(refusal.field, refusal.message)
        return False
    recompute_soon()
    return True
