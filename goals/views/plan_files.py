"""The tables of a plan as files, and two of its scenarios side by side."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.access import people_visible_to
from accounts.exports import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from accounts.models import Organisation, User
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from goals.models import Plan, Scenario
from goals.queries.plans import tables
from goals.queries.plans.figures import Worked
from goals.queries.plans.lists import Ground, ground_of
from goals.queries.plans.terms import terms_of
from goals.queries.plans.tracking import tracking_of
from goals.views.plan_guard import plan_of, planner_page, scenario_of


@planner_page
@require_safe
def comparison(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Two scenarios side by side: `?one=` and `?other=`; the chosen one and the next by default."""
    plan = plan_of(request, plan_id)
    ground = ground_of(plan, organisation=Organisation.current(), today=organisation_day())
    one, other = _two(request, plan)
    context = {
        "plan": plan,
        "scenarios": list(plan.scenarios.all()),
        "one": one,
        "other": other,
        "organisation": ground.organisation,
    }
    if other is not None:
        first, second = (_worked(ground, scenario) for scenario in (one, other))
        context |= {"first": first, "second": second}
        context["rows"] = tables.comparison_rows(first, second)
    return render(request, "goals/plan/comparison.html", context)


@planner_page
@require_safe
def reps(request: PersonRequest, plan_id: int) -> HttpResponse:
    """What each rep of the group ever did of the stages, against the need per rep and day.

    Of those who moved out of the reader's sight only their part of the plan is shown.
    """
    plan = plan_of(request, plan_id)
    ground = ground_of(plan, organisation=Organisation.current(), today=organisation_day())
    scenario = scenario_of(plan, request.GET.get("scenario"))
    terms = terms_of(scenario)
    carriers = ground.carriers(terms.ramp)
    seen = _seen(request.user, ground)
    abilities = ground.abilities([each for each in carriers if each.rep.pk in seen], terms)
    worked = ground.worked(terms, carriers, abilities)
    context = {
        "plan": plan,
        "scenario": scenario,
        "worked": worked,
        "rows": tables.rep_rows(worked, carriers, abilities),
        "organisation": ground.organisation,
        "seen": seen,
    }
    return render(request, "goals/plan/reps.html", context)


@planner_page
@require_safe
def plan_csv(request: PersonRequest, plan_id: int, table: str) -> HttpResponse:
    plan, sheet = _sheet(request, plan_id, table)
    return _download(csv_bytes(sheet.header, sheet.rows), CSV_TYPE, plan, sheet, "csv")


@planner_page
@require_safe
def plan_xlsx(request: PersonRequest, plan_id: int, table: str) -> HttpResponse:
    plan, sheet = _sheet(request, plan_id, table)
    content = xlsx_bytes(plan.name, sheet.header, sheet.rows)
    return _download(content, XLSX_TYPE, plan, sheet, "xlsx")


def _sheet(request: PersonRequest, plan_id: int, table: str) -> tuple[Plan, tables.Sheet]:
    plan = plan_of(request, plan_id)
    ground = ground_of(plan, organisation=Organisation.current(), today=organisation_day())
    if table == "comparison":
        one, other = _two(request, plan)
        if other is None:
            raise Http404
        pair = (_worked(ground, scenario) for scenario in (one, other))
        return plan, tables.comparison_sheet(*pair)
    scenario = scenario_of(plan, request.GET.get("scenario"))
    return plan, _sheet_of(table, ground, scenario, _seen(request.user, ground))


def _seen(user: User, ground: Ground) -> set[int]:
    """The people whose figures the reader may see."""
    return set(people_visible_to(user, today=ground.today).values_list("pk", flat=True))


def _sheet_of(table: str, ground: Ground, scenario: Scenario, seen: set[int]) -> tables.Sheet:
    terms = terms_of(scenario)
    carriers = ground.carriers(terms.ramp)
    abilities = ground.abilities(carriers, terms)
    worked = ground.worked(terms, carriers, abilities)
    if table == "reps":
        shown = ground.abilities([each for each in carriers if each.rep.pk in seen], terms)
        return tables.reps_sheet(worked, carriers, shown)
    if table == "tracking":
        tracking = tracking_of(
            ground.plan,
            worked,
            group=ground.group,
            carriers=carriers,
            metrics=ground.metrics,
            organisation=ground.organisation,
            now=timezone.now(),
        )
        if tracking is None:
            raise Http404
        return tables.tracking_sheet(tracking)
    if table not in tables.SHEETS:
        raise Http404
    return tables.SHEETS[table](worked)


def _two(request: PersonRequest, plan: Plan) -> tuple[Scenario, Scenario | None]:
    one = scenario_of(plan, request.GET.get("one"))
    if "other" in request.GET:
        return one, scenario_of(plan, request.GET["other"])
    return one, plan.scenarios.exclude(pk=one.pk).first()


def _worked(ground: Ground, scenario: Scenario) -> Worked:
    terms = terms_of(scenario)
    return ground.worked(terms, ground.carriers(terms.ramp))


def _download(
    content: bytes, content_type: str, plan: Plan, sheet: tables.Sheet, ending: str
) -> HttpResponse:
    name = f"{slugify(plan.name) or 'plan'}-{sheet.name}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
