"""Goals, what is said about them, and plans; bare rows, written past the actions."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from goals.models import CheckIn, Goal, Milestone, Plan, Scenario
from scorecards.models import Metric
from tests.factories import MetricFactory, RepFactory

STARTS = date(2026, 3, 2)
DUE = date(2026, 3, 31)


class GoalFactory(DjangoModelFactory):
    """A rep's "100 calls in March 2026" unless told otherwise.

    `team=…` or `company=True` make it theirs; `out_of=[…]` makes it a share.
    """

    class Params:
        company = False

    statement = factory.Sequence(lambda n: f"Goal number {n}")
    shape = Goal.Shape.TOTAL
    person = factory.Maybe(
        factory.LazyAttribute(lambda goal: bool(goal.company or goal.team)),
        yes_declaration=None,
        no_declaration=factory.SubFactory(RepFactory),
    )
    team = None
    metric = factory.LazyAttribute(lambda goal: _metric_of(goal.shape))
    start = factory.LazyAttribute(lambda goal: Decimal(0) if _has_figure(goal.shape) else None)
    target = factory.LazyAttribute(lambda goal: Decimal(100) if _has_figure(goal.shape) else None)
    starts_on = STARTS
    due_on = DUE

    class Meta:
        model = Goal
        skip_postgeneration_save = True

    @factory.post_generation
    def out_of(self: Goal, create: bool, metrics: list[Metric] | None, **kwargs: Any) -> None:
        if create and metrics:
            self.out_of.set(metrics)


class MilestoneFactory(DjangoModelFactory):
    goal = factory.SubFactory(GoalFactory, shape=Goal.Shape.MILESTONES)
    name = factory.Sequence(lambda n: f"Step {n}")
    position = factory.Sequence(lambda n: n)

    class Meta:
        model = Milestone


class CheckInFactory(DjangoModelFactory):
    """Said by the goal's owner a week after its start."""

    goal = factory.SubFactory(GoalFactory)
    by = factory.SelfAttribute("goal.person")
    day = factory.LazyAttribute(lambda check_in: check_in.goal.starts_on + timedelta(weeks=1))
    confidence = CheckIn.Confidence.LIKELY

    class Meta:
        model = CheckIn


class PlanFactory(DjangoModelFactory):
    """The company's revenue of 2026."""

    name = factory.Sequence(lambda n: f"Plan {n}")
    metric = factory.LazyFunction(lambda: MetricFactory(slug="revenue"))
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 12, 31)

    class Meta:
        model = Plan


class ScenarioFactory(DjangoModelFactory):
    """5,000,000 at 100,000 a deal and a quarter won: 50 deals, 200 opportunities (rule 35)."""

    plan = factory.SubFactory(PlanFactory)
    name = factory.Sequence(lambda n: f"Scenario {n}")
    amount = Decimal(5_000_000)
    deal_size = Decimal(100_000)
    stages = factory.LazyFunction(
        lambda: [
            {"metric": "deals_won", "rate": None},
            {"metric": "opportunities_created", "rate": "0.25"},
        ]
    )
    sources = factory.LazyFunction(dict)
    is_chosen = True

    class Meta:
        model = Scenario


def _has_figure(shape: str) -> bool:
    return shape in (Goal.Shape.TOTAL, Goal.Shape.LEVEL, Goal.Shape.DAILY)


def _metric_of(shape: str) -> Metric | None:
    return MetricFactory(slug="calls") if _has_figure(shape) else None
