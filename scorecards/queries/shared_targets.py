"""Targets made once for all who work and owe alike: most of a company, most of the time."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from accounts.calendars import DayShare
from accounts.models import User
from accounts.queries.working_time import WorkingTime
from scorecards.periods import Period
from scorecards.queries.closed import DayRange
from scorecards.queries.holding import OverrideKey
from scorecards.queries.terms import SectionTerms
from scorecards.scoring.quotas import NOTHING_OWED, Owing
from scorecards.scoring.records import BenchmarkTerms, OverrideTerms
from scorecards.scoring.sections import LineTarget, SectionTargets, section_targets
from scorecards.scoring.targets import target_of
from scorecards.scoring.tenure import tenure_month

_Shares = tuple[DayShare, ...]


@dataclass(frozen=True)
class SharedTargets:
    """Of one batch. All mappings but the known ones are by rep id."""

    working: Mapping[int, WorkingTime]
    overrides: Mapping[OverrideKey, Sequence[OverrideTerms]]
    owings: Mapping[int, Owing]
    _shares: dict[Hashable, _Shares] = field(default_factory=dict)
    _lines: dict[Hashable, LineTarget] = field(default_factory=dict)
    _sections: dict[Hashable, SectionTargets] = field(default_factory=dict)

    def of(
        self, rep: User, section: SectionTerms, period: Period, days: Sequence[DayRange]
    ) -> SectionTargets:
        """`days`: those of the period on which the rep is employed and on the scorecard."""
        working = self.working[rep.pk]
        alike = working.alike(starts=period.starts, ends=period.ends, on_card=days)
        ramping = rep.joined_on if _is_ramping(rep.joined_on, section, period) else None
        own = self._own(rep, section, period)
        owing = self.owings.get(rep.pk, NOTHING_OWED)
        key = section.section_id, period.key, alike, ramping
        if not own and not owing.quotas and key in self._sections:
            return self._sections[key]
        shares = self._shares_of(working, alike, period, days)
        asked = _Asked(rep, section, shares, own, replace(owing, days=days))
        targets = section_targets(lines=self._lines_of(asked, key), shares=shares)
        if not own and not owing.quotas:
            self._sections[key] = targets
        return targets

    def _own(
        self, rep: User, section: SectionTerms, period: Period
    ) -> dict[str, tuple[OverrideTerms, ...]]:
        """The overrides that touch the period, by metric."""
        if not self.overrides:
            return {}
        found = {
            terms.metric: tuple(
                own
                for own in self.overrides.get((rep.pk, terms.metric, section.period), ())
                if own.starts <= period.ends and (own.ends or period.ends) >= period.starts
            )
            for terms in section.benchmarks
        }
        return {metric: own for metric, own in found.items() if own}

    def _shares_of(
        self, working: WorkingTime, alike: Hashable, period: Period, days: Sequence[DayRange]
    ) -> _Shares:
        key = period.key, period.starts, alike
        if key not in self._shares:
            self._shares[key] = working.shares(starts=period.starts, ends=period.ends, on_card=days)
        return self._shares[key]

    def _lines_of(self, asked: "_Asked", section: Hashable) -> Iterator[LineTarget]:
        for number, terms in enumerate(asked.section.benchmarks):
            if asked.owes(terms):
                yield asked.line(terms)
                continue
            key = section, number, asked.overrides.get(terms.metric)
            if key not in self._lines:
                self._lines[key] = asked.line(terms)
            yield self._lines[key]


@dataclass(frozen=True)
class _Asked:
    """One rep's section, on the days of one period."""

    rep: User
    section: SectionTerms
    shares: _Shares
    overrides: Mapping[str, Sequence[OverrideTerms]]
    owing: Owing

    def owes(self, terms: BenchmarkTerms) -> bool:
        """Whether a quota of the rep's own may set the target."""
        return terms.follows_quota and terms.metric in self.owing.quotas

    def line(self, terms: BenchmarkTerms) -> LineTarget:
        target = target_of(
            terms=terms,
            shares=self.shares,
            overrides=self.overrides.get(terms.metric, ()),
            ramp=self.section.ramp,
            joined_on=self.rep.joined_on,
            owing=self.owing,
        )
        return LineTarget(terms, target)


def _is_ramping(joined_on: date | None, section: SectionTerms, period: Period) -> bool:
    """Whether the day on which somebody joined can matter to a target without a quota."""
    if joined_on is None or not section.ramp:
        return False
    return tenure_month(joined_on=joined_on, day=period.starts) <= len(section.ramp)
