"""A version's terms as one plain value: what the editor edits, copies and compares."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from scorecards.models import Benchmark, Metric, Section, Version
from scorecards.periods import PeriodKind
from scorecards.queries.effects import SectionPlan
from scorecards.scoring.lines import ratio, unit_worth
from scorecards.scoring.records import ZERO

KINDS = (Section.Kind.ACTIVITIES, Section.Kind.OBJECTIVES)
USUAL_PERIODS = {
    Section.Kind.ACTIVITIES: PeriodKind.WEEK,
    Section.Kind.OBJECTIVES: PeriodKind.MONTH,
}
MANY_METRICS = 8
"""From this many metrics on one scorecard the editor warns (kpis.md, "How many to watch")."""


@dataclass(frozen=True)
class WrittenLine:
    """One benchmark as it is written; the profile holds seven numbers, Monday first."""

    metric: Metric
    target: Decimal
    weight: Decimal
    start_gate: Decimal | None = None
    stop_gate: Decimal | None = None
    weekday_profile: tuple[Decimal, ...] | None = None
    prorated: bool = True
    from_quota: bool = False
    share: Decimal | None = field(default=None, compare=False)

    @property
    def unit_worth(self) -> Decimal | None:
        return unit_worth(weight=self.weight, target=self.target)

    @property
    def worth_places(self) -> int:
        """Decimals with which the worth of one unit says something: a euro earns little."""
        worth = self.unit_worth
        return 2 if not worth else max(2, 1 - worth.adjusted())

    @property
    def is_plain(self) -> bool:
        """Without gates, profile and quota, shrinking with days off: no more to be said of it."""
        gates = (self.start_gate, self.stop_gate, self.weekday_profile)
        return self.prorated and not self.from_quota and all(each is None for each in gates)


@dataclass(frozen=True)
class WrittenSection:
    kind: str
    period: str
    lines: tuple[WrittenLine, ...] = ()

    @property
    def label(self) -> str:
        return str(Section.Kind(self.kind).label)

    @property
    def weight(self) -> Decimal:
        return sum((line.weight for line in self.lines), ZERO)


@dataclass(frozen=True)
class WrittenCard:
    """All that a version says; always both sections, one without lines is not scored.

    `ramp` has the share of the target in each tenure month (1 is the full target).
    """

    starts_on: date
    note: str
    ramp: tuple[Decimal, ...]
    sections: tuple[WrittenSection, ...]

    @property
    def plans(self) -> list[SectionPlan]:
        return [
            SectionPlan(section.kind, PeriodKind(section.period), bool(section.lines))
            for section in self.sections
        ]

    @property
    def metrics(self) -> int:
        return len({line.metric.pk for section in self.sections for line in section.lines})


def blank_terms(*, starts_on: date) -> WrittenCard:
    sections = tuple(WrittenSection(kind, USUAL_PERIODS[kind]) for kind in KINDS)
    return WrittenCard(starts_on=starts_on, note="", ramp=(), sections=sections)


def terms_of(version: Version) -> WrittenCard:
    """What the version says (2 queries)."""
    return terms_of_many([version])[version.pk]


def terms_of_many(versions: Iterable[Version]) -> dict[int, WrittenCard]:
    """What these versions say, by version id (2 queries)."""
    versions = list(versions)
    lines: dict[int, list[WrittenLine]] = defaultdict(list)
    rows = Benchmark.objects.filter(section__version__in=versions).select_related("metric")
    for row in rows.order_by("position", "id"):
        lines[row.section_id].append(_line_terms(row))
    sections: dict[int, dict[str, WrittenSection]] = defaultdict(dict)
    for section in Section.objects.filter(version__in=versions):
        sections[section.version_id][section.kind] = WrittenSection(
            section.kind, section.period, with_shares(lines[section.pk])
        )
    return {version.pk: _card_terms(version, sections[version.pk]) for version in versions}


def with_shares(lines: Sequence[WrittenLine]) -> tuple[WrittenLine, ...]:
    """The lines with their shares of the section's weight."""
    shares = weight_shares([line.weight for line in lines])
    return tuple(replace(line, share=share) for line, share in zip(lines, shares, strict=True))


def weight_shares(weights: Sequence[Decimal | None]) -> list[Decimal | None]:
    """Each weight's share of the total; unknown for a weight that is not known."""
    total = sum((weight for weight in weights if weight is not None), ZERO)
    return [
        None if weight is None else ratio(numerator=weight, denominator=total) for weight in weights
    ]


def _line_terms(row: Benchmark) -> WrittenLine:
    profile = row.weekday_profile
    return WrittenLine(
        metric=row.metric,
        target=row.target,
        weight=row.weight,
        start_gate=row.start_gate,
        stop_gate=row.stop_gate,
        weekday_profile=tuple(Decimal(part) for part in profile) if profile else None,
        prorated=row.prorated,
        from_quota=row.from_quota,
    )


def _card_terms(version: Version, sections: dict[str, WrittenSection]) -> WrittenCard:
    return WrittenCard(
        starts_on=version.starts_on,
        note=version.note,
        ramp=tuple(Decimal(share) for share in version.ramp),
        sections=tuple(
            sections.get(kind) or WrittenSection(kind, USUAL_PERIODS[kind]) for kind in KINDS
        ),
    )
