"""A scenario worked out: every stage by every length of time, savings, months and capacity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.charts.funnel import FunnelStep
from goals.models import Plan
from goals.planning.capacity import Capacity, Verdict, capacity
from goals.planning.chain import DEAL_SIZE, days_for_one, needed, whole_up
from goals.planning.sensitivity import Saving, savings
from goals.planning.spread import Lengths, Workforce, by_month, lengths, workforce
from goals.queries.plans.capacity import Abilities
from goals.queries.plans.defaults import Default, Defaults
from goals.queries.plans.groups import Carrier
from goals.queries.plans.terms import ScenarioTerms, Source, pairs_of
from scorecards.models import Metric
from scorecards.scoring.quotas import months_between


@dataclass(frozen=True)
class StageRow:
    """A stage as the pages show it; `below` is what it becomes, `default` what the group did."""

    metric: Metric
    below: Metric | None
    rate: Decimal | None
    several: bool
    source: Source | None
    default: Default | None
    lengths: Lengths
    capacity: Capacity

    @property
    def needed(self) -> Decimal | None:
        return self.lengths.whole

    @property
    def needed_up(self) -> Decimal | None:
        """In whole things, as the sentence and the picture show it; the tables are exact."""
        return None if self.needed is None else whole_up(self.needed)

    @property
    def rep_day_up(self) -> Decimal | None:
        """Per rep and working day, rounded up to whole things; None for one in some days."""
        per_day = self.lengths.rep_day
        if per_day is None or self.one_in_days is not None:
            return None
        return whole_up(per_day)

    @property
    def rep_up(self) -> Decimal | None:
        return None if self.lengths.rep is None else whole_up(self.lengths.rep)

    @property
    def one_in_days(self) -> Decimal | None:
        per_day = self.lengths.rep_day
        return None if per_day is None else days_for_one(per_day)


@dataclass(frozen=True)
class SavingRow:
    saving: Saving
    metric: Metric
    below: Metric


@dataclass(frozen=True)
class MonthRow:
    month: date
    numbers: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Worked:
    """`rows` from the top of the funnel down to the deal; `money` is the amount itself."""

    terms: ScenarioTerms
    money: Metric
    amount: Lengths
    deal_source: Source | None
    deal_default: Default | None
    rows: tuple[StageRow, ...]
    savings: tuple[SavingRow, ...]
    months: tuple[MonthRow, ...]
    work: Workforce

    @property
    def top(self) -> StageRow:
        return self.rows[0]

    @property
    def steps(self) -> list[FunnelStep]:
        """The funnel: from the top to the deal, and the money it brings."""
        found = [
            FunnelStep(row.metric.name, row.needed_up, row.rate, row.metric.unit)
            for row in self.rows[:-1]
        ]
        deal = self.rows[-1]
        found.append(FunnelStep(deal.metric.name, deal.needed_up, None, deal.metric.unit))
        return [*found, FunnelStep(self.money.name, self.amount.whole, None, self.money.unit)]

    @property
    def best_saving(self) -> SavingRow | None:
        first = self.savings[0] if self.savings else None
        return first if first and first.saving.saved is not None else None

    @property
    def impossible(self) -> list[StageRow]:
        """The stages of which nobody ever did as many."""
        return [row for row in self.rows if row.capacity.verdict == Verdict.NEVER]

    @property
    def stretched(self) -> list[StageRow]:
        return [row for row in self.rows if row.capacity.verdict == Verdict.STRETCH]

    @property
    def is_checked(self) -> bool:
        return any(row.capacity.verdict for row in self.rows)

    @property
    def is_complete(self) -> bool:
        return all(row.needed is not None for row in self.rows)


def worked_out(
    plan: Plan,
    terms: ScenarioTerms,
    *,
    metrics: Mapping[str, Metric],
    defaults: Defaults,
    carriers: Sequence[Carrier],
    abilities: Abilities,
) -> Worked:
    """Everything that follows from the scenario; no query."""
    work = workforce([(carrier.days, carrier.months) for carrier in carriers])
    months, amount = months_of(plan), terms.assumptions.amount
    numbers = needed(terms.assumptions)
    wholes = [lengths(number, months=len(months), work=work) for number in numbers]
    rows = [
        _stage_row(terms, place, found, metrics, defaults, abilities)
        for place, found in enumerate(wholes)
    ]
    return Worked(
        terms=terms,
        money=plan.metric,
        amount=lengths(amount, months=len(months), work=work),
        deal_source=terms.sources.get(DEAL_SIZE),
        deal_default=defaults.deal_size(plan.metric.slug, deal=terms.slugs[0]),
        rows=tuple(reversed(rows)),
        savings=_saving_rows(terms, metrics),
        months=_month_rows([*reversed(numbers), amount], months, work),
        work=work,
    )


def _stage_row(
    terms: ScenarioTerms,
    place: int,
    found: Lengths,
    metrics: Mapping[str, Metric],
    defaults: Defaults,
    abilities: Abilities,
) -> StageRow:
    stages = terms.assumptions.stages
    stage, below = stages[place], stages[place - 1].metric if place else None
    return StageRow(
        metric=metrics[stage.metric],
        below=metrics[below] if below else None,
        rate=stage.rate if below else None,
        several=stage.several,
        source=terms.sources.get(stage.metric),
        default=defaults.rate(stage.metric, below=below) if below else None,
        lengths=found,
        capacity=capacity(stage.metric, found.rep_day, abilities.get(stage.metric, {})),
    )


def _month_rows(
    wholes: Sequence[Decimal | None], months: Sequence[date], work: Workforce
) -> tuple[MonthRow, ...]:
    parts = [by_month(whole, months=months, work=work) for whole in wholes]
    return tuple(
        MonthRow(month, tuple(part[n] for part in parts)) for n, month in enumerate(months)
    )


def months_of(plan: Plan) -> list[date]:
    return list(months_between(plan.starts_on, plan.ends_on))


def _saving_rows(terms: ScenarioTerms, metrics: Mapping[str, Metric]) -> tuple[SavingRow, ...]:
    if not pairs_of(terms.assumptions):
        return ()
    return tuple(
        SavingRow(saving, metrics[saving.metric], metrics[saving.below])
        for saving in savings(terms.assumptions)
    )
