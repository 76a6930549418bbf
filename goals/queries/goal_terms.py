"""What a goal says, whether it is stored, being made or half typed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Team, User
from goals.models import Goal, Plan
from scorecards.models import Metric

WrittenMilestone = tuple[str, Decimal, date | None]
"""Name, weight and the day it is due, None without one."""

HAS_FIGURE = frozenset({Goal.Shape.TOTAL, Goal.Shape.LEVEL, Goal.Shape.DAILY})


@dataclass(frozen=True)
class GoalTerms:
    """Fields of a goal under their names; `person` and `team` None is the company."""

    statement: str = ""
    shape: str = ""
    person: User | None = None
    team: Team | None = None
    metric: Metric | None = None
    out_of: tuple[Metric, ...] = ()
    start: Decimal | None = None
    target: Decimal | None = None
    unit: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    rhythm: str = Goal.Rhythm.WEEKLY
    recurrence: str = Goal.Recurrence.NEVER
    visibility: str = Goal.Visibility.TEAM
    parent: Goal | None = None
    plan: Plan | None = None
    serves_quota: Metric | None = None
    driver: str = Goal.Driver.OWN
    weight: Decimal = Decimal(1)
    counts_over_full: bool = False
    weak_because: str = ""
    former: Goal | None = None
    milestones: tuple[WrittenMilestone, ...] = ()

    @property
    def has_figure(self) -> bool:
        return self.shape in HAS_FIGURE

    @property
    def is_share(self) -> bool:
        """Whether the figure is a part of a whole (0.28 is 28 %), not so many of one per other."""
        return is_share(self.metric, self.out_of)

    @property
    def figure_unit(self) -> str:
        """The metric's unit, or what check-ins report; "" for a ratio of two kinds of things."""
        if self.out_of:
            return ""
        return self.metric.unit if self.metric else self.unit


def is_share(metric: Metric | None, out_of: tuple[Metric, ...]) -> bool:
    """Whether a figure Σ ÷ Σ counts the same things above and below, and so reads as percent.

    "Days to win" out of "Deals won" is so many days a deal and no percentage.
    """
    return metric is not None and bool(out_of) and {whole.unit for whole in out_of} == {metric.unit}


def terms_of(goal: Goal) -> GoalTerms:
    """What a stored goal says (its milestones and `out_of` are read)."""
    names = set(GoalTerms.__dataclass_fields__) - {"out_of", "milestones"}
    steps = tuple((step.name, step.weight, step.due_on) for step in goal.milestones.all())
    return GoalTerms(
        **{name: getattr(goal, name) for name in names},
        out_of=tuple(goal.out_of.all()),
        milestones=steps,
    )
