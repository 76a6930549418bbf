"""Make plans and their scenarios; what is impossible is refused with its reason (rule 35)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.history import sign
from accounts.actions.refusals import Refused
from accounts.models import Team, User
from goals.models import Plan, Scenario
from goals.planning.chain import AMOUNT, DEAL_SIZE, Reason, Trouble, troubles
from goals.queries.plans.groups import can_be_the_money
from goals.queries.plans.stages import is_stage
from goals.queries.plans.terms import ScenarioTerms, sources_written, stages_written
from scorecards.models import Metric
from scorecards.scoring.quotas import end_of_month

MOST_STAGES = 8


@transaction.atomic
def make_plan(
    *,
    name: str,
    team: Team | None,
    metric: Metric,
    starts_on: date,
    ends_on: date,
    terms: ScenarioTerms,
    by: User,
    now: datetime,
) -> Plan:
    """A plan of whole months with its first scenario, which is the chosen one."""
    if not can_be_the_money(metric):
        raise Refused(_("“%s” is no money that adds up.") % metric.name, "metric")
    if starts_on.day != 1 or ends_on != end_of_month(ends_on) or ends_on < starts_on:
        raise Refused(_("A plan is of whole months."), "starts_on")
    plan = Plan(
        name=name, team=team, metric=metric, starts_on=starts_on, ends_on=ends_on, made_by=by
    )
    sign(plan, by)
    plan.save()
    _store(Scenario(plan=plan, is_chosen=True), terms, by=by)
    return plan


@transaction.atomic
def save_scenario(*, scenario: Scenario, terms: ScenarioTerms, by: User) -> Scenario:
    """Let the scenario say something else; what it said stays in its history."""
    locked = Scenario.objects.select_for_update(no_key=True).get(pk=scenario.pk)
    return _store(locked, terms, by=by)


@transaction.atomic
def add_scenario(*, plan: Plan, terms: ScenarioTerms, by: User) -> Scenario:
    """Another set of assumptions, behind the others."""
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    last = plan.scenarios.order_by("-position").first()
    return _store(Scenario(plan=plan, position=last.position + 1 if last else 0), terms, by=by)


@transaction.atomic
def choose_scenario(*, scenario: Scenario, by: User) -> None:
    """Of the plan's scenarios this one is tracked and turned into drafts from now on."""
    Plan.objects.select_for_update(no_key=True).get(pk=scenario.plan_id)
    for other in Scenario.objects.filter(plan=scenario.plan_id, is_chosen=True):
        other.is_chosen = False
        sign(other, by)
        other.save(update_fields=["is_chosen"])
    scenario.is_chosen = True
    sign(scenario, by)
    scenario.save(update_fields=["is_chosen"])


@transaction.atomic
def remove_scenario(*, scenario: Scenario, by: User) -> None:
    """Raises Refused for the chosen one: a plan always has one that it follows."""
    locked = Scenario.objects.select_for_update(no_key=True).get(pk=scenario.pk)
    if locked.is_chosen:
        raise Refused(_("The chosen scenario stays: choose another one first."))
    sign(locked, by)
    locked.delete()


@transaction.atomic
def remove_plan(*, plan: Plan, by: User) -> None:
    """Its goals and drafts stay, without the plan."""
    sign(plan, by)
    plan.delete()


def trouble_words(trouble: Trouble) -> str:
    """The reason in a sentence that says what to do."""
    return {
        Reason.NO_AMOUNT: _("Aim at an amount above zero."),
        Reason.NO_DEAL_SIZE: _("A deal has to bring something: write an amount above zero."),
        Reason.NO_STAGES: _("A plan needs a stage."),
        Reason.NOTHING_COMES: _(
            "Of 0%% nothing ever comes: no number would be enough. Write a rate above 0, or take"
            " this stage out."
        )
        % {},
        Reason.MORE_THAN_ALL: _(
            "Over 100%% cannot be: the stage below is a part of this one. Write at most 100."
        )
        % {},
        Reason.MORE_THAN_ONE: _(
            "Over 100%% means that more than one comes of one. Confirm it below, or choose"
            " another stage."
        )
        % {},
    }[trouble.reason]


def refuse_impossible(terms: ScenarioTerms) -> None:
    """Raises Refused, at the field it is about, for the first thing that cannot be."""
    slugs = terms.slugs
    if len(set(slugs)) != len(slugs) or len(slugs) > MOST_STAGES:
        raise Refused(_("Every stage stands in the chain once, and there are eight at most."))
    known = {metric.slug: metric for metric in Metric.objects.filter(slug__in=slugs)}
    for slug in slugs:
        if slug not in known or not is_stage(known[slug]):
            raise Refused(_("“%s” is nothing that could be counted as a stage.") % slug)
    for trouble in troubles(terms.assumptions):
        raise Refused(trouble_words(trouble), field_of(trouble))


def field_of(trouble: Trouble) -> str:
    """The field of the form that the trouble is about."""
    fixed = trouble.field in (AMOUNT, DEAL_SIZE)
    return trouble.field if fixed else f"rate-{trouble.field}"


def _store(scenario: Scenario, terms: ScenarioTerms, *, by: User) -> Scenario:
    refuse_impossible(terms)
    scenario.name = terms.name
    scenario.amount = terms.assumptions.amount
    scenario.deal_size = terms.assumptions.deal_size
    scenario.stages = stages_written(terms)
    scenario.sources = sources_written(terms)
    sign(scenario, by)
    scenario.save()
    return scenario
