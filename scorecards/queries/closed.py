"""What is closed, and so not computed anew (rule 27)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.queries.many import among
from scorecards.models import Closing, FrozenDays
from scorecards.periods import Period

DayRange = tuple[date, date]
"""First and last day."""


@dataclass(frozen=True)
class FrozenRange:
    """Days (inclusive) of a rep that a closing keeps as they were."""

    closing_id: int
    starts: date
    ends: date


@dataclass(frozen=True)
class ClosedPeriods:
    """The standing closings of some scorecards, by scorecard id."""

    ranges: Mapping[int, Sequence[DayRange]]

    def hold(self, *, scorecard_id: int, period: Period) -> bool:
        """Whether the scores of this period stand still: it ends in a closed one."""
        return any(
            first <= period.ends <= last for first, last in self.ranges.get(scorecard_id, ())
        )


def closed_periods(cards: Collection[int]) -> ClosedPeriods:
    """What is closed on these scorecards (one query)."""
    found: dict[int, list[DayRange]] = defaultdict(list)
    rows = Closing.objects.standing().filter(scorecard__in=cards)
    for card, first, last in rows.values_list("scorecard_id", "starts_on", "ends_on"):
        found[card].append((first, last))
    return ClosedPeriods(found)


def frozen_ranges(reps: Collection[int]) -> dict[int, list[FrozenRange]]:
    """The frozen days by rep id, earliest first; reps without any are left out (one query)."""
    found: dict[int, list[FrozenRange]] = defaultdict(list)
    rows = FrozenDays.objects.filter(rep_id__in=among(reps), closing__reopened_at__isnull=True)
    values = rows.order_by("from_day", "id").values_list(
        "rep_id", "closing_id", "from_day", "to_day"
    )
    for rep, closing, first, last in values:
        found[rep].append(FrozenRange(closing, first, last))
    return dict(found)


def open_days(days: Iterable[DayRange], *, frozen: Sequence[FrozenRange]) -> list[DayRange]:
    """What of these days is not frozen; `frozen` earliest first."""
    left = list(days)
    for kept in frozen:
        left = [piece for whole in left for piece in _without(whole, kept)]
    return left


def frozen_days(days: Iterable[DayRange], *, frozen: Sequence[FrozenRange]) -> list[FrozenRange]:
    """What of these days is frozen, by each closing that holds it."""
    met = (
        FrozenRange(kept.closing_id, max(first, kept.starts), min(last, kept.ends))
        for first, last in days
        for kept in frozen
    )
    return [found for found in met if found.starts <= found.ends]


def _without(days: DayRange, kept: FrozenRange) -> Iterable[DayRange]:
    first, last = days
    if last < kept.starts or first > kept.ends:
        yield days
        return
    if first < kept.starts:
        yield first, kept.starts - _A_DAY
    if last > kept.ends:
        yield kept.ends + _A_DAY, last


_A_DAY = timedelta(days=1)
