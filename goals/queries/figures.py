"""How far goals are, for many at once in a constant number of queries (rules 16, 22, 32 to 34)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from goals import streaks
from goals.courses import path_days
from goals.models import Goal
from goals.progress import Part, pace_status, rolled_up
from goals.queries.own_courses import SHARE, OwnCourse, own_courses
from goals.queries.sources import Sources, sources_of
from goals.streaks import DayMet
from scorecards.queries.standings import thresholds_of
from scorecards.scoring.pace import Status, Thresholds
from scorecards.scoring.records import ONE, ZERO

_NOT_COUNTED_ABOVE = Goal.Outcome.DROPPED


@dataclass(frozen=True)
class PathPoint:
    """The end of a day: the actual by then, None where unknown or yet to come, and the path."""

    day: date
    actual: Decimal | None
    expected: Decimal | None


@dataclass(frozen=True)
class GoalFigures:
    """A goal at a moment; None is unknown.

    `actual` goes from `start` to `target` in `unit`: the metric's or reported value; for
    milestones, outcomes and goals moved by those below them the share done (0 to 1, unit
    "share"); for a daily goal the days met of all its working days. `progress` is uncapped and
    follows the goal's driver; `own_progress` and `children_progress` are both kept. `elapsed`
    is the share (0 to 1) of the owner's `working_days` that is over (`days_done`), `expected`
    the straight path's value by now. `status` is what a person said (`said`), or else
    `pace_status`; a closed goal has none, and the figures it ended with.
    """

    goal_id: int
    today: date
    unit: str
    start: Decimal
    target: Decimal
    actual: Decimal | None
    own_actual: Decimal | None
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


def figures_of(
    goals: Collection[Goal], *, now: datetime, with_paths: bool = True
) -> dict[int, GoalFigures]:
    """By id, the figures of these goals, wherever in the tree they stand.

    Lists leave the paths away, which take as long as everything else.
    """
    sources = sources_of(goals)
    courses = own_courses(sources, now=now)
    tree = _Tree(courses, sources)
    thresholds = thresholds_of(sources.organisation)
    found = {goal.pk: _figures(goal, courses[goal.pk], tree, thresholds) for goal in goals}
    if not with_paths:
        return found
    return {
        goal.pk: replace(found[goal.pk], path=_path(goal, courses[goal.pk], tree)) for goal in goals
    }


class _Tree:
    """Progress of goals whose children stand below each other (rule 33)."""

    def __init__(self, courses: Mapping[int, OwnCourse], sources: Sources) -> None:
        self._courses = courses
        self._children = sources.children

    def progress(
        self, goal: Goal, day: date, above: frozenset[int] = frozenset()
    ) -> Decimal | None:
        """By the goal's driver at the end of a day. A goal in a circle is unknown to itself."""
        course = self._courses[goal.pk]
        if goal.final_progress is not None and course.is_closed_by(day):
            return goal.final_progress
        if goal.driver == Goal.Driver.CHILDREN:
            return self.of_children(goal, day, above)
        return course.progress_on(day)

    def of_children(
        self, goal: Goal, day: date, above: frozenset[int] = frozenset()
    ) -> Decimal | None:
        """The weighted mean of those right below; what was dropped does not count."""
        above |= {goal.pk}
        return rolled_up(
            Part(self.progress(child, day, above), child.weight, child.counts_over_full)
            for child in self._children.get(goal.pk, ())
            if child.pk not in above and child.outcome != _NOT_COUNTED_ABOVE
        )


def _figures(goal: Goal, own: OwnCourse, tree: _Tree, thresholds: Thresholds) -> GoalFigures:
    by_children = goal.driver == Goal.Driver.CHILDREN
    reached = tree.progress(goal, own.today)
    paced = _pace_status(goal, own, reached, thresholds)
    said = bool(goal.said_status) and goal.is_open
    ended = not goal.is_open and goal.final_actual is not None
    own_actual = goal.final_actual if ended else own.actual_on(own.today)
    return GoalFigures(
        goal_id=goal.pk,
        today=own.today,
        unit=SHARE if by_children else own.unit,
        start=ZERO if by_children else own.start,
        target=ONE if by_children else own.target,
        actual=reached if by_children else own_actual,
        own_actual=own_actual,
        progress=reached,
        own_progress=own.progress_on(own.today),
        children_progress=tree.of_children(goal, own.today),
        elapsed=own.elapsed_on(own.today),
        working_days=own.working_days,
        days_done=own.done_on(own.today),
        expected=own.elapsed_on(own.today) if by_children else own.expected_on(own.today),
        pace_status=paced,
        status=Status(goal.said_status) if said else paced,
        said=said,
        days_met=streaks.met(own.days),
        days_counted=streaks.counted(own.days),
        streak=streaks.current_streak(own.days),
        longest_streak=streaks.longest_streak(own.days),
        days=own.days,
        path=(),
    )


def _pace_status(
    goal: Goal, own: OwnCourse, reached: Decimal | None, thresholds: Thresholds
) -> Status | None:
    """None for what is closed, and for a yes or no that is not due yet: it has no path."""
    if not goal.is_open:
        return None
    leaps = goal.shape == Goal.Shape.OUTCOME and goal.driver == Goal.Driver.OWN
    if leaps and own.today <= goal.due_on and reached != ONE:
        return None
    elapsed = own.elapsed_on(own.today)
    return pace_status(progress=reached, elapsed=elapsed, thresholds=thresholds)


def _path(goal: Goal, own: OwnCourse, tree: _Tree) -> tuple[PathPoint, ...]:
    """The actual over time against the straight path of working days."""
    days = path_days(starts=goal.starts_on, due=goal.due_on, today=own.today)
    if goal.driver == Goal.Driver.CHILDREN:
        return tuple(
            PathPoint(
                day,
                tree.progress(goal, day) if day <= own.today else None,
                own.elapsed_on(day),
            )
            for day in days
        )
    return tuple(
        PathPoint(day, own.actual_on(day) if day <= own.today else None, own.expected_on(day))
        for day in days
    )
