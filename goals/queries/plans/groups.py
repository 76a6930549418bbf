"""The group a plan is for, what its facts add up to, and who carries it (rules 14, 22, 35)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from accounts.access import team_ids_below
from accounts.models import Membership, Team, User
from accounts.queries.working_time import WorkingTime, working_time_of
from goals.planning.days import (
    MonthWork,
    Stretch,
    WorkDays,
    common_days,
    month_work,
    presence,
    ramp_share,
)
from scorecards.models import DailyTotal, Metric
from scorecards.scoring.lines import ratio
from scorecards.scoring.records import ZERO

_CENTS = Decimal("0.0001")


@dataclass(frozen=True)
class Group:
    """A team with all below it; `teams` is None for the company."""

    team: Team | None
    teams: frozenset[int] | None

    @property
    def team_id(self) -> int | None:
        return self.team.pk if self.team else None


@dataclass(frozen=True)
class Sums:
    """What every metric (by slug) of the group's facts adds up to between two days."""

    starts: date
    ends: date
    totals: Mapping[str, Decimal]

    def of(self, metric: str) -> Decimal:
        return self.totals.get(metric, ZERO)

    def rate(self, metric: str, *, below: str) -> Decimal | None:
        """The share of a stage that became the one below: Σ ÷ Σ (rule 21)."""
        return ratio(numerator=self.of(below), denominator=self.of(metric))


@dataclass(frozen=True)
class Carrier:
    """A rep in the plan's time: the days in the group and their months with the ramp.

    `days` are the plan's working days by their calendar.
    """

    rep: User
    days: Decimal
    present: Sequence[tuple[date, Decimal]] = field(repr=False)
    months: tuple[MonthWork, ...]
    time: WorkingTime = field(repr=False)

    @property
    def full(self) -> Decimal:
        return sum((work.full for work in self.months), ZERO)

    def full_until(self, day: date, *, gone: Decimal, ramp: Sequence[Decimal]) -> Decimal:
        """The ramped days before a day, and the share of it that is gone."""
        joined = self.rep.joined_on
        return sum(
            (
                part * ramp_share(each, joined_on=joined, ramp=ramp) * (gone if each == day else 1)
                for each, part in self.present
                if each <= day
            ),
            ZERO,
        )


def group_of(team: Team | None) -> Group:
    return Group(team, None if team is None else frozenset(team_ids_below([team.pk])))


def sums_of(group: Group, *, starts: date, ends: date) -> Sums:
    """The facts of whoever was in the group on the day of each (rule 22). 1 query."""
    totals = DailyTotal.objects.filter(day__range=(starts, ends))
    if group.teams is not None:
        totals = totals.filter(
            Q(rep__memberships__ends_on__isnull=True) | Q(rep__memberships__ends_on__gte=F("day")),
            rep__memberships__starts_on__lte=F("day"),
            rep__memberships__team__in=group.teams,
        )
    rows = totals.values_list("metric__slug", "metric__aggregation").annotate(
        Sum("total"), Sum("facts")
    )
    return Sums(starts, ends, {slug: _value(how, *sums) for slug, how, *sums in rows.order_by()})


def carriers_of(
    group: Group, *, starts: date, ends: date, ramp: Sequence[Decimal], since: date | None = None
) -> list[Carrier]:
    """The reps with a day in the group between the two days, by name. 7 queries.

    `since`: an earlier day from which on the working time is read too.
    """
    stays = _stays(group, starts, ends)
    reps = list(_reps(group, stays))
    times = working_time_of(reps, starts=since or starts, ends=ends)
    book = WorkDays(starts=starts, ends=ends)
    found = (_carrier(rep, times[rep.pk], stays.get(rep.pk, []), group, book, ramp) for rep in reps)
    return [carrier for carrier in found if carrier.months]


def plan_metrics() -> dict[str, Metric]:
    """Every metric by its slug. 1 query."""
    return {metric.slug: metric for metric in Metric.objects.all()}


def can_be_a_stage(metric: Metric) -> bool:
    """Whether it counts things day by day, of which more is better."""
    volume = metric.aggregation in (Metric.Aggregation.SUM, Metric.Aggregation.COUNT)
    more = metric.direction == Metric.Direction.HIGHER
    return volume and more and metric.unit == Metric.Unit.COUNT


def can_be_the_money(metric: Metric) -> bool:
    """Whether a plan can aim at it: money that adds up, of which more is better."""
    adds_up = metric.aggregation == Metric.Aggregation.SUM
    more = metric.direction == Metric.Direction.HIGHER
    return adds_up and more and metric.unit == Metric.Unit.MONEY


def _carrier(
    rep: User,
    time: WorkingTime,
    stays: Collection[Stretch],
    group: Group,
    book: WorkDays,
    ramp: Sequence[Decimal],
) -> Carrier:
    worked = book.worked(time.spans)
    always = (book.starts, book.ends)
    inside = stays if group.teams is not None else [always]
    employed = (rep.joined_on or book.starts, rep.left_on or book.ends)
    stretches = list(common_days(inside, employed))
    present = presence(
        worked,
        stretches=list(common_days(stretches, always)),
        absences=time.absences,
    )
    months = month_work(worked, present, joined_on=rep.joined_on, ramp=ramp)
    return Carrier(rep, Decimal(len(worked)), present, months, time)


def _stays(group: Group, starts: date, ends: date) -> dict[int, list[Stretch]]:
    if group.teams is None:
        return {}
    found: dict[int, list[Stretch]] = defaultdict(list)
    rows = Membership.objects.overlapping(starts, ends).filter(team__in=group.teams)
    for user, first, last in rows.values_list("user", "starts_on", "ends_on"):
        found[user].append((first, last or date.max))
    return found


def _reps(group: Group, stays: Mapping[int, object]) -> QuerySet[User]:
    reps = User.objects.reps().select_related("job_role").order_by("name", "pk")
    return reps if group.teams is None else reps.filter(pk__in=stays)


def _value(aggregation: str, total: Decimal, facts: int) -> Decimal:
    if aggregation == Metric.Aggregation.COUNT:
        return Decimal(facts)
    return Decimal(str(total)).quantize(_CENTS)
