"""Make and edit goals: the form, and the five letters that follow what is typed."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.refusals import Refused
from accounts.models import Organisation
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from goals.access import goals_steered_by, goals_visible_to, may_make_company_goals
from goals.actions.goal_rules import refusals_of
from goals.actions.goals import edit_goal, fitting, make_goal
from goals.forms.goals import GoalForm, initial_of
from goals.forms.milestones import posted_step_forms, step_forms, written_steps
from goals.forms.owners import LONGEST_ID
from goals.models import Goal
from goals.queries.evidence import with_present_start
from goals.queries.goal_terms import GoalTerms, terms_of
from goals.queries.masks import Mask, masked_changes
from goals.queries.ready_made import blank_terms, ready_made, ready_made_terms
from goals.queries.smart_check import smart_check
from goals.templatetags.smart_words import proposed_statement


@login_required
def goal_new(request: PersonRequest) -> HttpResponse:
    """Make a goal. `?like=` starts from a ready-made one, `?parent=` below another goal."""
    if request.method == "POST":
        return _posted(request, None)
    terms = _completed(_first_terms(request))
    return _page(request, None, terms, _form_of(request, None, terms), step_forms(terms.milestones))


@login_required
def goal_edit(request: PersonRequest, goal_id: int) -> HttpResponse:
    """Change an open goal; what it said before stays in its history."""
    steered = goals_steered_by(request.user, today=organisation_day())
    goal = get_object_or_404(steered, pk=goal_id)
    if not goal.is_open:
        messages.error(request, _("This goal is closed: its history stays as it was."))
        return redirect("goal", goal.pk)
    if request.method == "POST":
        return _posted(request, goal)
    terms = terms_of(goal)
    return _page(request, goal, terms, _form_of(request, goal, terms), step_forms(terms.milestones))


def _posted(request: PersonRequest, goal: Goal | None) -> HttpResponse:
    """`do`: save, check (the letters only) or more (rows of milestones)."""
    do = request.POST.get("do", "save")
    form = GoalForm(request.POST, user=request.user, today=organisation_day(), goal=goal)
    steps = posted_step_forms(request.POST, more=do == "more")
    valid = form.is_valid() & _steps_valid(form, steps)
    terms = _completed(replace(form.terms(), milestones=written_steps(steps)))
    if do == "save" and valid and (stored := _stored(request, goal, form, terms)):
        messages.success(request, _("The goal is saved."))
        return redirect("goal", stored.pk)
    status = 422 if do == "save" else 200
    return _page(request, goal, terms, form, steps, status=status)


def _steps_valid(form: GoalForm, steps: Any) -> bool:
    """Rows of milestones matter only to a goal that is made of them."""
    is_valid = steps.is_valid()
    return is_valid or form.cleaned_data.get("shape") != Goal.Shape.MILESTONES


def _stored(
    request: PersonRequest, goal: Goal | None, form: GoalForm, terms: GoalTerms
) -> Goal | None:
    fields = {name: getattr(terms, name) for name in GoalTerms.__dataclass_fields__}
    del fields["former"]
    now = timezone.now()
    try:
        if goal:
            return edit_goal(goal=goal, by=request.user, now=now, strict=True, **fields)
        return make_goal(by=request.user, now=now, strict=True, **fields)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return None


def _completed(terms: GoalTerms) -> GoalTerms:
    """With the present figure as start and the proposed sentence where nothing was typed."""
    terms = with_present_start(fitting(terms), now=timezone.now())
    return terms if terms.statement else replace(terms, statement=_proposed(terms))


def _proposed(terms: GoalTerms) -> str:
    return proposed_statement(terms, currency=Organisation.current().currency)


def _first_terms(request: PersonRequest) -> GoalTerms:
    """For leaders and admins a goal of the company, for everybody else their own."""
    is_company = may_make_company_goals(request.user)
    now, asked = timezone.now(), request.GET
    terms = GoalTerms(
        person=None if is_company else request.user,
        visibility=Goal.Visibility.COMPANY if is_company else Goal.Visibility.TEAM,
        parent=_parent(request, asked.get("parent", "")),
    )
    return ready_made_terms(asked.get("like", ""), blank=blank_terms(terms, now=now), now=now)


def _parent(request: PersonRequest, key: str) -> Goal | None:
    if not key.isdecimal() or len(key) > LONGEST_ID:
        return None
    return goals_visible_to(request.user, today=organisation_day()).filter(pk=key).first()


def _form_of(request: PersonRequest, goal: Goal | None, terms: GoalTerms) -> GoalForm:
    """The form as nobody has typed in it yet; a sentence that is only proposed stays open."""
    initial = initial_of(terms) if goal else {**initial_of(terms), "statement": ""}
    return GoalForm(initial=initial, user=request.user, today=organisation_day(), goal=goal)


def _page(
    request: PersonRequest,
    goal: Goal | None,
    terms: GoalTerms,
    form: GoalForm,
    steps: Any,
    *,
    status: int = 200,
) -> HttpResponse:
    now, today = timezone.now(), organisation_day()
    mask = Mask(request.user, today=today)
    shown = replace(terms, parent=mask.value(terms.parent), plan=mask.value(terms.plan))
    answer = {
        "goal": goal,
        "form": form,
        "steps": steps,
        "check": smart_check(shown, now=now),
        "proposed": _proposed(terms),
        "open_points": _open_points(form, terms, today),
        "ready_made": [] if goal else ready_made(),
        "like": request.GET.get("like", ""),
        "changes": list(masked_changes(goal, mask)) if goal else [],
    }
    return render(request, "goals/form.html", answer, status=status)


def _open_points(form: GoalForm, terms: GoalTerms, today: date) -> list[str]:
    """What stands in the way of saving; fields that say so themselves are not repeated."""
    refused = refusals_of(terms, today=today)
    return list(dict.fromkeys(reason for field, reason in refused if field not in form.errors))
