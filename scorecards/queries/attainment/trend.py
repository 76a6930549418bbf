"""The last periods: what was reached beside what was owed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format

from accounts.charts.lines import TrendPoint
from accounts.models import Organisation, Team, User
from scorecards.periods import Period, PeriodKind, last_periods
from scorecards.queries.attainment.lines import Group, months_owed
from scorecards.queries.attainment.scope import (
    AttainmentChoice,
    group_of,
    sums_in,
    teams_above,
)
from scorecards.queries.attainment.sums import Months
from scorecards.queries.boards.summaries import team_tree
from scorecards.queries.terms import period_rules
from scorecards.scoring.records import ZERO

TREND = 12


@dataclass(frozen=True)
class AttainmentTrend:
    """What was reached beside what was owed in the last periods, none before the first quota."""

    choice: AttainmentChoice
    today: date
    group: Group
    above: tuple[Team, ...]
    trend: tuple[TrendPoint, ...]


def attainment_trend(
    viewer: User,
    team: Team | None,
    choice: AttainmentChoice,
    *,
    organisation: Organisation,
    now: datetime,
) -> AttainmentTrend:
    """The last periods of the same group: a year of everybody's quotas, so a page of its own."""
    tree = team_tree()
    group = group_of(viewer, team, tree)
    periods = trend_periods(choice, organisation)
    sums = sums_in(
        group, choice, tree, since=since(periods, choice), organisation=organisation, now=now
    )
    today = sums.force.teams[None].today
    done, owed = sums.done_in(group.teams), months_owed(sums, group)
    return AttainmentTrend(
        choice=choice,
        today=today,
        group=group,
        above=teams_above(viewer, group, tree),
        trend=tuple(trend_of(done, owed, periods, today=today)),
    )


def trend_periods(choice: AttainmentChoice, organisation: Organisation) -> list[Period]:
    """The last twelve of the length that is looked at, none before the first quota."""
    span, rules = choice.span, period_rules(organisation)
    periods = last_periods(day=span.ends, kind=span.kind, count=TREND, rules=rules)
    return [period for period in periods if period.ends >= choice.metric.first]


def since(periods: Sequence[Period], choice: AttainmentChoice) -> date:
    return periods[0].starts if periods else choice.span.starts


def trend_of(
    done: Mapping[date, Decimal], owed: Months, periods: Sequence[Period], *, today: date
) -> Iterator[TrendPoint]:
    """Each period's actual against its quota, both by month; the future has no actual yet."""
    for period in periods:
        quotas = [part.quota for month, part in owed.items() if month in period]
        actual = sum((amount for month, amount in done.items() if month in period), ZERO)
        yield TrendPoint(
            label=_label(period),
            actual=actual if period.starts <= today else None,
            expected=sum(quotas, ZERO) if quotas else None,
        )


def _label(period: Period) -> str:
    """ "Mar 2026", "Q1 2026", "2026"."""
    if period.kind is PeriodKind.MONTH:
        return date_format(period.starts, "M Y")
    year, _, quarter = period.key.partition("-")
    return f"{quarter} {year}".strip()
