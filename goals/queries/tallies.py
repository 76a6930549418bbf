"""What the facts of people, teams and the company add up to by day (scoring.md rules 21, 22)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, Q, QuerySet, Sum

from accounts.models import Team
from goals.courses import Tallies
from goals.models import Goal
from scorecards.models import DailyTotal
from scorecards.scoring.lines import combined
from scorecards.scoring.records import Tally

Owner = tuple[str, int]
"""("person", id), ("team", id) or COMPANY."""

COMPANY: Owner = ("company", 0)

Found = dict[tuple[Owner, int], Tallies]
"""By owner and metric id."""

_CENTS = Decimal("0.0001")


def owner_of(goal: Goal) -> Owner:
    if goal.person_id:
        return "person", goal.person_id
    return ("team", goal.team_id) if goal.team_id else COMPANY


def tallies_by_day(
    owners: Collection[Owner], *, metrics: Collection[int], starts: date, ends: date
) -> Found:
    """A team's are those of everybody who was in it, or in a team below it, on the day.

    The company's are everybody's. At most 4 queries.
    """
    totals = DailyTotal.objects.filter(metric__in=metrics, day__range=(starts, ends))
    found = _of_people(totals, [pk for kind, pk in owners if kind == "person"])
    found |= _of_teams(totals, [pk for kind, pk in owners if kind == "team"])
    return found | _of_company(totals) if COMPANY in owners else found


def _of_people(totals: QuerySet[DailyTotal], people: Collection[int]) -> Found:
    rows = totals.filter(rep__in=people).values_list(
        "rep", "metric", "day", "total", "facts", "latest"
    )
    return _by_owner((("person", rep), *rest) for rep, *rest in rows)


def _of_teams(totals: QuerySet[DailyTotal], teams: Collection[int]) -> Found:
    if not teams:
        return {}
    below = _teams_below(teams)
    inside = {team for found in below.values() for team in found}
    stay = Q(rep__memberships__ends_on__isnull=True) | Q(rep__memberships__ends_on__gte=F("day"))
    within = totals.filter(
        stay, rep__memberships__starts_on__lte=F("day"), rep__memberships__team__in=inside
    )
    rows = within.values_list("rep__memberships__team", "metric", "day").annotate(*_SUMS)
    by_team = _by_owner((("team", team), *rest) for team, *rest in rows.order_by())
    found: Found = {}
    for team, parts in below.items():
        keys = [key for key in by_team if key[0][1] in parts]
        for metric in {metric for _, metric in keys}:
            found[("team", team), metric] = _together(
                by_team[owner, each] for owner, each in keys if each == metric
            )
    return found


def _of_company(totals: QuerySet[DailyTotal]) -> Found:
    rows = totals.values_list("metric", "day").annotate(*_SUMS).order_by()
    return _by_owner((COMPANY, *row) for row in rows)


_SUMS = (Sum("total"), Sum("facts"), Max("latest"))


def _teams_below(teams: Collection[int]) -> dict[int, set[int]]:
    """Each of these teams with every team below it, from one reading of the tree."""
    parents = dict(Team.objects.without_tree_fields().values_list("pk", "parent_id"))
    found: dict[int, set[int]] = {team: set() for team in teams}
    for team in parents:
        above: int | None = team
        while above is not None:
            if above in found:
                found[above].add(team)
            above = parents[above]
    return found


def _by_owner(rows: Iterable[Any]) -> Found:
    found: dict[tuple[Owner, int], dict[date, Tally]] = defaultdict(dict)
    for owner, metric, day, total, facts, latest in rows:
        found[owner, metric][day] = Tally(
            total=_exact(total), facts=facts, latest=None if latest is None else _exact(latest)
        )
    return dict(found)


def _together(parts: Iterable[Tallies]) -> Tallies:
    by_day: dict[date, list[Tally]] = defaultdict(list)
    for tallies in parts:
        for day, tally in tallies.items():
            by_day[day].append(tally)
    return {day: combined(tallies) for day, tallies in by_day.items()}


def _exact(value: Decimal) -> Decimal:
    """SQLite adds up binary fractions; four decimals are all that is stored."""
    return value.quantize(_CENTS)
