"""One goal: what it says, where it is, and everything that is done with it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.refusals import Refused
from accounts.exports import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from goals.access import goals_steered_by, goals_visible_to
from goals.actions.check_ins import check_in, is_typed, say_status, tick_milestone
from goals.actions.closing import close_goal, reopen_goal
from goals.forms.check_ins import CheckInForm, ClosureForm, DoneForm, ReopeningForm, StatusForm
from goals.models import Goal
from goals.queries.goal_page import goal_page
from goals.queries.goal_tables import check_ins_cells, check_ins_header
from goals.views.goals import as_file

UNPROCESSABLE = 422
# Two forms of the page ask for a status: their fields need ids of their own.
STATUS_ID, CLOSURE_ID = "status_%s", "closure_%s"


@require_safe
@login_required
def goal(request: PersonRequest, goal_id: int) -> HttpResponse:
    return _page(request, _visible(request, goal_id))


@require_POST
@login_required
def goal_check_in(request: PersonRequest, goal_id: int) -> HttpResponse:
    found = _steered(request, goal_id)
    form = _check_in_form(found, request.POST)
    return _answered(
        request,
        found,
        "check_in",
        form,
        lambda: check_in(goal=found, by=request.user, now=timezone.now(), **form.said()),
        _("Checked in."),
    )


@require_POST
@login_required
def goal_status(request: PersonRequest, goal_id: int) -> HttpResponse:
    """A status of one's own, or again that of pace."""
    found = _steered(request, goal_id)
    form = StatusForm(request.POST, auto_id=STATUS_ID)
    return _answered(
        request,
        found,
        "status",
        form,
        lambda: say_status(goal=found, by=request.user, **form.cleaned_data),
        _("The status is changed."),
    )


@require_POST
@login_required
def goal_closure(request: PersonRequest, goal_id: int) -> HttpResponse:
    found = _steered(request, goal_id)
    form = ClosureForm(request.POST, auto_id=CLOSURE_ID)
    return _answered(
        request,
        found,
        "closure",
        form,
        lambda: close_goal(goal=found, by=request.user, now=timezone.now(), **form.cleaned_data),
        _("The goal is closed."),
    )


@require_POST
@login_required
def goal_reopening(request: PersonRequest, goal_id: int) -> HttpResponse:
    found = _steered(request, goal_id)
    form = ReopeningForm(request.POST)
    return _answered(
        request,
        found,
        "reopening",
        form,
        lambda: reopen_goal(goal=found, by=request.user, **form.cleaned_data),
        _("The goal goes on."),
    )


@require_POST
@login_required
def goal_milestone(request: PersonRequest, goal_id: int, milestone_id: int) -> HttpResponse:
    """Done on a day, or not done after all."""
    found = _steered(request, goal_id)
    milestone = get_object_or_404(found.milestones.all(), pk=milestone_id)
    form = DoneForm(request.POST, today=organisation_day())
    if not form.is_valid():
        messages.error(request, _("Write the day as 2026-03-14."))
        return redirect("goal", found.pk)
    day = form.cleaned_data["done_on"]
    try:
        tick_milestone(milestone=milestone, by=request.user, now=timezone.now(), done_on=day)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("goal", found.pk)
    words = _("“%s” is done.") if day else _("“%s” is open again.")
    messages.success(request, words % milestone.name)
    return redirect("goal", found.pk)


@require_safe
@login_required
def goal_check_ins_csv(request: PersonRequest, goal_id: int) -> HttpResponse:
    rows = check_ins_cells(_visible(request, goal_id).check_ins.select_related("by"))
    return as_file(csv_bytes(check_ins_header(), rows), CSV_TYPE, f"check-ins-{goal_id}.csv")


@require_safe
@login_required
def goal_check_ins_xlsx(request: PersonRequest, goal_id: int) -> HttpResponse:
    rows = check_ins_cells(_visible(request, goal_id).check_ins.select_related("by"))
    book = xlsx_bytes(_("Check-ins"), check_ins_header(), rows)
    return as_file(book, XLSX_TYPE, f"check-ins-{goal_id}.xlsx")


def _visible(request: PersonRequest, goal_id: int) -> Goal:
    seen = goals_visible_to(request.user, today=organisation_day())
    related = ("person", "team", "metric", "parent", "plan", "serves_quota", "said_by", "closed_by")
    return get_object_or_404(seen.select_related(*related), pk=goal_id)


def _steered(request: PersonRequest, goal_id: int) -> Goal:
    steered = goals_steered_by(request.user, today=organisation_day())
    return get_object_or_404(steered, pk=goal_id)


def _check_in_form(goal: Goal, posted: Any = None) -> CheckInForm:
    asks = ""
    if goal.driver == Goal.Driver.OWN and is_typed(goal):
        asks = "outcome" if goal.shape == Goal.Shape.OUTCOME else "value"
    return CheckInForm(posted, asks=asks, unit=goal.unit)


def _answered(
    request: PersonRequest,
    goal: Goal,
    name: str,
    form: forms.Form,
    act: Callable[[], object],
    words: str,
) -> HttpResponse:
    """The goal's page again: with what was done, or with the form and what is wrong in it."""
    if form.is_valid():
        try:
            act()
        except Refused as refused:
            if refused.field in form.fields:
                form.add_error(refused.field, refused.message)
            else:  # the form may not even stand there any more: somebody closed the goal
                messages.error(request, refused.message)
        else:
            messages.success(request, words)
            return redirect("goal", goal.pk)
    return _page(request, _visible(request, goal.pk), **{name: form})


def _page(request: PersonRequest, goal: Goal, **posted: forms.Form) -> HttpResponse:
    page = goal_page(goal, request.user, now=timezone.now())
    context: dict[str, Any] = {"page": page, "goal": goal, "today": page.figures.today}
    if page.may_steer:
        fresh: dict[str, forms.Form] = {
            "check_in": _check_in_form(goal),
            "status": StatusForm(
                initial={"status": goal.said_status, "because": goal.said_because},
                auto_id=STATUS_ID,
            ),
            "closure": ClosureForm(auto_id=CLOSURE_ID),
            "reopening": ReopeningForm(),
        }
        context["forms"] = fresh | posted
    return render(request, "goals/goal.html", context, status=UNPROCESSABLE if posted else 200)
