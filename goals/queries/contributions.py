"""Who brought what to a goal of a team or of the company (scoring.md rule 22)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, Sum

from accounts.access import people_visible_to, team_ids_below
from accounts.models import User
from goals.models import Goal
from goals.queries.figures import GoalFigures
from scorecards.models import DailyTotal, Metric
from scorecards.queries.facts import facts_url

_VOLUMES = {Metric.Aggregation.SUM: "total", Metric.Aggregation.COUNT: "facts"}


@dataclass(frozen=True)
class Contribution:
    """What one person's facts added; `url` leads to them."""

    name: str
    amount: Decimal
    url: str


@dataclass(frozen=True)
class Contributions:
    """The largest first, of the people whose figures the reader may see; `others`: the rest."""

    people: tuple[Contribution, ...]
    others: Decimal


def contributions_to(goal: Goal, figures: GoalFigures, user: User) -> Contributions | None:
    """None for goals of one person and for figures that do not add up. 3 queries."""
    metric = goal.metric
    if metric is None or goal.person_id or metric.aggregation not in _VOLUMES:
        return None
    last = min(figures.today, goal.due_on)
    totals = DailyTotal.objects.filter(metric=metric, day__range=(goal.starts_on, last))
    if goal.team_id:
        totals = totals.filter(_in_teams(team_ids_below([goal.team_id])))
    rows = (
        totals.values_list("rep", "rep__name")
        .annotate(amount=Sum(_VOLUMES[Metric.Aggregation(metric.aggregation)]))
        .order_by("-amount", "rep__name")
    )
    seen = set(people_visible_to(user, today=figures.today).values_list("pk", flat=True))
    people, others = [], Decimal(0)
    for rep, name, amount in rows:
        if rep not in seen:
            others += amount
            continue
        url = facts_url(rep, metric=metric.slug, starts=goal.starts_on, ends=last)
        people.append(Contribution(name, Decimal(amount), url))
    return Contributions(tuple(people), others)


def _in_teams(teams: set[int]) -> Q:
    """Facts of people on the days on which they were in one of these teams."""
    still = Q(rep__memberships__ends_on__isnull=True) | Q(rep__memberships__ends_on__gte=F("day"))
    begun = Q(rep__memberships__starts_on__lte=F("day"))
    return still & begun & Q(rep__memberships__team__in=teams)
