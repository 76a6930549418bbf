"""What reps ever did of the stages of a plan, per day present (rule 35). 1 query."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, IntegerField, Sum, Value, When

from goals.planning.capacity import BLOCK_WEEKS, BLOCKS, Ability, Block, ability
from goals.planning.days import WorkDays, presence
from goals.queries.plans.groups import Carrier
from scorecards.models import DailyTotal, Metric
from scorecards.periods import PeriodKind, PeriodRules, period_containing
from scorecards.scoring.records import ZERO

_A_BLOCK = timedelta(weeks=BLOCK_WEEKS)
_A_DAY = timedelta(days=1)

Abilities = dict[str, dict[int, Ability]]
"""By metric (slug) and rep (id)."""


@dataclass(frozen=True)
class History:
    """The 52 weeks that ended before this one, in blocks of four weeks, oldest first."""

    blocks: tuple[tuple[date, date], ...]

    @property
    def starts(self) -> date:
        return self.blocks[0][0]

    @property
    def ends(self) -> date:
        return self.blocks[-1][1]


def history_before(today: date, rules: PeriodRules) -> History:
    week = period_containing(day=today, kind=PeriodKind.WEEK, rules=rules)
    first = week.starts - BLOCKS * _A_BLOCK
    starts = (first + number * _A_BLOCK for number in range(BLOCKS))
    return History(tuple((day, day + _A_BLOCK - _A_DAY) for day in starts))


def abilities_of(
    carriers: Sequence[Carrier], *, metrics: Collection[Metric], history: History
) -> Abilities:
    """For each of the metrics, what each of the reps could do."""
    done = _done(carriers, metrics, history)
    days = _days(carriers, history)
    return {
        metric.slug: {
            rep: ability(
                [Block(done[rep, metric.pk, n], counted) for n, counted in enumerate(in_blocks)]
            )
            for rep, in_blocks in days.items()
        }
        for metric in metrics
    }


def _done(
    carriers: Sequence[Carrier], metrics: Collection[Metric], history: History
) -> dict[tuple[int, int, int], Decimal]:
    """By rep, metric and number of the block."""
    number = Case(
        *(When(day__lte=ends, then=Value(n)) for n, (_starts, ends) in enumerate(history.blocks)),
        output_field=IntegerField(),
    )
    rows = (
        DailyTotal.objects.filter(
            rep__in=[carrier.rep.pk for carrier in carriers],
            metric__in=[metric.pk for metric in metrics],
            day__range=(history.starts, history.ends),
        )
        .annotate(block=number)
        .values_list("rep", "metric", "block")
        .annotate(Sum("total"), Sum("facts"))
        .order_by()
    )
    counts = {m.pk for m in metrics if m.aggregation == Metric.Aggregation.COUNT}
    found: dict[tuple[int, int, int], Decimal] = defaultdict(lambda: ZERO)
    for rep, metric, block, total, facts in rows:
        found[rep, metric, block] = Decimal(facts if metric in counts else str(total))
    return found


def _days(carriers: Sequence[Carrier], history: History) -> dict[int, list[Decimal]]:
    """The days each rep was present in each block."""
    book = WorkDays(starts=history.starts, ends=history.ends)
    return {carrier.rep.pk: _days_of(carrier, history, book) for carrier in carriers}


def _days_of(carrier: Carrier, history: History, book: WorkDays) -> list[Decimal]:
    rep, time = carrier.rep, carrier.time
    employed = (rep.joined_on or history.starts, rep.left_on or history.ends)
    present = presence(book.worked(time.spans), stretches=[employed], absences=time.absences)
    days = [ZERO] * len(history.blocks)
    for day, part in present:
        days[(day - history.starts) // _A_BLOCK] += part
    return days
