"""What a goal says, whether it is stored, being made or half typed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Team, User
from goals.models import Goal, Plan
from scorecards.models import Metric

WrittenMilestone = tuple[str, Decimal, date | None]
"""Name, weight and the day it is due, None without one."""

SHARE = "share"
LONGEST = timedelta(days=5 * 366)
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
    def lasts_sanely(self) -> bool:
        """Whether it has both days, in order, and no more than some years between them."""
        if self.starts_on is None or self.due_on is None:
            return False
        return timedelta(0) <= self.due_on - self.starts_on <= LONGEST

    @property
    def has_figure(self) -> bool:
        return self.shape in HAS_FIGURE

    @property
    def is_share(self) -> bool:
        """Whether the figure reads as percent: 0.28 is 28 %."""
        return self.figure_unit == SHARE

    @property
    def figure_unit(self) -> str:
        """SHARE, a metric's unit, or what check-ins report."""
        return figure_unit(self.metric, self.out_of) if self.metric else self.unit


def figure_unit(metric: Metric, out_of: Collection[Metric]) -> str:
    """SHARE where Σ ÷ Σ counts the same things above and below, else the metric's own unit.

    "Days to win" out of "Deals won" is so many days a deal and no percentage.
    """
    same = bool(out_of) and {whole.unit for whole in out_of} == {metric.unit}
    return SHARE if same else metric.unit


def terms_of(goal: Goal) -> GoalTerms:
    """What a stored goal says (its milestones and `out_of` are read)."""
    names = set(GoalTerms.__dataclass_fields__) - {"out_of", "milestones"}
    steps = tuple((step.name, step.weight, step.due_on) for step in goal.milestones.all())
    return GoalTerms(
        **{name: getattr(goal, name) for name in names},
        out_of=tuple(goal.out_of.all()),
        milestones=steps,
    )
