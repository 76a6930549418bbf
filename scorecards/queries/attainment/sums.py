"""Everything owed and done in a range of months, added up by rep and by team (rules 22, 23)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.models import Organisation, User
from scorecards.models import Metric
from scorecards.queries.attainment.actuals import Actuals, actuals_of
from scorecards.queries.attainment.people import Workforce, workforce
from scorecards.queries.boards.summaries import TeamTree
from scorecards.queries.quotas.terms import quotas_of_reps, quotas_of_teams
from scorecards.scoring.attainment import Owed
from scorecards.scoring.owing import OwedByMonth, days_left, owed_by_month
from scorecards.scoring.quotas import months_between
from scorecards.scoring.records import ZERO
from scorecards.scoring.spans import Span

Months = Mapping[date, Owed]
TeamKey = int | None
"""The id of a team; None: the days on which people are in no team."""


@dataclass(frozen=True)
class Asked:
    """What is added up: of `people`, and the quotas of `teams` of their own.

    `since`: a day up to which the past is wanted too, for the trend. `everybody` spares the
    database the list of them.
    """

    metric: Metric
    span: Span
    since: date
    people: QuerySet[User, Any]
    teams: Collection[int]
    everybody: bool
    organisation: Organisation
    now: datetime


@dataclass(frozen=True)
class Sums:
    """By rep and team for every month of the range; the teams' own quotas apart.

    `left` are present working days from now to the end of the span, by rep and team; `owing`
    the reps who owe something in the span, by team.
    """

    asked: Asked
    tree: TeamTree
    force: Workforce
    owed: Mapping[int, OwedByMonth]
    done: Actuals
    own: Mapping[int, Months]
    left: Mapping[int, Mapping[TeamKey, Decimal]]
    direct_owed: Mapping[TeamKey, Months]
    direct_done: Mapping[TeamKey, Mapping[date, Decimal]]
    owing: Mapping[TeamKey, set[int]]

    @property
    def months(self) -> list[date]:
        """The months of the span, by their first days."""
        return list(months_between(self.asked.span.starts, self.asked.span.ends))

    def rep_owed(self, rep: int, teams: Collection[TeamKey] | None = None) -> Owed | None:
        """What a rep owes in the span for the days in these teams (None: for all days)."""
        first = self.asked.span.starts.replace(day=1)
        parts = [
            part
            for (team, month), part in self.owed.get(rep, {}).items()
            if month >= first and (teams is None or team in teams)
        ]
        return total(parts)

    def rep_done(self, rep: int, teams: Collection[TeamKey] | None = None) -> Decimal:
        first = self.asked.span.starts.replace(day=1)
        return sum(
            (
                amount
                for (team, month), amount in self.done.get(rep, {}).items()
                if month >= first and (teams is None or team in teams)
            ),
            ZERO,
        )

    def rep_left(self, rep: int, teams: Collection[TeamKey] | None = None) -> Decimal:
        left = self.left.get(rep, {})
        return sum((d for team, d in left.items() if teams is None or team in teams), ZERO)

    def owed_below(self, team: int) -> Months:
        """By month, what stands right below a team: its members, and the teams there."""
        groups = [self.team_owed(child) for child in self.tree.children.get(team, ())]
        return added([self.direct_owed.get(team, {}), *groups])

    def team_owed(self, team: int) -> Months:
        """By month a team's own quota, or else what stands right below it (rule 23)."""
        return {**self.owed_below(team), **self.own.get(team, {})}

    def done_in(self, teams: Iterable[TeamKey]) -> Mapping[date, Decimal]:
        """By month, what was done on days in one of these teams."""
        found: dict[date, Decimal] = defaultdict(Decimal)
        for team in teams:
            for month, amount in self.direct_done.get(team, {}).items():
                found[month] += amount
        return found


def sums_of(asked: Asked, tree: TeamTree) -> Sums:
    """A constant number of queries for any number of people, teams and months."""
    span = asked.span
    starts, ends = min(asked.since, span.starts), span.ends
    force = workforce(
        asked.people, tree, starts=starts, ends=ends, organisation=asked.organisation, now=asked.now
    )
    owed = _owed(asked, force, starts, ends)
    done = actuals_of(
        None if asked.everybody else force.people, asked.metric, starts=starts, ends=ends
    )
    return Sums(
        asked=asked,
        tree=tree,
        force=force,
        owed=owed,
        done=done,
        own=_own(asked, force, starts, ends),
        left={
            rep: left
            for rep, worker in force.workers.items()
            if worker.today <= span.ends
            and (left := days_left(worker, starts=span.starts, ends=span.ends))
        },
        direct_owed=_by_team(owed.values(), Owed()),
        direct_done=_by_team(done.values(), ZERO),
        owing=_owing(owed, span.starts.replace(day=1)),
    )


def added(groups: Iterable[Months]) -> dict[date, Owed]:
    found: dict[date, Owed] = {}
    for group in groups:
        for month, part in group.items():
            found[month] = found[month] + part if month in found else part
    return found


def total(parts: Collection[Owed]) -> Owed | None:
    """The sum; None of none, since nobody owes anything then."""
    if len(parts) == 1:
        return next(iter(parts))
    return sum(parts, Owed()) if parts else None


def _owed(asked: Asked, force: Workforce, starts: date, ends: date) -> dict[int, OwedByMonth]:
    slug = asked.metric.slug
    quotas = quotas_of_reps(list(force.people), metrics=[slug], starts=starts, ends=ends)
    lowers = asked.organisation.time_off_lowers_quotas
    return {
        rep: owed_by_month(terms, force.workers[rep], starts=starts, ends=ends, lowers=lowers)
        for (rep, _), terms in quotas.items()
    }


def _own(asked: Asked, force: Workforce, starts: date, ends: date) -> dict[int, Months]:
    quotas = quotas_of_teams(asked.teams, metrics=[asked.metric.slug], starts=starts, ends=ends)
    return {
        team: {
            month: part
            for (_, month), part in owed_by_month(
                terms, force.teams[team], starts=starts, ends=ends, lowers=False
            ).items()
        }
        for (team, _), terms in quotas.items()
    }


def _owing(owed: Mapping[int, OwedByMonth], first: date) -> dict[TeamKey, set[int]]:
    found: dict[TeamKey, set[int]] = defaultdict(set)
    for rep, parts in owed.items():
        for team, month in parts:
            if month >= first:
                found[team].add(rep)
    return found


def _by_team(rows: Iterable[Mapping[tuple[TeamKey, date], Any]], nothing: Any) -> dict[Any, Any]:
    """The parts of all reps, added up by team and month."""
    found: dict[TeamKey, dict[date, Any]] = defaultdict(dict)
    for row in rows:
        for (team, month), part in row.items():
            months = found[team]
            months[month] = months.get(month, nothing) + part
    return found
