"""One action turns the chosen scenario into drafts for chosen people; it publishes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import may_set_up
from accounts.actions.refusals import Refused
from accounts.models import Organisation
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from goals.actions.plan_drafts import draft_benchmarks, draft_quotas
from goals.actions.plan_goals import make_goals
from goals.queries.plans import drafts as proposals
from goals.queries.plans.figures import Worked
from goals.queries.plans.groups import Carrier
from goals.queries.plans.lists import Ground, ground_of
from goals.queries.plans.terms import terms_of
from goals.views.plan_guard import plan_of, planner_page, scenario_of
from scorecards.actions.quotas import refusal_of
from scorecards.models import Metric
from scorecards.queries.terms import period_rules


@dataclass(frozen=True)
class Asked:
    """The plan, worked out for the chosen people alone, and what the address asks for."""

    request: PersonRequest
    ground: Ground
    sent: QueryDict

    @cached_property
    def people(self) -> list[Carrier]:
        """The reps of the plan whom the user steers."""
        terms = terms_of(scenario_of(self.ground.plan, None))
        carriers = self.ground.carriers(terms.ramp)
        return proposals.people_to_choose(
            self.ground.plan, carriers, self.request.user, today=self.ground.today
        )

    @cached_property
    def chosen(self) -> list[Carrier]:
        """Those that were ticked; before anything was, all."""
        if "people" not in self.sent:
            return self.people
        ids = set(self.sent.getlist("person"))
        return [carrier for carrier in self.people if str(carrier.rep.pk) in ids]

    @cached_property
    def worked(self) -> Worked:
        """The whole number, carried by the chosen people."""
        terms = terms_of(scenario_of(self.ground.plan, None))
        return self.ground.worked(terms, self.chosen, abilities={})

    @cached_property
    def owed(self) -> list[Metric]:
        """What could be owed: the money and the stages."""
        metrics = [self.worked.money, *(row.metric for row in self.worked.rows)]
        return [metric for metric in metrics if refusal_of(metric) is None]

    @cached_property
    def quota_metric(self) -> Metric:
        wanted = self.sent.get("metric")
        return next((each for each in self.owed if each.slug == wanted), self.owed[0])

    @cached_property
    def quotas(self) -> list[proposals.QuotaProposal]:
        numbers = {row.metric.slug: row.needed for row in self.worked.rows}
        total = numbers.get(self.quota_metric.slug, self.worked.amount.whole)
        if total is None:
            return []
        user, today = self.request.user, self.ground.today
        metric, chosen = self.quota_metric, self.chosen
        return proposals.quota_proposals(metric, total, chosen, user, today=today)

    @cached_property
    def benchmarks(self) -> list[proposals.BenchmarkProposal]:
        return proposals.benchmark_proposals(
            self.ground.plan,
            self.worked,
            self.chosen,
            self.request.user,
            today=self.ground.today,
        )

    @property
    def address(self) -> str:
        """This page with the same people chosen."""
        here = reverse("plan_drafts", kwargs={"plan_id": self.ground.plan.pk})
        people = [("person", carrier.rep.pk) for carrier in self.chosen]
        return f"{here}?{urlencode([('people', 'chosen'), *people])}"


@planner_page
def drafts(request: PersonRequest, plan_id: int) -> HttpResponse:
    """What the chosen scenario would become; a button makes the drafts of one kind."""
    plan = plan_of(request, plan_id)
    ground = ground_of(plan, organisation=Organisation.current(), today=organisation_day())
    posted = request.method == "POST"
    asked = Asked(request, ground, request.POST if posted else request.GET)
    if not posted:
        return _page(asked)
    act = {"benchmarks": _benchmarks, "quotas": _quotas, "goals": _goals}.get(
        asked.sent.get("do", "")
    )
    try:
        words = act(asked) if act else _("Choose what to make.")
    except Refused as refused:
        messages.error(request, refused.message)
        return _page(asked, status=422)
    messages.success(request, words)
    return redirect(asked.address)


def _benchmarks(asked: Asked) -> str:
    keys = set(asked.sent.getlist("target"))
    wanted = [proposal for proposal in asked.benchmarks if proposal.key in keys]
    if not wanted:
        raise Refused(_("Tick at least one target."))
    made = draft_benchmarks(
        wanted, plan=asked.ground.plan, by=asked.request.user, today=asked.ground.today
    )
    return ngettext(
        "%(count)s scorecard has a draft now. Nobody’s score has changed.",
        "%(count)s scorecards have a draft now. Nobody’s score has changed.",
        len(made),
    ) % {"count": len(made)}


def _quotas(asked: Asked) -> str:
    made = draft_quotas(
        asked.quotas, metric=asked.quota_metric, by=asked.request.user, now=timezone.now()
    )
    return ngettext(
        "%(count)s quota sheet has a draft now. Nobody owes anything new yet.",
        "%(count)s quota sheets have a draft now. Nobody owes anything new yet.",
        len(made),
    ) % {"count": len(made)}


def _goals(asked: Asked) -> str:
    user, plan = asked.request.user, asked.ground.plan
    metrics = set(asked.sent.getlist("goal"))
    for_group = "for_group" in asked.sent and proposals.may_goal_the_group(plan, user)
    people: Sequence[Carrier] = ()
    if "for_people" in asked.sent:
        people = proposals.people_with_goals(asked.chosen, user, today=asked.ground.today)
    if not metrics or not (people or for_group):
        raise Refused(_("Tick what the goals are about, and whose they are."))
    made = make_goals(
        plan,
        asked.worked,
        metrics=metrics,
        people=people,
        for_group=for_group,
        by=user,
        now=timezone.now(),
    )
    return ngettext("%(count)s goal is made.", "%(count)s goals are made.", len(made)) % {
        "count": len(made)
    }


def _page(asked: Asked, *, status: int = 200) -> HttpResponse:
    user, plan = asked.request.user, asked.ground.plan
    rules = period_rules(asked.ground.organisation)
    context = {
        "plan": plan,
        "asked": asked,
        "worked": asked.worked,
        "chosen_ids": {carrier.rep.pk for carrier in asked.chosen},
        "on_sheets": [each for each in asked.quotas if each.team is not None],
        "without_sheet": [each for each in asked.quotas if each.team is None],
        "may_goal_the_group": proposals.may_goal_the_group(plan, user),
        "made": proposals.made_from(plan, user, rules=rules, today=asked.ground.today),
        "may_goal_people": bool(
            proposals.people_with_goals(asked.people, user, today=asked.ground.today)
        ),
        "may_edit_drafts": may_set_up(user),
        "fills_sheets": proposals.fills_sheets(user),
        "organisation": asked.ground.organisation,
    }
    return render(asked.request, "goals/plan/drafts.html", context, status=status)
