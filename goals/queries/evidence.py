"""What the owner did before, held against what a goal asks for: the letter A (rules 10, 14, 21)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import Min
from django.utils.formats import date_format

from accounts.charts.lines import TrendPoint
from accounts.models import Organisation
from goals.models import Goal
from goals.queries.evidence_owners import Presence, others_of, presence_of
from goals.queries.goal_terms import GoalTerms
from goals.queries.tallies import COMPANY, Found, Owner, tallies_by_day
from goals.smart import Reach, percentile_of, reach_of
from scorecards.models import DailyTotal, Metric
from scorecards.periods import Period, PeriodKind, last_periods, period_containing
from scorecards.queries.terms import period_rules
from scorecards.scoring.lines import combined, ratio, value_of
from scorecards.scoring.records import ZERO, Aggregation, Direction
from scorecards.scoring.rounding import half_up

WEEKS = 26
WINDOW = 4
"""So many weeks make a share or an average: in one alone the luck of a day weighs too much."""

PRESENT = 12
"""Weeks behind the owner's present figure, as in other places that ask what is usual."""

_A_DAY = timedelta(days=1)
_STORED = 4


@dataclass(frozen=True)
class Stretch:
    """One of the 26 weeks; `value` is the week's rate, or the figure of the 4 weeks up to it."""

    starts: date
    ends: date
    value: Decimal | None


@dataclass(frozen=True)
class Evidence:
    """`needed` in `unit` a working day when `per_day`, else as the figure itself.

    `present` is the owner's own figure of the last 12 finished weeks; `percentile` the share of
    the `others` (people of the same team, teams beside it) who do worse than needed over the 26
    weeks, None with too few of them.
    """

    unit: str
    per_day: bool
    rising: bool
    needed: Decimal | None
    stretches: tuple[Stretch, ...]
    present: Decimal | None
    others: int
    percentile: Decimal | None
    working_days: Decimal | None

    @cached_property
    def reach(self) -> Reach | None:
        if self.needed is None:
            return None
        values = [stretch.value for stretch in self.stretches]
        return reach_of(values, needed=self.needed, rising=self.rising)

    @property
    def is_known(self) -> bool:
        return any(stretch.value is not None for stretch in self.stretches)

    @property
    def points(self) -> list[TrendPoint]:
        """For the picture: the weeks by their last day; a share in percent."""
        times = 100 if self.unit == "share" else 1
        return [
            TrendPoint(
                date_format(stretch.ends, "j M Y"),
                None if stretch.value is None else stretch.value * times,
            )
            for stretch in self.stretches
        ]

    @property
    def drawn_needed(self) -> Decimal | None:
        times = 100 if self.unit == "share" else 1
        return None if self.needed is None else self.needed * times

    @property
    def drawn_unit(self) -> str:
        return "percent" if self.unit == "share" else self.unit


def evidence_for(terms: GoalTerms, *, now: datetime) -> Evidence | None:
    """None for goals without a metric: nothing was counted. A constant number of queries.

    Looks at the weeks that were over when the goal began, so that a goal is not its own proof.
    """
    if terms.metric is None or not terms.has_figure:
        return None
    organisation = Organisation.current()
    day = min(organisation.day_of(now), terms.starts_on or date.max)
    rules = period_rules(organisation)
    last = period_containing(day=day, kind=PeriodKind.WEEK, rules=rules).starts - _A_DAY
    weeks = last_periods(day=last, kind=PeriodKind.WEEK, count=WEEKS + WINDOW - 1, rules=rules)
    history = _history(terms, terms.metric, weeks)
    return _evidence(terms, history, weeks, _rising(terms))


def with_present_start(terms: GoalTerms, *, now: datetime) -> GoalTerms:
    """A figure that is to move starts where it is at present unless something else is said."""
    if terms.shape != Goal.Shape.LEVEL or terms.start is not None:
        return terms
    evidence = evidence_for(terms, now=now)
    if evidence is None or evidence.present is None:
        return terms
    return replace(terms, start=half_up(evidence.present, places=_STORED))


@dataclass(frozen=True)
class _History:
    """What was done, and when somebody was there to do it, by owner; `owners`: ours first."""

    metric: Metric
    out_of: tuple[Metric, ...]
    owners: tuple[Owner, ...]
    presence: Mapping[Owner, Presence]
    tallies: Found
    since: date | None

    @property
    def is_rate(self) -> bool:
        """Whether days add up, so that a working day is what is compared."""
        return not self.out_of and Aggregation(self.metric.aggregation).is_volume

    def value(self, owner: Owner, starts: date, ends: date) -> Decimal | None:
        """The figure of these days: a working day's, or the ratio, average or latest value."""
        if self.since is None or ends < self.since:
            return None
        done = self._sum(owner, self.metric, starts, ends)
        if self.out_of:
            wholes = [self._sum(owner, each, starts, ends) for each in self.out_of]
            return ratio(
                numerator=done or ZERO,
                denominator=sum((whole or ZERO for whole in wholes), ZERO),
            )
        if not self.is_rate:
            return done
        days = self.presence[owner].days(max(starts, self.since), ends)
        return ratio(numerator=done or ZERO, denominator=days)

    def _sum(self, owner: Owner, metric: Metric, starts: date, ends: date) -> Decimal | None:
        by_day = self.tallies.get((owner, metric.pk), {})
        within = [by_day[day] for day in sorted(by_day) if starts <= day <= ends]
        return value_of(combined(within), Aggregation(metric.aggregation)) if within else None


def _history(terms: GoalTerms, metric: Metric, weeks: Sequence[Period]) -> _History:
    first, last = weeks[0].starts, weeks[-1].ends
    owner = _owner(terms)
    owners = (owner, *others_of(terms, day=last))
    metrics = {metric.pk, *(whole.pk for whole in terms.out_of)}
    return _History(
        metric=metric,
        out_of=terms.out_of,
        owners=owners,
        presence=presence_of(owners, starts=first, ends=_until(terms, last)),
        tallies=tallies_by_day(owners, metrics=metrics, starts=first, ends=last),
        since=_first_day(owner),
    )


def _until(terms: GoalTerms, last: date) -> date:
    """The last day whose working time matters; what is refused anyhow is not reckoned."""
    return max(last, terms.due_on) if terms.due_on and terms.lasts_sanely else last


def _owner(terms: GoalTerms) -> Owner:
    if terms.person:
        return "person", terms.person.pk
    return ("team", terms.team.pk) if terms.team else COMPANY


def _first_day(owner: Owner) -> date | None:
    """Since when anything is known of the owner; before that no zero means anything."""
    kind, pk = owner
    totals = DailyTotal.objects.filter(rep=pk) if kind == "person" else DailyTotal.objects.all()
    day: date | None = totals.aggregate(first=Min("day"))["first"]
    return day


def _evidence(
    terms: GoalTerms, history: _History, weeks: Sequence[Period], rising: bool
) -> Evidence:
    owner, others = history.owners[0], history.owners[1:]
    compared = weeks[WINDOW - 1 :]
    starts, ends = compared[0].starts, compared[-1].ends
    days = _working_days(terms, history.presence[owner])
    needed = _needed(terms, history, days)
    done = [history.value(other, starts, ends) for other in others]
    return Evidence(
        unit=terms.figure_unit,
        per_day=history.is_rate,
        rising=rising,
        needed=needed,
        stretches=tuple(_stretches(history, weeks)),
        present=history.value(owner, weeks[-PRESENT].starts, ends),
        others=sum(value is not None for value in done),
        percentile=None if needed is None else percentile_of(needed, done, rising=rising),
        working_days=days,
    )


def _stretches(history: _History, weeks: Sequence[Period]) -> list[Stretch]:
    """Of rates each week; of shares, averages and latest values the four weeks up to it."""
    back = 0 if history.is_rate else WINDOW - 1
    owner = history.owners[0]
    return [
        Stretch(
            week.starts,
            week.ends,
            history.value(owner, weeks[position - back].starts, week.ends),
        )
        for position, week in enumerate(weeks)
        if position >= WINDOW - 1
    ]


def _needed(terms: GoalTerms, history: _History, days: Decimal | None) -> Decimal | None:
    """What one working day needs, or the figure that is aimed for; None as long as it is open."""
    if terms.target is None:
        return None
    if terms.shape != Goal.Shape.TOTAL or not history.is_rate:
        return terms.target
    return None if not days else (terms.target - (terms.start or ZERO)) / days


def _working_days(terms: GoalTerms, presence: Presence) -> Decimal | None:
    if terms.starts_on is None or terms.due_on is None or not terms.lasts_sanely:
        return None
    return presence.days(terms.starts_on, terms.due_on)


def _rising(terms: GoalTerms) -> bool:
    if terms.shape == Goal.Shape.DAILY and terms.metric:
        return Direction(terms.metric.direction) == Direction.HIGHER
    if terms.start is None or terms.target is None:
        return terms.metric is None or Direction(terms.metric.direction) == Direction.HIGHER
    return terms.target > terms.start
