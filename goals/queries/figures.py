"""How far goals are, for many at once in a constant number of queries (rules 16, 22, 32 to 34)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from goals.models import Goal
from scorecards.scoring.pace import Status


@dataclass(frozen=True)
class PathPoint:
    """The end of a day: the actual by then, None where unknown or yet to come, and the path."""

    day: date
    actual: Decimal | None
    expected: Decimal | None


@dataclass(frozen=True)
class DayMet:
    """One day of a daily goal: what was done of what that day needed; `met` None: does not count."""

    day: date
    actual: Decimal | None
    needed: Decimal
    met: bool | None


@dataclass(frozen=True)
class GoalFigures:
    """A goal at a moment; None is unknown.

    `actual` goes from `start` to `target`: the metric's or reported value; for milestones and
    outcomes the share done (0 to 1); for a daily goal the days met of all its working days.
    `progress` is uncapped and follows the goal's driver; `own_progress` and
    `children_progress` are both kept. `elapsed` is the share (0 to 1) of the owner's working
    days that is over, `expected` the straight path's value by now. `status` is what a person
    said (`said`), or else `pace_status`.
    """

    goal_id: int
    today: date
    start: Decimal
    target: Decimal | None
    actual: Decimal | None
    progress: Decimal | None
    own_progress: Decimal | None
    children_progress: Decimal | None
    elapsed: Decimal
    working_days: Decimal
    days_done: Decimal
    expected: Decimal | None
    pace_status: Status | None
    status: Status | None
    said: bool
    days_met: int
    days_counted: int
    streak: int
    longest_streak: int
    days: tuple[DayMet, ...]
    path: tuple[PathPoint, ...]


def figures_of(goals: Collection[Goal], *, now: datetime) -> dict[int, GoalFigures]:
    """By id, the figures of these goals, wherever in the tree they stand."""
    raise NotImplementedError
