"""A rep's section: its lines and its score (scoring.md rules 5 to 9, 15)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from accounts.calendars import DayShare
from scorecards.scoring.line_records import line_record, line_template
from scorecards.scoring.lines import figures_of, not_expected, ratio, scored_line
from scorecards.scoring.quotas import NOTHING_OWED, Owing
from scorecards.scoring.records import (
    HUNDRED,
    NO_FACTS,
    ZERO,
    BenchmarkTerms,
    Figures,
    LineState,
    OverrideTerms,
    PeriodTarget,
    ScoredSection,
    Tally,
)
from scorecards.scoring.targets import target_of

_COUNTS = LineState.COUNTS


class LineTarget(NamedTuple):
    terms: BenchmarkTerms
    target: PeriodTarget


@dataclass(frozen=True, eq=False)
class SectionTargets:
    """What a section asks in one period: the same for all reps who work and owe alike.

    `presence` holds the present share of each day of the period, from its first day on.
    """

    lines: tuple[LineTarget, ...]
    presence: tuple[Decimal, ...]
    working_days: Decimal

    @cached_property
    def present_days(self) -> Decimal:
        return sum(self.presence, ZERO)

    @cached_property
    def presence_text(self) -> str:
        return json.dumps([str(share) for share in self.presence])

    @cached_property
    def templates(self) -> tuple[str, ...]:
        return tuple(
            line_template(scored_line(*line, figures_of(*line, NO_FACTS))) for line in self.lines
        )


class SectionFigures(NamedTuple):
    """A rep's score; Σ points and Σ weights are over the lines that count."""

    score: Decimal | None
    points: Decimal
    weight: Decimal
    lines: list[Figures]


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
    lines = (
        LineTarget(
            terms,
            target_of(
                terms=terms,
                shares=shares,
                overrides=overrides.get(terms.metric, ()),
                ramp=ramp,
                joined_on=joined_on,
                owing=owing,
            ),
        )
        for terms in benchmarks
    )
    targets = section_targets(lines=lines, shares=shares)
    return scored_section(targets, section_figures(targets, tallies))


def section_targets(*, lines: Iterable[LineTarget], shares: Sequence[DayShare]) -> SectionTargets:
    """`shares`: of each day of the period, at least one."""
    return SectionTargets(
        lines=tuple(lines),
        presence=tuple(share.present for share in shares),
        working_days=sum((share.working for share in shares), ZERO),
    )


def section_figures(targets: SectionTargets, tallies: Mapping[str, Tally]) -> SectionFigures:
    figures = [
        figures_of(terms, target, tallies.get(terms.metric, NO_FACTS))
        for terms, target in targets.lines
    ]
    if not targets.present_days:
        figures = [not_expected(each) for each in figures]
    points = weight = ZERO
    for each, (terms, _) in zip(figures, targets.lines, strict=True):
        if each.state is _COUNTS:
            weight += terms.weight
            if each.points is not None:
                points += each.points
    return SectionFigures(score_of(points=points, weight=weight), points, weight, figures)


def scored_section(targets: SectionTargets, figures: SectionFigures) -> ScoredSection:
    """The two together, with all that explains them."""
    return ScoredSection(
        score=figures.score,
        points=figures.points,
        weight=figures.weight,
        lines=tuple(
            scored_line(*line, each)
            for line, each in zip(targets.lines, figures.lines, strict=True)
        ),
        working_days=targets.working_days,
        present_days=targets.present_days,
        presence=targets.presence,
    )


def lines_text(targets: SectionTargets, figures: SectionFigures) -> str:
    """The records of the lines as one JSON text, as `line_record` would write them."""
    texts = []
    for line, each, template in zip(targets.lines, figures.lines, targets.templates, strict=True):
        if each.state is _COUNTS:
            actual, attainment, points, _, gate, total, facts = each
            texts.append(template % (actual, attainment, points, gate, total, facts))
        else:
            texts.append(json.dumps(line_record(scored_line(*line, each))))
    return f"[{', '.join(texts)}]"


def score_of(*, points: Decimal, weight: Decimal) -> Decimal | None:
    """100 × Σ points ÷ Σ weights (rule 7); None when no weight counts."""
    return ratio(numerator=HUNDRED * points, denominator=weight)
