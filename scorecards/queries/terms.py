"""What holds for whom and when: scorecard versions in force, who is on which, overrides."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Membership, Organisation, Team, User
from accounts.queries.job_roles import JobSpan, job_spans
from scorecards.models import Assignment, Benchmark, Override, Section, Version
from scorecards.periods import PeriodKind, PeriodRules, first_starting_from
from scorecards.scoring.records import Aggregation, BenchmarkTerms, Direction, OverrideTerms


@dataclass(frozen=True)
class SectionTerms:
    """A published (or draft) section, ready to score. `effective_from` by rule 12."""

    section_id: int
    scorecard_id: int
    version_id: int
    version_number: int
    kind: str
    period: PeriodKind
    version_starts: date
    effective_from: date
    ramp: tuple[Decimal, ...]
    benchmarks: tuple[BenchmarkTerms, ...]


@dataclass(frozen=True)
class CardSpan:
    """A rep's uninterrupted days (inclusive) on one scorecard."""

    scorecard_id: int
    starts: date
    ends: date


def period_rules(organisation: Organisation) -> PeriodRules:
    return PeriodRules(
        first_weekday=organisation.week_start, fiscal_start_month=organisation.fiscal_start_month
    )


def sections_of(
    versions: Iterable[Version], *, rules: PeriodRules
) -> dict[int, list[SectionTerms]]:
    """The sections of these versions by scorecard id, oldest version first (two queries)."""
    benchmarks = defaultdict(list)
    rows = Benchmark.objects.filter(section__version__in=versions).select_related("metric")
    for row in rows.order_by("position", "id"):
        benchmarks[row.section_id].append(benchmark_terms(row))
    sections = Section.objects.filter(version__in=versions).select_related("version")
    found: dict[int, list[SectionTerms]] = defaultdict(list)
    for section in sections.order_by("version__starts_on", "version__number"):
        terms = section_terms(section, tuple(benchmarks[section.pk]), rules=rules)
        found[terms.scorecard_id].append(terms)
    return found


def section_terms(
    section: Section, benchmarks: tuple[BenchmarkTerms, ...], *, rules: PeriodRules
) -> SectionTerms:
    version = section.version
    kind = PeriodKind(section.period)
    first = first_starting_from(day=version.starts_on, kind=kind, rules=rules)
    return SectionTerms(
        section_id=section.pk,
        scorecard_id=version.scorecard_id,
        version_id=version.pk,
        version_number=version.number,
        kind=section.kind,
        period=kind,
        version_starts=version.starts_on,
        effective_from=first.starts,
        ramp=tuple(Decimal(share) for share in version.ramp),
        benchmarks=benchmarks,
    )


def benchmark_terms(row: Benchmark) -> BenchmarkTerms:
    profile = row.weekday_profile
    return BenchmarkTerms(
        metric=row.metric.slug,
        name=row.metric.name,
        unit=row.metric.unit,
        aggregation=Aggregation(row.metric.aggregation),
        direction=Direction(row.metric.direction),
        target=row.target,
        weight=row.weight,
        start_gate=row.start_gate,
        stop_gate=row.stop_gate,
        weekday_profile=tuple(Decimal(part) for part in profile) if profile else None,
        prorated=row.prorated,
        from_quota=row.from_quota,
    )


def section_in_force(
    sections: Sequence[SectionTerms], *, kind: str, on: date
) -> SectionTerms | None:
    """The section of this kind that holds on a day: the latest one whose first period began.

    A newer version takes over with its first whole period; until then the former one runs on.
    """
    begun = [s for s in sections if s.kind == kind and s.effective_from <= on]
    return max(begun, key=lambda s: (s.version_starts, s.version_number), default=None)


def card_spans(people: Collection[User]) -> dict[int, list[CardSpan]]:
    """Who is on which scorecard, for all time: person before team before job role.

    A team's scorecard holds for the teams below it unless they have their own; of two at
    the same level the later one holds.
    """
    by_person, by_team, by_job = _assignments(people)
    parents = dict(Team.objects.without_tree_fields().values_list("pk", "parent_id"))
    stays: dict[int, list[Membership]] = defaultdict(list)
    for stay in Membership.objects.filter(user__in=people):
        stays[stay.user_id].append(stay)
    jobs = job_spans(people)
    spans: dict[int, list[CardSpan]] = {}
    for person in people:
        layers = [
            [_claim(a) for a in by_person[person.pk]],
            *_team_layers(stays[person.pk], by_team, parents),
            _job_layer(jobs[person.pk], by_job),
        ]
        spans[person.pk] = _resolved(layers)
    return spans


def override_terms(
    people: Collection[User], *, starts: date, ends: date
) -> dict[tuple[int, str, str], list[OverrideTerms]]:
    """Overrides by (rep id, metric slug, period kind)."""
    found: dict[tuple[int, str, str], list[OverrideTerms]] = defaultdict(list)
    rows = Override.objects.filter(rep__in=people).overlapping(starts, ends)
    for row in rows.select_related("metric").order_by("starts_on", "id"):
        found[row.rep_id, row.metric.slug, row.period].append(
            OverrideTerms(
                target=row.target, starts=row.starts_on, ends=row.ends_on, label=row.reason
            )
        )
    return found


_Claim = tuple[date, date, int]
_ByOwner = dict[int | None, list[Assignment]]


def _assignments(people: Collection[User]) -> tuple[_ByOwner, _ByOwner, _ByOwner]:
    by_person: _ByOwner = defaultdict(list)
    by_team: _ByOwner = defaultdict(list)
    by_job: _ByOwner = defaultdict(list)
    shared = Assignment.objects.filter(user__isnull=True)
    for row in (shared | Assignment.objects.filter(user__in=people)).order_by("-starts_on", "-id"):
        by_person[row.user_id].append(row)
        by_team[row.team_id].append(row)
        by_job[row.job_role_id].append(row)
    return by_person, by_team, defaultdict(list, {k: v for k, v in by_job.items() if k})


def _claim(row: Assignment) -> _Claim:
    return row.starts_on, row.ends_on or date.max, row.scorecard_id


def _team_layers(
    stays: list[Membership], by_team: _ByOwner, parents: dict[int, int | None]
) -> list[list[_Claim]]:
    """Layer 0: the rep's own teams; layer n: the teams n levels above."""
    layers: dict[int, list[_Claim]] = defaultdict(list)
    for stay in stays:
        team: int | None = stay.team_id
        level = 0
        while team is not None:
            for starts, ends, card in map(_claim, by_team[team]):
                first, last = max(starts, stay.starts_on), min(ends, stay.ends_on or date.max)
                if first <= last:
                    layers[level].append((first, last, card))
            team = parents[team]
            level += 1
    return [layers[level] for level in sorted(layers)]


def _job_layer(jobs: list[JobSpan], by_job: _ByOwner) -> list[_Claim]:
    claims = []
    for job in jobs:
        for starts, ends, card in map(_claim, by_job[job.job_role_id]):
            first, last = max(starts, job.starts), min(ends, job.ends)
            if first <= last:
                claims.append((first, last, card))
    return claims


def _resolved(layers: list[list[_Claim]]) -> list[CardSpan]:
    """Cut time where any claim starts or ends and give each piece to the first claim on it."""
    claims = [claim for layer in layers for claim in layer]
    starts = {first for first, _, _ in claims}
    after = {last + timedelta(days=1) for _, last, _ in claims if last < date.max}
    cuts = sorted(starts | after)
    spans: list[CardSpan] = []
    for number, first in enumerate(cuts):
        last = cuts[number + 1] - timedelta(days=1) if number + 1 < len(cuts) else date.max
        card = next((c for a, b, c in claims if a <= first and last <= b), None)
        if card is None:
            continue
        if spans and spans[-1].scorecard_id == card and _adjoins(spans[-1], first):
            spans[-1] = CardSpan(card, spans[-1].starts, last)
            continue
        spans.append(CardSpan(card, first, last))
    return spans


def _adjoins(span: CardSpan, day: date) -> bool:
    return span.ends < date.max and span.ends + timedelta(days=1) == day
