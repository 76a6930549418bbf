"""What holds for whom and when: sections in force, and who is on which scorecard."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from accounts.models import Membership, Organisation, Team, User
from accounts.queries.job_roles import JobSpan, job_spans
from scorecards.models import Assignment
from scorecards.periods import PeriodKind, PeriodRules
from scorecards.scoring.records import BenchmarkTerms


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


_Claim = tuple[date, date, int]
"""First and last day, and the scorecard."""
_ByOwner = dict[int, list[_Claim]]


@dataclass(frozen=True)
class Assigned:
    """Who claims whom for which scorecard, the last begun claim first; by the owner's id."""

    people: _ByOwner
    teams: _ByOwner
    job_roles: _ByOwner


class _Stay(Protocol):
    @property
    def team_id(self) -> int: ...

    @property
    def starts_on(self) -> date: ...

    @property
    def ends_on(self) -> date | None: ...


def period_rules(organisation: Organisation) -> PeriodRules:
    return PeriodRules(
        first_weekday=organisation.week_start, fiscal_start_month=organisation.fiscal_start_month
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
    assigned = _assignments(people)
    parents = dict(Team.objects.without_tree_fields().values_list("pk", "parent_id"))
    stays: dict[int, list[Membership]] = defaultdict(list)
    for stay in Membership.objects.filter(user__in=people):
        stays[stay.user_id].append(stay)
    jobs = job_spans(people)
    return {
        person.pk: spans_of_person(
            person.pk, assigned, stays=stays[person.pk], jobs=jobs[person.pk], parents=parents
        )
        for person in people
    }


def spans_of_person(
    person: int,
    assigned: Assigned,
    *,
    stays: Sequence[_Stay],
    jobs: Sequence[JobSpan],
    parents: Mapping[int, int | None],
) -> list[CardSpan]:
    """The same for one person (id); `parents` by team id."""
    layers = [
        assigned.people.get(person, []),
        *_team_layers(stays, assigned.teams, parents),
        _job_layer(jobs, assigned.job_roles),
    ]
    return _resolved(layers)


def _assignments(people: Collection[User]) -> Assigned:
    shared = Assignment.objects.filter(user__isnull=True)
    rows = (shared | Assignment.objects.filter(user__in=people)).order_by("-starts_on", "-id")
    return assigned_of(
        rows.values_list(
            "user_id", "team_id", "job_role_id", "starts_on", "ends_on", "scorecard_id"
        )
    )


def assigned_of(
    rows: Iterable[tuple[int | None, int | None, int | None, date, date | None, int]],
) -> Assigned:
    """Of (person, team, job role, first day, last day, scorecard), the last begun first."""
    people: _ByOwner = defaultdict(list)
    teams: _ByOwner = defaultdict(list)
    job_roles: _ByOwner = defaultdict(list)
    for person, team, job_role, first, last, card in rows:
        claim = (first, last or date.max, card)
        for owners, owner in ((people, person), (teams, team), (job_roles, job_role)):
            if owner is not None:
                owners[owner].append(claim)
    return Assigned(people, teams, job_roles)


def _team_layers(
    stays: Sequence[_Stay], by_team: _ByOwner, parents: Mapping[int, int | None]
) -> list[list[_Claim]]:
    """Layer 0: the rep's own teams; layer n: the teams n levels above."""
    layers: dict[int, list[_Claim]] = defaultdict(list)
    for stay in stays:
        team: int | None = stay.team_id
        level = 0
        while team is not None:
            for starts, ends, card in by_team.get(team, ()):
                first, last = max(starts, stay.starts_on), min(ends, stay.ends_on or date.max)
                if first <= last:
                    layers[level].append((first, last, card))
            team = parents[team]
            level += 1
    return [layers[level] for level in sorted(layers)]


def _job_layer(jobs: Sequence[JobSpan], by_job: _ByOwner) -> list[_Claim]:
    claims = []
    for job in jobs:
        for starts, ends, card in by_job.get(job.job_role_id or 0, ()):
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
