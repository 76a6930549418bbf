"""The list of plans, and all that the page of one of them stands on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.models import Organisation
from goals.models import Plan, Scenario
from goals.planning.chain import needed, whole_up
from goals.queries.plans.capacity import Abilities, abilities_of, history_before
from goals.queries.plans.defaults import Defaults, defaults_of
from goals.queries.plans.figures import Worked, worked_out
from goals.queries.plans.groups import Carrier, Group, carriers_of, group_of, plan_metrics
from goals.queries.plans.terms import ScenarioTerms, terms_of
from scorecards.models import Metric
from scorecards.queries.terms import period_rules


@dataclass(frozen=True)
class PlanRow:
    """A plan in the list with what its chosen scenario says."""

    plan: Plan
    scenario: Scenario
    deal: Metric
    deals: Decimal | None
    top: Metric
    tops: Decimal | None

    @property
    def deals_up(self) -> Decimal | None:
        return None if self.deals is None else whole_up(self.deals)

    @property
    def tops_up(self) -> Decimal | None:
        return None if self.tops is None else whole_up(self.tops)


@dataclass(frozen=True)
class Ground:
    """What does not depend on the assumptions, read once a page (a constant number of queries)."""

    plan: Plan
    group: Group
    metrics: Mapping[str, Metric]
    defaults: Defaults
    today: date
    organisation: Organisation

    def carriers(self, ramp: Sequence[Decimal]) -> list[Carrier]:
        """Who is in the group in the plan's time, with their days since the history began."""
        return carriers_of(
            self.group,
            starts=self.plan.starts_on,
            ends=self.plan.ends_on,
            ramp=ramp,
            since=min(self._history.starts, self.plan.starts_on),
        )

    def abilities(self, carriers: Sequence[Carrier], terms: ScenarioTerms) -> Abilities:
        metrics = [self.metrics[slug] for slug in terms.slugs]
        return abilities_of(carriers, metrics=metrics, history=self._history)

    def worked(
        self, terms: ScenarioTerms, carriers: Sequence[Carrier], abilities: Abilities | None = None
    ) -> Worked:
        return worked_out(
            self.plan,
            terms,
            metrics=self.metrics,
            defaults=self.defaults,
            carriers=carriers,
            abilities=self.abilities(carriers, terms) if abilities is None else abilities,
        )

    @cached_property
    def _history(self) -> Any:
        return history_before(self.today, period_rules(self.organisation))


def ground_of(plan: Plan, *, organisation: Organisation, today: date) -> Ground:
    group = group_of(plan.team)
    return Ground(
        plan=plan,
        group=group,
        metrics=plan_metrics(),
        defaults=defaults_of(group, today=today),
        today=today,
        organisation=organisation,
    )


def plan_rows(plans: QuerySet[Plan]) -> list[PlanRow]:
    """Every plan with its chosen scenario; 3 queries."""
    chosen = Scenario.objects.filter(is_chosen=True)
    found = plans.select_related("team", "metric").prefetch_related(
        Prefetch("scenarios", queryset=chosen, to_attr="chosen")
    )
    metrics = plan_metrics()
    return [_row(plan, vars(plan)["chosen"][0], metrics) for plan in found if vars(plan)["chosen"]]


def _row(plan: Plan, scenario: Scenario, metrics: Mapping[str, Metric]) -> PlanRow:
    terms = terms_of(scenario)
    numbers = needed(terms.assumptions)
    return PlanRow(
        plan=plan,
        scenario=scenario,
        deal=metrics[terms.slugs[0]],
        deals=numbers[0],
        top=metrics[terms.slugs[-1]],
        tops=numbers[-1],
    )
