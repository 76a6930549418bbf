"""What was done a year before, month by month, for the people and teams of a sheet."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Func, IntegerField, Q, Sum

from scorecards.models import DailyTotal, Metric
from scorecards.scoring.quota_sheets import NOTHING, Amounts
from scorecards.scoring.quotas import end_of_month

_STEP = Decimal("0.0001")


class MonthOf(Func):
    """The number of a day's month; at SQLite without a call into Python for every row."""

    output_field = IntegerField()
    template = "EXTRACT(MONTH FROM %(expressions)s)"

    def as_sqlite(self, compiler, connection, **options):  # type: ignore[no-untyped-def]
        template = "CAST(SUBSTR(%(expressions)s, 6, 2) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **options)


@dataclass(frozen=True)
class LastYear:
    """By rep id, whichever team they were in; by team id, by the days in the team (rule 22)."""

    reps: Mapping[int, Amounts]
    teams: Mapping[int, Amounts]

    def of_rep(self, rep: int) -> Amounts:
        return self.reps.get(rep, NOTHING)

    def of_teams(self, teams: Collection[int]) -> list[Amounts]:
        return [self.teams[team] for team in teams if team in self.teams]


def last_year_of(
    *, metric: Metric, months: tuple[date, ...], reps: Collection[int], teams: Collection[int]
) -> LastYear:
    """Two queries at most. A month without facts is None: whether any were due is unknown."""
    numbers = {month.month: place for place, month in enumerate(months)}
    first = months[0].replace(year=months[0].year - 1)
    last = end_of_month(months[-1].replace(year=months[-1].year - 1))
    field = "facts" if metric.aggregation == Metric.Aggregation.COUNT else "total"
    rows = DailyTotal.objects.filter(metric=metric, day__range=(first, last)).order_by()
    by_rep = rows.filter(rep__in=list(reps)).values_list("rep_id", MonthOf(F("day")))
    stays = Q(rep__memberships__ends_on__isnull=True)
    stays |= Q(rep__memberships__ends_on__gte=F("day"))
    by_team = rows.filter(
        stays, rep__memberships__team__in=list(teams), rep__memberships__starts_on__lte=F("day")
    ).values_list("rep__memberships__team", MonthOf(F("day")))
    return LastYear(
        reps=_by_owner(by_rep.annotate(done=Sum(field)), numbers) if reps else {},
        teams=_by_owner(by_team.annotate(done=Sum(field)), numbers) if teams else {},
    )


def _by_owner(rows, numbers: Mapping[int, int]) -> dict[int, Amounts]:  # type: ignore[no-untyped-def]
    found: dict[int, list[Decimal | None]] = defaultdict(lambda: [None] * len(numbers))
    for owner, month, done in rows:
        # SQLite adds up binary fractions; four decimals are all that is stored.
        found[owner][numbers[month]] = Decimal(str(done)).quantize(_STEP)
    return {owner: tuple(months) for owner, months in found.items()}
