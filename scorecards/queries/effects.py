"""From when a version would hold, and whether it may start on that day (rule 12)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scorecards.models import Section, Version
from scorecards.periods import (
    Period,
    PeriodKind,
    PeriodRules,
    first_starting_from,
    period_containing,
    periods_between,
)

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SectionPlan:
    """A section of a draft; without lines it only matters where it ends one that had some."""

    kind: str
    period: PeriodKind
    has_lines: bool


@dataclass(frozen=True)
class SectionEffect:
    """The first period of a section under the version; `rescored` are finished ones it changes.

    `ends`: it is not scored any more from then on.
    """

    kind: str
    first: Period
    waits: bool
    ends: bool
    rescored: tuple[Period, ...]

    @property
    def label(self) -> str:
        return str(Section.Kind(self.kind).label)


@dataclass(frozen=True)
class StartEffects:
    """What a start date means. `refusal`: why the version may not start then, or nothing.

    `replaces`: some version has begun, and runs on where a section waits for its first period.
    """

    starts_on: date
    refusal: str
    sections: tuple[SectionEffect, ...]
    superseded: Version | None
    followed_by: Version | None
    replaces: bool

    @property
    def rescores(self) -> bool:
        return any(section.rescored for section in self.sections)


def plans_that_count(
    plans: Iterable[SectionPlan], published: Iterable[Version], *, today: date
) -> list[SectionPlan]:
    """The sections that have lines in the draft, or had some in the version in force."""
    begun = latest_begun(published, today=today)
    counted = Section.objects.filter(version=begun, benchmarks__isnull=False)
    former = set(counted.values_list("kind", flat=True))
    return [plan for plan in plans if plan.has_lines or plan.kind in former]


def effects_of(
    *,
    published: Sequence[Version],
    plans: Iterable[SectionPlan],
    starts_on: date,
    today: date,
    rules: PeriodRules,
) -> StartEffects:
    """What starting on that day does; `plans` are of the sections that count.

    `published`: the published versions of the same scorecard.
    """
    plans = list(plans)
    later = [v for v in published if v.starts_on > max(starts_on, today)]
    same = [v for v in published if v.starts_on == starts_on > today]
    return StartEffects(
        starts_on=starts_on,
        refusal=start_refusal(
            published=published, plans=plans, starts_on=starts_on, today=today, rules=rules
        ),
        sections=tuple(
            _section_effect(plan, starts_on=starts_on, today=today, rules=rules) for plan in plans
        ),
        superseded=max(same, key=lambda v: v.number, default=None),
        followed_by=min(later, key=lambda v: (v.starts_on, -v.number), default=None),
        replaces=latest_begun(published, today=today) is not None,
    )


def start_refusal(
    *,
    published: Sequence[Version],
    plans: Iterable[SectionPlan],
    starts_on: date,
    today: date,
    rules: PeriodRules,
) -> str:
    """Why a version may not start on that day; "" when it may.

    The first version of a scorecard may start whenever one likes: it takes nobody's score
    away. A later one starts after the one in force did, and at the earliest with the longest
    of the periods that are running, so that what was finished before keeps its terms.
    """
    begun = latest_begun(published, today=today)
    if begun is None:
        return ""
    if starts_on <= begun.starts_on:
        return _("Version %(number)s is in force since %(day)s. Choose a later day.") % {
            "number": begun.number,
            "day": date_format(begun.starts_on, "j M Y"),
        }
    earliest = earliest_start((plan.period for plan in plans), today=today, rules=rules)
    if starts_on < earliest:
        return _("What is finished keeps its version. The earliest start is %(day)s.") % {
            "day": date_format(earliest, "j M Y")
        }
    return ""


def latest_begun(published: Iterable[Version], *, today: date) -> Version | None:
    """The version in force: of those that have begun, the one that started last."""
    begun = (version for version in published if version.starts_on <= today)
    return max(begun, key=lambda v: (v.starts_on, v.number), default=None)


def earliest_start(periods: Iterable[PeriodKind], *, today: date, rules: PeriodRules) -> date:
    """The first day of the longest of the periods that are running today."""
    return min(
        (period_containing(day=today, kind=kind, rules=rules).starts for kind in periods),
        default=today,
    )


def _section_effect(
    plan: SectionPlan, *, starts_on: date, today: date, rules: PeriodRules
) -> SectionEffect:
    first = first_starting_from(day=starts_on, kind=plan.period, rules=rules)
    running = period_containing(day=today, kind=plan.period, rules=rules)
    return SectionEffect(
        kind=plan.kind,
        first=first,
        waits=first.starts > today,
        ends=not plan.has_lines,
        rescored=periods_between(
            starts=first.starts, ends=running.starts - _A_DAY, kind=plan.period, rules=rules
        ),
    )
