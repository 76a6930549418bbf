"""The chance of reaching a quota, for many people and groups at once (rule 19)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import numpy as np

from accounts.models import Organisation
from scorecards.periods import Period, PeriodKind, PeriodRules, last_periods, periods_between
from scorecards.queries.attainment.past_days import (
    Sums,
    Workdays,
    first_days,
    past_of_people,
    pools_of,
    sums_of,
    unit_of,
    workdays_of,
)
from scorecards.queries.terms import period_rules
from scorecards.scoring.chance import Ahead, outlook
from scorecards.scoring.daily_rates import Floats, with_groups

FEWEST = 8
MOST = 12
_A_DAY = timedelta(days=1)
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ChanceAsked:
    """Whether these people together reach a quota of a metric (slug) in a period.

    `actual`: what they have by now. `days_left`: the present working days they have left in the
    period, with the rest of today; of several people those of all of them together.
    """

    rep_ids: tuple[int, ...]
    metric: str
    period: Period
    actual: Decimal
    quota: Decimal
    days_left: Decimal


@dataclass(frozen=True, slots=True)
class Chance:
    """`share`: 0 to 1, 0 and 1 only when it is decided; show it with the filter `chance`.

    `low` and `high` hold the end figure in 80 of 100 cases; `periods`: how many finished periods
    of history it rests on (weeks for a day or a week, months for anything longer).
    """

    share: float
    low: Decimal
    high: Decimal
    periods: int


def chances_of(asked: Sequence[ChanceAsked], *, today: date) -> list[Chance | None]:
    """One for each asked, in order; None with fewer than 8 finished periods of history.

    Today is not over and is no history. A constant number of queries.
    """
    if not asked:
        return []
    known = _known_of(asked, today)
    found: dict[int, Chance | None] = {}
    for (metric, period), places in _batches(asked).items():
        chances = _chances([asked[place] for place in places], metric, period, known)
        found.update(zip(places, chances, strict=True))
    return [found[place] for place in range(len(asked))]


def unit_kind(kind: PeriodKind) -> PeriodKind:
    """The periods that a history is counted in: eight years of it nobody has."""
    return PeriodKind.WEEK if kind in (PeriodKind.DAY, PeriodKind.WEEK) else PeriodKind.MONTH


@dataclass(frozen=True)
class _Known:
    """What was read for everything asked: people by their teams, their days, their sums."""

    today: date
    rules: PeriodRules
    pools: dict[int, int]
    workdays: Workdays
    sums: Sums
    since: dict[str, date]

    def units(self, kind: PeriodKind) -> tuple[Period, ...]:
        """The finished ones, and last the one that runs."""
        return _units(kind, self.today, self.rules)


def _known_of(asked: Sequence[ChanceAsked], today: date) -> _Known:
    rules = period_rules(Organisation.current())
    pairs = {(one.metric, unit_kind(one.period.kind)) for one in asked}
    units = {kind: _units(kind, today, rules) for _, kind in pairs}
    pools = pools_of({rep for one in asked for rep in one.rep_ids}, today=today)
    starts = min(known[0].starts for known in units.values())
    return _Known(
        today=today,
        rules=rules,
        pools=pools,
        workdays=workdays_of(
            list(pools),
            starts=starts,
            ends=max(today, *(one.period.ends for one in asked)),
        ),
        sums=sums_of(
            pools,
            [
                unit_of(metric, unit, today - _A_DAY)
                for metric, kind in sorted(pairs)
                for unit in units[kind]
            ],
        ),
        since=first_days({metric for metric, _ in pairs}, starts=starts),
    )


def _units(kind: PeriodKind, today: date, rules: PeriodRules) -> tuple[Period, ...]:
    return last_periods(day=today, kind=unit_kind(kind), count=MOST + 1, rules=rules)


def _batches(asked: Iterable[ChanceAsked]) -> dict[tuple[str, Period], list[int]]:
    """The places of those that are worked out together."""
    found: dict[tuple[str, Period], list[int]] = {}
    for place, one in enumerate(asked):
        found.setdefault((one.metric, one.period), []).append(place)
    return found


def _chances(
    asked: Sequence[ChanceAsked], metric: str, period: Period, known: _Known
) -> list[Chance | None]:
    row = {rep: place for place, rep in enumerate(known.pools)}
    members = [[row[rep] for rep in one.rep_ids] for one in asked]
    groups = [rows for rows in members if len(rows) != 1]
    people = past_of_people(
        known.pools,
        metric=metric,
        units=known.units(period.kind),
        workdays=known.workdays,
        sums=known.sums,
        since=known.since.get(metric, known.today),
        until=known.today - _A_DAY,
    )
    past, numbers = with_groups(people, groups), count(len(known.pools))
    rows = np.array([rows[0] if len(rows) == 1 else next(numbers) for rows in members])
    said = outlook(past, _ahead(asked, rows, _days_later(period, known, groups)[rows]))
    periods = (past.days[rows, :-1] > 0).sum(axis=1)
    return [
        Chance(
            share=float(said.share[place]),
            low=_amount(one.actual, said.low[place]),
            high=_amount(one.actual, said.high[place]),
            periods=int(periods[place]),
        )
        if periods[place] >= FEWEST
        else None
        for place, one in enumerate(asked)
    ]


def _ahead(asked: Sequence[ChanceAsked], rows: np.ndarray, later: Floats) -> Ahead:
    """`later`: a row for each asked, a column for each unit after the one that runs."""
    left = np.array([float(one.days_left) for one in asked])
    days_later = np.minimum(later.sum(axis=1), left)
    return Ahead(
        rows=rows,
        short=np.array([float(one.quota - one.actual) for one in asked]),
        days_now=left - days_later,
        days_later=days_later,
        squares_later=(later**2).sum(axis=1),
    )


def _days_later(period: Period, known: _Known, groups: Sequence[Sequence[int]]) -> Floats:
    """The present days of everybody, and of the groups, in the period's units still to begin."""
    running = known.units(period.kind)[-1]
    units = periods_between(
        starts=max(period.starts, running.ends + _A_DAY),
        ends=period.ends,
        kind=running.kind,
        rules=known.rules,
    )
    cuts = [(max(unit.starts, period.starts), min(unit.ends, period.ends)) for unit in units]
    none = np.zeros((len(known.pools), 0))
    days = np.column_stack([none, *(known.workdays.between(*cut) for cut in cuts)])
    sums = [days[list(group)].sum(axis=0) for group in groups]
    return np.vstack([days, *sums])


def _amount(actual: Decimal, more: float) -> Decimal:
    return actual + Decimal(float(more)).quantize(_CENT)
