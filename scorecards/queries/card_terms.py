"""What some scorecards ask, version by version, and what of them is closed: one statement."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from accounts.queries.gathered import Rows, amount_of, gathered, text_of
from scorecards.models import Version
from scorecards.periods import PeriodKind, PeriodRules, first_starting_from
from scorecards.queries.closed import CUT_ANEW, ClosedPeriods, ClosedRange
from scorecards.queries.terms import SectionTerms
from scorecards.scoring.records import Aggregation, BenchmarkTerms, Direction

_SECTIONS = (
    "scorecards_section section JOIN scorecards_version version ON version.id = section.version_id"
)
_ROWS = {
    "sections": Rows(
        (
            *("version.starts_on", "version.number", "section.id", "version.scorecard_id"),
            *("version.id", "section.kind", "section.period", text_of("version.ramp")),
            "version.published_at IS NOT NULL",
        ),
        f"{_SECTIONS} WHERE version.scorecard_id {{among}}",
    ),
    "benchmarks": Rows(
        (
            *("benchmark.position", "benchmark.id", "section.id", "metric.slug", "metric.name"),
            *("metric.unit", "metric.aggregation", "metric.direction"),
            *(text_of(f"benchmark.{name}") for name in ("target", "weight", "start_gate")),
            *(text_of(f"benchmark.{name}") for name in ("stop_gate", "weekday_profile")),
            *("benchmark.prorated", "benchmark.from_quota"),
        ),
        f"{_SECTIONS} JOIN scorecards_benchmark benchmark ON benchmark.section_id = section.id"
        " JOIN scorecards_metric metric ON metric.id = benchmark.metric_id"
        " WHERE version.scorecard_id {among}",
    ),
    "closings": Rows(
        ("scorecard_id", "kind", "starts_on", "ends_on"),
        "scorecards_closing WHERE reopened_at IS NULL AND scorecard_id {among}",
    ),
    # What is stored is what was closed, however periods are cut today.
    "cut": Rows(
        ("period.section_id", "period.key", "period.starts_on", "period.ends_on"),
        f"{_SECTIONS} JOIN scorecards_scoredperiod period ON period.section_id = section.id"  # noqa: S608
        f" WHERE section.period IN ({', '.join(repr(kind.value) for kind in CUT_ANEW)})"
        " AND version.scorecard_id {among} AND version.scorecard_id IN"
        " (SELECT scorecard_id FROM scorecards_closing WHERE reopened_at IS NULL)",
    ),
}


@dataclass(frozen=True)
class CardTerms:
    """Sections by scorecard id, oldest version first: published ones, and those of drafts."""

    sections: Mapping[int, Sequence[SectionTerms]]
    drafted: Mapping[int, Sequence[SectionTerms]]
    closed: ClosedPeriods

    def with_draft(self, draft: Version) -> "CardTerms":
        """The draft's sections alone stand for its scorecard, as if they had always held."""
        held = [
            replace(section, effective_from=date.min)
            for section in self.drafted.get(draft.scorecard_id, ())
            if section.version_id == draft.pk
        ]
        return replace(self, sections={**self.sections, draft.scorecard_id: held})


def card_terms(cards: Collection[int], *, rules: PeriodRules) -> CardTerms:
    found = gathered(_ROWS, ids=sorted(cards))
    return _terms(rules, *found.values())


@lru_cache(maxsize=16)
def _terms(
    rules: PeriodRules, sections: str, benchmarks: str, closings: str, cut: str
) -> CardTerms:
    """Read again only when a row has changed: the texts are all there is to know."""
    lines: dict[int, list[BenchmarkTerms]] = defaultdict(list)
    for row in sorted(json.loads(benchmarks), key=_in_order):
        lines[row[2]].append(_benchmark(*row[3:]))
    published: dict[int, list[SectionTerms]] = defaultdict(list)
    drafted: dict[int, list[SectionTerms]] = defaultdict(list)
    for *row, is_published in sorted(json.loads(sections)):
        terms = _section(*row, benchmarks=tuple(lines[row[2]]), rules=rules)
        (published if is_published else drafted)[terms.scorecard_id].append(terms)
    return CardTerms(published, drafted, _closed(json.loads(closings), json.loads(cut)))


def _in_order(row: Sequence[Any]) -> tuple[int, int]:
    return row[0], row[1]


def _section(
    starts: str,
    number: int,
    section: int,
    card: int,
    version: int,
    kind: str,
    period: str,
    ramp: str,
    *,
    benchmarks: tuple[BenchmarkTerms, ...],
    rules: PeriodRules,
) -> SectionTerms:
    starts_on, length = date.fromisoformat(starts), PeriodKind(period)
    first = first_starting_from(day=starts_on, kind=length, rules=rules)
    return SectionTerms(
        section_id=section,
        scorecard_id=card,
        version_id=version,
        version_number=number,
        kind=kind,
        period=length,
        version_starts=starts_on,
        effective_from=first.starts,
        ramp=tuple(Decimal(share) for share in json.loads(ramp)),
        benchmarks=benchmarks,
    )


def _benchmark(
    metric: str,
    name: str,
    unit: str,
    aggregation: str,
    direction: str,
    target: str,
    weight: str,
    start_gate: str | None,
    stop_gate: str | None,
    profile: str | None,
    prorated: bool,
    from_quota: bool,
) -> BenchmarkTerms:
    shares = json.loads(profile or "null")
    return BenchmarkTerms(
        metric=metric,
        name=name,
        unit=unit,
        aggregation=Aggregation(aggregation),
        direction=Direction(direction),
        target=amount_of(target),
        weight=amount_of(weight),
        start_gate=None if start_gate is None else amount_of(start_gate),
        stop_gate=None if stop_gate is None else amount_of(stop_gate),
        weekday_profile=tuple(Decimal(share) for share in shares) if shares else None,
        prorated=bool(prorated),  # SQLite knows only 0 and 1
        from_quota=bool(from_quota),
    )


def _closed(closings: Sequence[Sequence[Any]], cut: Sequence[Sequence[Any]]) -> ClosedPeriods:
    ranges: dict[int, list[ClosedRange]] = defaultdict(list)
    for card, kind, *days in closings:
        ranges[card].append(ClosedRange(PeriodKind(kind), *map(date.fromisoformat, days)))
    return ClosedPeriods(
        ranges,
        {
            (section, key): (date.fromisoformat(first), date.fromisoformat(last))
            for section, key, first, last in cut
        },
    )
