"""Quotas for programs: the last word on each owner, metric and month, and whose month it is."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, Team, User
from scorecards.models import Metric, Quota
from scorecards.periods import Period
from scorecards.scoring.quotas import end_of_month


def quotas_listed(
    quotas: QuerySet[Quota],
    *,
    rep: User | None = None,
    team: Team | None = None,
    metric: Metric | None = None,
    period: Period | None = None,
) -> QuerySet[Quota]:
    """Of these the ones that hold at the end of their month; months that were cleared are left out.

    `team`: what the team itself owes. A period holds the months that begin in it.
    """
    asked = {
        "rep": rep,
        "team": team,
        "metric": metric,
        "month__gte": period.starts.replace(day=1) if period else None,
        "month__lte": period.ends if period else None,
    }
    wanted = Q(**{name: value for name, value in asked.items() if value is not None})
    newer = Quota.objects.filter(
        metric=OuterRef("metric"), month=OuterRef("month"), pk__gt=OuterRef("pk")
    )
    found = quotas.filter(wanted, amount__isnull=False).exclude(
        Exists(newer.filter(Q(rep=OuterRef("rep")) | Q(team=OuterRef("team"))))
    )
    return found.select_related("metric", "change")


def stays_of(reps: Collection[int]) -> Mapping[int, list[tuple[date, int]]]:
    """The stays of reps in teams: (first day, id of the team), oldest first. 1 query."""
    found: dict[int, list[tuple[date, int]]] = {}
    rows = Membership.objects.filter(user__in=reps).order_by("user", "starts_on")
    for rep, starts, team in rows.values_list("user_id", "starts_on", "team_id"):
        found.setdefault(rep, []).append((starts, team))
    return found


def home_in(stays: Collection[tuple[date, int]], month: date) -> int | None:
    """The team on whose sheet a rep's month stands: the last one they were in by its end."""
    teams = [team for starts, team in stays if starts <= end_of_month(month)]
    return teams[-1] if teams else next((team for _, team in stays), None)
