"""What attainment is looked at: of which metric and days, of whom, as far as one may see."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min

from accounts.access import SEES_EVERYTHING, teams_visible_to
from accounts.models import Organisation, Team, User
from scorecards.models import Metric
from scorecards.queries.attainment.lines import BEHIND, Group
from scorecards.queries.attainment.people import people_of_teams
from scorecards.queries.attainment.sums import Asked, Sums, sums_of
from scorecards.queries.boards.summaries import TeamTree
from scorecards.scoring.spans import Span


@dataclass(frozen=True)
class OwedMetric:
    """A metric that somebody owes; `first` is the first month of a quota."""

    metric: Metric
    first: date


@dataclass(frozen=True)
class AttainmentChoice:
    """What the reader picked, among the `metrics` that are owed."""

    span: Span
    metric: OwedMetric
    sort: str = BEHIND
    metrics: tuple[OwedMetric, ...] = ()


def owed_metrics() -> list[OwedMetric]:
    """What is owed at all: money first, then what has the most quotas (one query)."""
    owed = Metric.objects.filter(quotas__amount__isnull=False)
    rows = owed.annotate(rows=Count("quotas"), first=Min("quotas__month"))
    found = sorted(rows, key=lambda m: (m.unit != Metric.Unit.MONEY, -m.rows, m.name))
    return [OwedMetric(metric, metric.first) for metric in found]


def group_of(viewer: User, team: Team | None, tree: TeamTree) -> Group:
    """Whoever sees everything has the company, with those in no team; managers their teams."""
    if team is None and viewer.role in SEES_EVERYTHING:
        tops = tuple(tree.children.get(None, ()))
        return Group(None, tops, frozenset({None, *tree.teams}), frozenset({None}))
    if team is None:
        visible = set(teams_visible_to(viewer).values_list("pk", flat=True))
        tops = tuple(
            pk for pk in tree.teams if pk in visible and tree.teams[pk].parent_id not in visible
        )
        if len(tops) != 1:
            return Group(None, tops, frozenset(visible), frozenset())
        team = tree.teams[tops[0]]
    below = tuple(tree.children.get(team.pk, ()))
    return Group(team, below, frozenset(tree.below(team.pk)), frozenset({team.pk}))


def teams_above(viewer: User, group: Group, tree: TeamTree) -> tuple[Team, ...]:
    """The way from the top to the group, as far as the viewer may open it."""
    if group.team is None:
        return ()
    above = tree.above(group.team)
    if viewer.role in SEES_EVERYTHING:
        return tuple(above)
    visible = set(teams_visible_to(viewer).values_list("pk", flat=True))
    return tuple(team for team in above if team.pk in visible)


def sums_in(
    group: Group,
    choice: AttainmentChoice,
    tree: TeamTree,
    *,
    since: date,
    organisation: Organisation,
    now: datetime,
) -> Sums:
    """Everything owed and done in the group in the span, and before it since a day."""
    span = choice.span
    teams = {team for team in group.teams if team is not None}
    everybody = None in group.teams
    within = people_of_teams(teams, starts=min(since, span.starts), ends=span.ends)
    asked = Asked(
        metric=choice.metric.metric,
        span=span,
        since=since,
        people=User.objects.all() if everybody else within,
        teams=teams,
        everybody=everybody,
        organisation=organisation,
        now=now,
    )
    return sums_of(asked, tree)
