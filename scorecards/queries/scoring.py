"""Scores as they should be: read what holds, let the pure engine do the arithmetic.

The recompute stores what this returns, `recompute --check` compares it with what is
stored, and the editor's preview calls it with a draft in place of what is published.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from accounts.models import Organisation, User
from accounts.queries.company import working_times
from accounts.queries.working_time import WorkingTime
from scorecards.models import Version
from scorecards.periods import Period, PeriodRules, period_containing, periods_between
from scorecards.queries.card_terms import card_terms
from scorecards.queries.closed import DayRange
from scorecards.queries.holding import Holding, holding_of
from scorecards.queries.quotas.owings import owings_of
from scorecards.queries.shared_targets import SharedTargets
from scorecards.queries.tallies import add_latest, tallies_of
from scorecards.queries.terms import CardSpan, SectionTerms, section_in_force
from scorecards.scoring.lines import combined
from scorecards.scoring.quotas import Owing
from scorecards.scoring.records import ScoredSection, Tally
from scorecards.scoring.sections import (
    SectionFigures,
    SectionTargets,
    scored_section,
    section_figures,
)

ScoreKey = tuple[int, int, str]
"""Rep id, section id, period key: what names a score."""


@dataclass(frozen=True)
class RepScore:
    """One rep's section in one period; `counted_from`/`to`: first and last day on the scorecard."""

    rep_id: int
    section: SectionTerms
    period: Period
    counted_from: date
    counted_to: date
    targets: SectionTargets
    figures: SectionFigures

    @property
    def scored(self) -> ScoredSection:
        """The score with its lines in full."""
        return scored_section(self.targets, self.figures)


@dataclass(frozen=True)
class _Job:
    """A score to be computed, before its facts are read."""

    rep: User
    section: SectionTerms
    period: Period
    spans: tuple[CardSpan, ...]

    @cached_property
    def days(self) -> tuple[DayRange, ...]:
        """The days of the period on which the rep is employed and on the scorecard (rule 14)."""
        first = max(self.period.starts, self.rep.joined_on or date.min)
        last = min(self.period.ends, self.rep.left_on or date.max)
        cut = ((max(first, span.starts), min(last, span.ends)) for span in self.spans)
        return tuple((starts, ends) for starts, ends in cut if starts <= ends)


def compute_scores(
    people: Sequence[User],
    *,
    ranges: Mapping[int, Sequence[DayRange]],
    now: datetime,
    draft: Version | None = None,
    holding: Holding | None = None,
) -> list[RepScore]:
    """Every score of these people for the begun open periods that touch their day ranges.

    `ranges`: by rep id, days inclusive. With `draft`, that version is taken for the one in
    force on its scorecard's current periods. `holding`: what holds for them, if it has been read
    already. A constant number of queries.
    """
    held = holding or holding_of(people)
    return _scored(_jobs(people, held, ranges=ranges, now=now, draft=draft), held)


def expected_keys(
    people: Sequence[User], *, ranges: Mapping[int, Sequence[DayRange]], now: datetime
) -> set[ScoreKey]:
    """Which scores these people should have in the begun periods that touch their ranges."""
    jobs = _jobs(people, holding_of(people), ranges=ranges, now=now, draft=None)
    return {(job.rep.pk, job.section.section_id, job.period.key) for job in jobs}


def local_day(rep: User, organisation: Organisation, now: datetime) -> date:
    """The day it is for the rep (rule 26)."""
    return _local_day(rep, organisation.time_zone, now)


def _local_day(rep: User, time_zone: str, now: datetime) -> date:
    return now.astimezone(ZoneInfo(rep.time_zone or time_zone)).date()


def _jobs(
    people: Sequence[User],
    holding: Holding,
    *,
    ranges: Mapping[int, Sequence[DayRange]],
    now: datetime,
    draft: Version | None,
) -> list[_Job]:
    rules, zone = holding.shared.rules, holding.shared.company.time_zone
    cards = {span.scorecard_id for rep in people for span in holding.spans[rep.pk]}
    if not cards:
        return []
    terms = card_terms(cards, rules=rules)
    if draft is not None:
        terms = terms.with_draft(draft)
    return [
        job
        for rep in people
        for job in _jobs_of(
            rep,
            holding.spans[rep.pk],
            terms.sections,
            ranges[rep.pk],
            today=_local_day(rep, zone, now),
            rules=rules,
        )
        if not terms.closed.hold(section=job.section, period=job.period)
    ]


def _jobs_of(
    rep: User,
    spans: Iterable[CardSpan],
    sections: Mapping[int, Sequence[SectionTerms]],
    ranges: Sequence[DayRange],
    *,
    today: date,
    rules: PeriodRules,
) -> Iterable[_Job]:
    by_card: dict[int, list[CardSpan]] = defaultdict(list)
    for span in spans:
        by_card[span.scorecard_id].append(span)
    for card, own in by_card.items():
        for section in sections.get(card, ()):
            for period in _periods_touched(section, own, ranges, today=today, rules=rules):
                job = _Job(rep, section, period, tuple(own))
                if _holds(job, sections[card]):
                    yield job


def _periods_touched(
    section: SectionTerms,
    spans: Sequence[CardSpan],
    ranges: Sequence[DayRange],
    *,
    today: date,
    rules: PeriodRules,
) -> Iterable[Period]:
    """The section's begun periods that touch the ranges and the days on its scorecard.

    Whole periods: a change after somebody left the scorecard touches the period in which they
    were still on it.
    """
    begins = max(spans[0].starts, section.effective_from)
    if begins > today:
        return
    opens = period_containing(day=begins, kind=section.period, rules=rules).starts
    last_day = min(spans[-1].ends, today)
    closes = period_containing(day=last_day, kind=section.period, rules=rules).ends
    touched = {
        period.key: period
        for first, last in ranges
        for period in periods_between(
            starts=max(first, opens),
            ends=min(last, closes),
            kind=section.period,
            rules=rules,
        )
    }
    yield from touched.values()


def _holds(job: _Job, sections: Sequence[SectionTerms]) -> bool:
    """Whether the section is the one in force and the rep is employed and on the card at all.

    A section without benchmarks ends the one before it: nobody is scored in it.
    """
    in_force = section_in_force(sections, kind=job.section.kind, on=job.period.starts)
    return in_force is job.section and bool(job.section.benchmarks) and bool(job.days)


def _scored(jobs: Sequence[_Job], holding: Holding) -> list[RepScore]:
    if not jobs:
        return []
    first, last = min(j.period.starts for j in jobs), max(j.period.ends for j in jobs)
    people = list({job.rep.pk: job.rep for job in jobs}.values())
    working = working_times(
        people,
        company=holding.shared.company,
        days=holding.days,
        years=range(first.year, last.year + 1),
    )
    shared = SharedTargets(working, holding.overrides, _owings(jobs, working))
    return [
        _score(job, shared.of(job.rep, job.section, job.period, job.days), tallies)
        for job, tallies in zip(jobs, _tallies(jobs), strict=True)
    ]


def _owings(jobs: Sequence[_Job], working: Mapping[int, WorkingTime]) -> dict[int, Owing]:
    """What reps owe, by id, where a benchmark follows a quota; no query when none does."""
    following = [job for job in jobs if any(b.follows_quota for b in job.section.benchmarks)]
    if not following:
        return {}
    return owings_of(
        {job.rep.pk: working[job.rep.pk] for job in following},
        metrics={b.metric for job in following for b in job.section.benchmarks if b.follows_quota},
        starts=min(job.period.starts for job in following),
        ends=max(job.period.ends for job in following),
    )


def _tallies(jobs: Sequence[_Job]) -> list[dict[str, Tally]]:
    """One mapping a job; days on the card that are apart are added up."""
    spans = [(number, job.rep.pk, *days) for number, job in enumerate(jobs) for days in job.days]
    cut = [span[1:] for span in spans]
    found = tallies_of(cut)
    latest = {
        terms.metric
        for job in jobs
        for terms in job.section.benchmarks
        if terms.aggregation == "latest"
    }
    add_latest(found, cut, metrics=sorted(latest))
    merged: list[dict[str, Tally]] = [{} for _ in jobs]
    for (number, *_), tallies in zip(spans, found, strict=True):
        for metric, tally in tallies.items():
            known = merged[number].get(metric)
            merged[number][metric] = combined([known, tally]) if known else tally
    return merged


def _score(job: _Job, targets: SectionTargets, tallies: Mapping[str, Tally]) -> RepScore:
    return RepScore(
        rep_id=job.rep.pk,
        section=job.section,
        period=job.period,
        counted_from=job.days[0][0],
        counted_to=job.days[-1][1],
        targets=targets,
        figures=section_figures(targets, tallies),
    )
