"""What reps owe by quotas, ready for the targets that follow them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from accounts.queries.working_time import WorkingTime
from scorecards.queries.quotas.terms import quotas_of_reps
from scorecards.scoring.quotas import Owing, QuotasByMonth, by_month, end_of_month


def owings_of(
    working: Mapping[int, WorkingTime], *, metrics: Collection[str], starts: date, ends: date
) -> dict[int, Owing]:
    """By rep id, of those with working time who owe anything of the metrics (1 query).

    The working days of a month are counted once a calendar, not for each rep and benchmark.
    """
    quotas: dict[int, dict[str, QuotasByMonth]] = defaultdict(dict)
    found = quotas_of_reps(working.keys(), metrics=metrics, starts=starts, ends=ends)
    for (rep, metric), terms in found.items():
        quotas[rep][metric] = by_month(terms)
    return {
        rep: Owing(owed, _month_days(working[rep], owed.values())) for rep, owed in quotas.items()
    }


def _month_days(working: WorkingTime, owed: Iterable[QuotasByMonth]) -> dict[date, Decimal]:
    months = {month for quotas in owed for month in quotas}
    return {month: working.working_days(starts=month, ends=end_of_month(month)) for month in months}
