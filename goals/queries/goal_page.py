"""One goal with everything that its page says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.access import people_visible_to
from accounts.charts.course import PathPoint
from accounts.models import Organisation, User
from goals.access import goals_steered_by, goals_visible_to
from goals.models import CheckIn, Goal, Milestone
from goals.queries.contributions import Contributions, contributions_to
from goals.queries.due_check_ins import next_of
from goals.queries.figures import GoalFigures, figures_of
from goals.queries.goal_changes import GoalChange
from goals.queries.goals import GoalRow, rows_of
from goals.queries.masks import Mask, masked_changes
from goals.queries.own_courses import SHARE
from goals.queries.owners import owner_name
from goals.queries.smart_check import SmartCheck, smart_check_of
from goals.streaks import DayMet
from scorecards.models import Metric
from scorecards.queries.facts import facts_url
from scorecards.queries.standings import thresholds_of
from scorecards.scoring.lines import ratio
from scorecards.scoring.pace import Thresholds

_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class FactsLink:
    """The facts of one of the goal's metrics, from its first day on."""

    metric: Metric
    url: str


@dataclass(frozen=True)
class Reopening:
    """Why a closed goal went on, or why the timetable ended one."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class GoalPage:
    """`parent` and `children` are those that the reader sees; `hidden_children` counts others.

    `points` are the path as the chart takes it, in `chart_unit`: a share there is a percentage.
    `pace` is progress ÷ elapsed share. `typed`: check-ins report the figure.
    """

    goal: Goal
    owner: str
    owner_is_seen: bool
    figures: GoalFigures
    pace: Decimal | None
    thresholds: Thresholds
    out_of: tuple[Metric, ...]
    points: tuple[PathPoint, ...]
    chart_unit: str
    chart_target: Decimal
    weeks: tuple[tuple[DayMet | None, ...], ...]
    next_check_in: date | None
    is_due: bool
    check_ins: tuple[CheckIn, ...]
    milestones: tuple[Milestone, ...]
    parent: Goal | None
    children: tuple[GoalRow, ...]
    hidden_children: int
    successor: Goal | None
    smart: SmartCheck
    changes: tuple[GoalChange, ...]
    reopenings: tuple[Reopening, ...]
    facts: tuple[FactsLink, ...]
    contributions: Contributions | None
    may_steer: bool


def goal_page(goal: Goal, user: User, *, now: datetime) -> GoalPage:
    """A constant number of queries, however much was said and however many stand below."""
    organisation = Organisation.current()
    today = organisation.day_of(now)
    visible = goals_visible_to(user, today=today)
    figures = figures_of([goal], now=now)[goal.pk]
    check_ins = tuple(goal.check_ins.select_related("by"))
    next_day = next_of(goal, last=check_ins[0].day if check_ins else None)
    children = rows_of(visible.filter(parent=goal), user, now=now)
    owner_is_seen = people_visible_to(user, today=today).filter(pk=goal.person_id or 0).exists()
    is_share, mask = figures.unit == SHARE, Mask(user, today=today)
    return GoalPage(
        goal=goal,
        owner=owner_name(goal),
        owner_is_seen=owner_is_seen,
        figures=figures,
        pace=None
        if figures.progress is None
        else ratio(numerator=figures.progress, denominator=figures.elapsed),
        thresholds=thresholds_of(organisation),
        out_of=tuple(goal.out_of.all()),
        points=_points(figures),
        chart_unit="percent" if is_share else figures.unit,
        chart_target=figures.target * _HUNDRED if is_share else figures.target,
        weeks=_weeks(figures.days),
        next_check_in=next_day,
        is_due=next_day is not None and next_day <= figures.today,
        check_ins=check_ins,
        milestones=tuple(goal.milestones.all()),
        parent=visible.filter(pk=goal.parent_id or 0).first(),
        children=tuple(children),
        hidden_children=goal.children.count() - len(children),
        successor=visible.filter(former=goal).order_by("pk").first(),
        smart=smart_check_of(mask.goal(goal), now=now),
        changes=tuple(masked_changes(goal, mask)),
        reopenings=tuple(_reopenings(goal)),
        facts=_facts(goal, figures) if owner_is_seen else (),
        contributions=contributions_to(goal, figures, user),
        may_steer=goals_steered_by(user, today=today).filter(pk=goal.pk).exists(),
    )


def _reopenings(goal: Goal) -> list[Reopening]:
    rows = goal.history.filter(history_change_reason__gt="").select_related("history_user")
    return [
        Reopening(
            at=row.history_date,
            by=row.history_user.name if row.history_user else "",
            reason=row.history_change_reason,
        )
        for row in rows.order_by("-history_date", "-history_id")
    ]


def _points(figures: GoalFigures) -> tuple[PathPoint, ...]:
    if figures.unit != SHARE:
        return tuple(PathPoint(each.day, each.actual, each.expected) for each in figures.path)
    return tuple(
        PathPoint(each.day, _percent(each.actual), _percent(each.expected)) for each in figures.path
    )


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else share * _HUNDRED


def _weeks(days: Sequence[DayMet]) -> tuple[tuple[DayMet | None, ...], ...]:
    """The days of a daily goal by weeks from Monday, with gaps before the first and after the
    last."""
    if not days:
        return ()
    padded: list[DayMet | None] = [None] * days[0].day.weekday()
    padded += days
    padded += [None] * (-len(padded) % 7)
    return tuple(tuple(padded[n : n + 7]) for n in range(0, len(padded), 7))


def _facts(goal: Goal, figures: GoalFigures) -> tuple[FactsLink, ...]:
    """Where the facts are that a person's figure is made of."""
    if goal.metric is None or goal.person_id is None:
        return ()
    last = max(goal.starts_on, min(figures.today, goal.due_on))
    metrics = dict.fromkeys([goal.metric, *goal.out_of.all()])
    return tuple(
        FactsLink(
            metric,
            facts_url(goal.person_id, metric=metric.slug, starts=goal.starts_on, ends=last),
        )
        for metric in metrics
    )
