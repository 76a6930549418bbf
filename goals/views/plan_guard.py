"""Who may open the planner at all, and which plan and scenario an address means."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.views.requests import PersonRequest
from goals.access import may_plan, plans_visible_to
from goals.forms.owners import LONGEST_ID
from goals.models import Plan, Scenario

P = ParamSpec("P")
View = Callable[Concatenate[PersonRequest, P], HttpResponse]


def planner_page(view: View[P]) -> View[P]:
    """For managers, leaders and admins; to reps the page does not exist."""

    @wraps(view)
    def guarded(request: PersonRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may_plan(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return login_required(guarded)


def plan_of(request: PersonRequest, plan_id: int) -> Plan:
    visible = plans_visible_to(request.user).select_related("team", "metric")
    return get_object_or_404(visible, pk=plan_id)


def scenario_of(plan: Plan, asked: str | None) -> Scenario:
    """The scenario that was asked for, or the chosen one."""
    scenarios = plan.scenarios.all()
    if asked is None or asked == "":
        return scenarios.get(is_chosen=True)
    if not asked.isdecimal() or len(asked) > LONGEST_ID:
        raise Http404
    return get_object_or_404(scenarios, pk=int(asked))
