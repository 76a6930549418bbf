"""North Star: the list of plans, a new one, and the page on which its numbers are worked with."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.refusals import Refused
from accounts.models import Organisation
from accounts.views.answers import tried
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from goals.access import plans_visible_to
from goals.actions.plans import (
    add_scenario,
    choose_scenario,
    make_plan,
    remove_plan,
    remove_scenario,
    save_scenario,
)
from goals.forms.plans import PlanForm
from goals.forms.scenarios import Known, ScenarioForm
from goals.models import Plan, Scenario
from goals.planning.chain import Assumptions
from goals.queries.plans.defaults import DEAL, defaults_of
from goals.queries.plans.groups import group_of
from goals.queries.plans.history import changes_of
from goals.queries.plans.lists import Ground, ground_of, plan_rows
from goals.queries.plans.stages import is_stage, with_stage, without_stage
from goals.queries.plans.terms import ScenarioTerms, sourced, terms_of
from goals.queries.plans.tracking import tracking_of
from goals.views.plan_guard import plan_of, planner_page, scenario_of
from scorecards.periods import PeriodKind, period_containing
from scorecards.queries.terms import period_rules


@planner_page
@require_safe
def plans(request: PersonRequest) -> HttpResponse:
    """The plans of the teams one manages; for leaders and admins all."""
    rows = plan_rows(plans_visible_to(request.user))
    return render(request, "goals/plan/plans.html", {"rows": rows})


@planner_page
def plan_new(request: PersonRequest) -> HttpResponse:
    """A plan begins with what the group did in its last 12 months."""
    organisation, today = Organisation.current(), organisation_day()
    rules = period_rules(organisation)
    year = period_containing(day=today, kind=PeriodKind.YEAR, rules=rules).starts
    form = PlanForm(request.POST or None, user=request.user, year=year)
    if request.method == "POST" and form.is_valid():
        made = _made(request, form)
        if made is not None:
            return redirect("plan", plan_id=made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "goals/plan/new.html", {"form": form}, status=status)


@planner_page
def plan(request: PersonRequest, plan_id: int) -> HttpResponse:
    """The page of a plan. `do` says what a button wants; without one it is worked out only."""
    found = plan_of(request, plan_id)
    scenario = scenario_of(found, request.GET.get("scenario"))
    ground = ground_of(found, organisation=Organisation.current(), today=organisation_day())
    stored = terms_of(scenario)
    if request.method != "POST":
        return _page(request, ground, scenario, stored, _form(stored, ground))
    form = ScenarioForm.posted(request.POST, known=_known(ground), usual=stored.slugs)
    if not form.is_valid():
        return _page(request, ground, scenario, None, form, status=422)
    terms = _with_sources(form.terms(), ground, stored)
    do = request.POST.get("do", "work")
    if do in {"save", "save_as"}:
        return _saved(request, ground, scenario, form, terms, as_new=do == "save_as")
    terms = _with_sources(_rearranged(terms, do, request, ground), ground, stored)
    return _page(request, ground, scenario, terms, _form(terms, ground))


@planner_page
@require_POST
def scenario_choice(request: PersonRequest, plan_id: int, scenario_id: int) -> HttpResponse:
    found = plan_of(request, plan_id)
    scenario = scenario_of(found, str(scenario_id))
    choose_scenario(scenario=scenario, by=request.user)
    messages.success(request, _("The plan follows “%s” now.") % scenario.name)
    return redirect("plan", plan_id=found.pk)


@planner_page
@require_POST
def scenario_removal(request: PersonRequest, plan_id: int, scenario_id: int) -> HttpResponse:
    found = plan_of(request, plan_id)
    scenario = scenario_of(found, str(scenario_id))
    return tried(
        request,
        lambda: remove_scenario(scenario=scenario, by=request.user),
        _("“%s” is gone.") % scenario.name,
        "plan",
        found.pk,
    )


@planner_page
@require_POST
def plan_removal(request: PersonRequest, plan_id: int) -> HttpResponse:
    found = plan_of(request, plan_id)
    name = found.name
    remove_plan(plan=found, by=request.user)
    messages.success(request, _("“%s” is gone. Drafts and goals made from it stay.") % name)
    return redirect("plans")


def _made(request: PersonRequest, form: PlanForm) -> Plan | None:
    """The new plan, or None with the reason at the form."""
    clean = form.cleaned_data
    defaults = defaults_of(group_of(clean["team"]), today=organisation_day())
    usual = defaults.deal_size(clean["metric"].slug, deal=DEAL)
    size: Decimal | None = clean["deal_size"]
    if size is None and usual is not None:
        size = usual.figure
    if size is None:
        words = _("This group won no deal in its last 12 months: write what one brings.")
        form.add_error("deal_size", words)
        return None
    assumed = Assumptions(clean["amount"], size, defaults.stages())
    sources = sourced(assumed, money=clean["metric"].slug, defaults=defaults)
    starts, ends = form.days
    try:
        return make_plan(
            name=clean["name"],
            team=clean["team"],
            metric=clean["metric"],
            starts_on=starts,
            ends_on=ends,
            terms=ScenarioTerms(_("As we are"), assumed, sources),
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return None


def _known(ground: Ground) -> Known:
    return Known(ground.metrics, ground.plan.metric, ground.defaults)


def _form(terms: ScenarioTerms, ground: Ground) -> ScenarioForm:
    return ScenarioForm.of(terms, known=_known(ground))


def _with_sources(terms: ScenarioTerms, ground: Ground, stored: ScenarioTerms) -> ScenarioTerms:
    money = ground.plan.metric.slug
    assumed, known = terms.assumptions, ground.defaults
    sources = sourced(assumed, money=money, defaults=known, stored=stored)
    return replace(terms, sources=sources)


def _rearranged(
    terms: ScenarioTerms, do: str, request: PersonRequest, ground: Ground
) -> ScenarioTerms:
    """A stage more or less: "add" takes the metric from the choice beside it."""
    verb, _colon, slug = do.partition(":")
    if verb == "remove":
        return without_stage(terms, slug)
    new = request.POST.get("new_stage", "")
    metric = ground.metrics.get(new) if do == "add" and new not in terms.slugs else None
    if metric is None or not is_stage(metric):
        return terms
    above = request.POST.get("new_above", "")
    return with_stage(terms, new, above=above, defaults=ground.defaults)


def _saved(
    request: PersonRequest,
    ground: Ground,
    scenario: Scenario,
    form: ScenarioForm,
    terms: ScenarioTerms,
    *,
    as_new: bool,
) -> HttpResponse:
    try:
        if as_new:
            typed = request.POST.get("new_name", "").replace("\0", "").strip()
            terms = replace(terms, name=(typed or terms.name)[:80])
            scenario = add_scenario(plan=ground.plan, terms=terms, by=request.user)
        else:
            save_scenario(scenario=scenario, terms=terms, by=request.user)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return _page(request, ground, scenario, None, form, status=422)
    messages.success(request, _("“%s” is saved.") % terms.name)
    address = reverse("plan", kwargs={"plan_id": ground.plan.pk})
    return redirect(f"{address}?scenario={scenario.pk}")


def _page(
    request: PersonRequest,
    ground: Ground,
    scenario: Scenario,
    terms: ScenarioTerms | None,
    form: ScenarioForm,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page, or for htmx what follows from the numbers; without `terms` the form is wrong."""
    context: dict[str, Any] = {
        "plan": ground.plan,
        "scenario": scenario,
        "form": form,
        "defaults": ground.defaults,
        "organisation": ground.organisation,
        "addable": [
            metric
            for metric in ground.metrics.values()
            if metric.is_active and is_stage(metric) and metric.slug not in form.slugs
        ],
    }
    if terms is not None:
        carriers = ground.carriers(terms.ramp)
        context["worked"] = worked = ground.worked(terms, carriers)
        if not request.htmx:
            context["tracking"] = tracking_of(
                ground.plan,
                worked,
                group=ground.group,
                carriers=carriers,
                metrics=ground.metrics,
                organisation=ground.organisation,
                now=timezone.now(),
            )
    if request.htmx:
        return render(request, "goals/plan/_work.html", context, status=status)
    context["scenarios"] = list(ground.plan.scenarios.all())
    context["changes"] = changes_of(scenario)
    return render(request, "goals/plan/plan.html", context, status=status)
