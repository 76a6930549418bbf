"""What is closed, and so not computed anew (rule 27)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.queries.many import among
from scorecards.models import FrozenDays
from scorecards.periods import Period, PeriodKind
from scorecards.queries.terms import SectionTerms

DayRange = tuple[date, date]
"""First and last day."""
# Another start of the week or of the fiscal year cuts these elsewhere.
CUT_ANEW = (PeriodKind.WEEK, PeriodKind.QUARTER, PeriodKind.YEAR)


@dataclass(frozen=True)
class FrozenRange:
    """Days (inclusive) of a rep that a closing keeps as they were."""

    closing_id: int
    starts: date
    ends: date


@dataclass(frozen=True)
class ClosedRange:
    """The days (inclusive) of a closed period."""

    kind: PeriodKind
    starts: date
    ends: date


@dataclass(frozen=True)
class ClosedPeriods:
    """The standing closings of some scorecards, by scorecard id.

    `cut`: first and last day of the scored periods that another start of the week or of the
    fiscal year would cut elsewhere, by (section id, key): what is stored is what was closed.
    """

    ranges: Mapping[int, Sequence[ClosedRange]]
    cut: Mapping[tuple[int, str], DayRange]

    def hold(self, *, section: SectionTerms, period: Period) -> bool:
        """Whether the scores of this period stand still: it is closed, or ends in a longer
        period that is."""
        ends = self.cut.get((section.section_id, period.key), (period.starts, period.ends))[1]
        return any(
            closed.starts <= ends <= closed.ends and not _is_longer(period.kind, closed.kind)
            for closed in self.ranges.get(section.scorecard_id, ())
        )


def held_sql() -> str:
    """SQL of a condition like `ClosedPeriods.hold` on `period`, `section` and `version`."""
    return _HELD.format(length=_length_sql("section.period"), most=_length_sql("closing.kind"))


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


def _is_longer(kind: PeriodKind, other: PeriodKind) -> bool:
    return _LENGTHS.index(kind) > _LENGTHS.index(other)


def _length_sql(column: str) -> str:
    cases = " ".join(f"WHEN '{kind}' THEN {n}" for n, kind in enumerate(_LENGTHS))
    return f"CASE {column} {cases} END"


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
_LENGTHS = list(PeriodKind)

_HELD = """
    EXISTS (
        SELECT 1 FROM scorecards_closing closing
        WHERE closing.scorecard_id = version.scorecard_id AND closing.reopened_at IS NULL
          AND period.ends_on BETWEEN closing.starts_on AND closing.ends_on
          AND {length} <= {most}
    )
"""
