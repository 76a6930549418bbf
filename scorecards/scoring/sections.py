"""A rep's section: its lines and its score (scoring.md rules 5 to 9, 15)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from accounts.calendars import DayShare
from scorecards.scoring.lines import ratio, score_line
from scorecards.scoring.quotas import NOTHING_OWED, Owing
from scorecards.scoring.records import (
    HUNDRED,
    NO_FACTS,
    ZERO,
    BenchmarkTerms,
    Gate,
    LineState,
    OverrideTerms,
    ScoredLine,
    ScoredSection,
    Tally,
)
from scorecards.scoring.targets import target_of


def score_section(
    *,
    benchmarks: Sequence[BenchmarkTerms],
    tallies: Mapping[str, Tally],
    shares: Sequence[DayShare],
    overrides: Mapping[str, Sequence[OverrideTerms]],
    ramp: Sequence[Decimal],
    joined_on: date | None,
    owing: Owing = NOTHING_OWED,
) -> ScoredSection:
    """Score one rep's section over the days of its period.

    Tallies and overrides are by metric; a metric without a tally has no facts. `owing`: what the
    rep owes by quotas, for the benchmarks that follow them. A rep who was
    present on none of the days has no score, and none of the lines is expected (rule 15).
    """
    lines = []
    for terms in benchmarks:
        target = target_of(
            terms=terms,
            shares=shares,
            overrides=overrides.get(terms.metric, ()),
            ramp=ramp,
            joined_on=joined_on,
            owing=owing,
        )
        tally = tallies.get(terms.metric, NO_FACTS)
        lines.append(score_line(terms=terms, tally=tally, target=target))
    return _section(lines, shares)


def score_of(*, points: Decimal, weight: Decimal) -> Decimal | None:
    """100 × Σ points ÷ Σ weights (rule 7); None when no weight counts."""
    return ratio(numerator=HUNDRED * points, denominator=weight)


def _section(lines: Sequence[ScoredLine], shares: Sequence[DayShare]) -> ScoredSection:
    presence = tuple(share.present for share in shares)
    if not any(presence):
        lines = [_not_expected(line) for line in lines]
    counting = [line for line in lines if line.state == LineState.COUNTS]
    points = sum((line.points for line in counting if line.points is not None), ZERO)
    weight = sum((line.weight for line in counting), ZERO)
    return ScoredSection(
        score=score_of(points=points, weight=weight),
        points=points,
        weight=weight,
        lines=tuple(lines),
        working_days=sum((share.working for share in shares), ZERO),
        present_days=sum(presence, ZERO),
        presence=presence,
    )


def _not_expected(line: ScoredLine) -> ScoredLine:
    return replace(
        line,
        state=LineState.NOT_EXPECTED,
        attainment=None,
        points=None,
        held_by_gate=Gate.NONE,
    )
