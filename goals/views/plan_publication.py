"""Publish a draft that came out of a plan: what it would change, and from when it holds."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.tasks import recompute_soon
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from goals.access import drafts_planned_by
from goals.models import Plan
from goals.views.plan_guard import plan_of, planner_page
from scorecards.actions.activities import Refusal
from scorecards.actions.drafts import discard_draft, publish_draft
from scorecards.forms.cards import StartForm
from scorecards.models import Version
from scorecards.queries.versions import preview_page


@planner_page
def draft(request: PersonRequest, plan_id: int, card_id: int) -> HttpResponse:
    """The preview of a draft (`?starts_on=` tries another start); POST publishes it."""
    plan, version = _found(request, plan_id, card_id)
    if request.method != "POST":
        form = StartForm(request.GET if "starts_on" in request.GET else None)
        starts_on = form.cleaned_data["starts_on"] if form.is_valid() else version.starts_on
        return _page(request, plan, version, StartForm(initial={"starts_on": starts_on}), starts_on)
    form = StartForm(request.POST)
    if not form.is_valid() or not _published(version, form, request):
        starts_on = form.cleaned_data.get("starts_on", version.starts_on)
        return _page(request, plan, version, form, starts_on, status=422)
    recompute_soon()
    messages.success(
        request,
        _("Version %(number)s of “%(card)s” is published.")
        % {"number": version.number, "card": version.scorecard.name},
    )
    return redirect("plan_drafts", plan.pk)


@planner_page
@require_POST
def draft_removal(request: PersonRequest, plan_id: int, card_id: int) -> HttpResponse:
    plan, version = _found(request, plan_id, card_id)
    try:
        discard_draft(draft=version, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The draft is discarded."))
    return redirect("plan_drafts", plan.pk)


def _found(request: PersonRequest, plan_id: int, card_id: int) -> tuple[Plan, Version]:
    plan = plan_of(request, plan_id)
    drafts = drafts_planned_by(request.user, plan).select_related("scorecard__owner_team")
    return plan, get_object_or_404(drafts, scorecard=card_id)


def _published(version: Version, form: StartForm, request: PersonRequest) -> bool:
    try:
        publish_draft(
            draft=version,
            starts_on=form.cleaned_data["starts_on"],
            by=request.user,
            now=timezone.now(),
            today=organisation_day(),
        )
    except Refusal as refusal:
        form.add_error("starts_on" if refusal.field == "starts_on" else None, refusal.message)
        return False
    return True


def _page(
    request: PersonRequest,
    plan: Plan,
    version: Version,
    form: StartForm,
    starts_on: date,
    *,
    status: int = 200,
) -> HttpResponse:
    page = preview_page(
        version,
        user=request.user,
        starts_on=starts_on,
        now=timezone.now(),
        today=organisation_day(),
    )
    here = {"plan_id": plan.pk, "card_id": version.scorecard_id}
    answer = {
        "plan": plan,
        "page": page,
        "card": version.scorecard,
        "form": form,
        "to_publish": reverse("plan_draft", kwargs=here),
        "to_preview": reverse("plan_draft", kwargs=here),
    }
    return render(request, "goals/plan/draft.html", answer, status=status)
