"""A rep's section on some of its days only: what counts for a team they moved to (rule 22)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from scorecards.scoring.elapsed import day_weights, weighted
from scorecards.scoring.lines import score_line
from scorecards.scoring.records import (
    NO_FACTS,
    ONE,
    ZERO,
    Aggregation,
    BenchmarkTerms,
    Gate,
    LineState,
    PeriodTarget,
    ScoredLine,
    ScoredSection,
    Tally,
)

Days = tuple[date, date]
"""A range of days, both included."""


@dataclass(frozen=True, slots=True)
class _Share:
    """Owed ÷ whole, divided last so that whole shares stay exact."""

    owed: Decimal
    whole: Decimal

    def of(self, amount: Decimal) -> Decimal:
        return amount * self.owed / self.whole if self.whole else ZERO


@dataclass(frozen=True, slots=True)
class SectionPart:
    """The lines of the chosen days, and the presence of each day of the period on them."""

    lines: tuple[ScoredLine, ...]
    presence: tuple[Decimal, ...]


def part_of_section(
    section: ScoredSection,
    *,
    starts: date,
    days: Sequence[Days],
    last_day: date,
    tallies: Mapping[str, Tally],
) -> SectionPart:
    """The section's lines with the facts (`tallies` by metric) and the targets of some days.

    A volume's target is spread over the rep's present days, by quotas or the weekday profile if
    there are any: the parts of several teams add up to the whole. A rate keeps its target. A
    latest value cannot be shared out and counts where the rep is on `last_day`. Weights stay
    what they are.
    """
    inside = [_is_in(starts + timedelta(days=n), days) for n in range(len(section.presence))]
    presence = tuple(
        share if is_in else ZERO for share, is_in in zip(section.presence, inside, strict=True)
    )
    holds_last = _is_in(last_day, days)
    lines = tuple(
        _line(line, _share(line, section.presence, presence, starts), tallies, holds_last)
        for line in section.lines
    )
    if not any(presence):
        lines = tuple(_not_expected(line) for line in lines)
    return SectionPart(lines=lines, presence=presence)


def covers(days: Sequence[Days], whole: Days) -> bool:
    """Whether the ranges, sorted by their first day, leave out no day of the whole."""
    missing = whole[0]
    for first, last in days:
        if first > missing:
            break
        missing = max(missing, last + timedelta(days=1)) if last < date.max else date.max
    return missing > whole[1]


def _is_in(day: date, days: Sequence[Days]) -> bool:
    return any(first <= day <= last for first, last in days)


def _share(
    line: ScoredLine, presence: Sequence[Decimal], part: Sequence[Decimal], starts: date
) -> _Share:
    """The share of the line's target that is owed on the days of the part."""
    if not line.aggregation.is_volume:
        return _Share(ONE, ONE)
    weights = day_weights(
        len(presence), starts=starts, profile=line.weekday_profile, spread=line.spread
    )
    if weights is None:
        return _Share(sum(part, ZERO), sum(presence, ZERO))
    return _Share(weighted(part, weights), weighted(presence, weights))


def _line(
    line: ScoredLine, share: _Share, tallies: Mapping[str, Tally], holds_last: bool
) -> ScoredLine:
    tally = tallies.get(line.metric, NO_FACTS)
    if line.aggregation == Aggregation.LATEST:
        tally = replace(tally, latest=line.actual)
    scored = score_line(
        terms=_terms(line),
        tally=tally,
        target=PeriodTarget(
            target=share.of(line.target),
            full_target=share.of(line.full_target),
            parts=line.parts,
            start_gate=None if line.start_gate is None else share.of(line.start_gate),
            stop_gate=None if line.stop_gate is None else share.of(line.stop_gate),
            spread=line.spread,
        ),
    )
    stays_away = line.aggregation == Aggregation.LATEST and not holds_last
    return _not_expected(scored) if stays_away else scored


def _terms(line: ScoredLine) -> BenchmarkTerms:
    return BenchmarkTerms(
        metric=line.metric,
        name=line.name,
        unit=line.unit,
        aggregation=line.aggregation,
        direction=line.direction,
        target=line.full_target,
        weight=line.weight,
        weekday_profile=line.weekday_profile,
        prorated=line.prorated,
    )


def _not_expected(line: ScoredLine) -> ScoredLine:
    return replace(
        line,
        state=LineState.NOT_EXPECTED,
        attainment=None,
        points=None,
        held_by_gate=Gate.NONE,
    )
