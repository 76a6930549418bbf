"""All that decides what people owe and when they are scored, read in two statements."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from accounts.models import User
from accounts.queries.company import (
    COMPANY_ROWS,
    PERSONAL_ROWS,
    Company,
    NoDefaults,
    PersonalDays,
    company_of,
    day_of,
    make_defaults,
    personal_days,
)
from accounts.queries.gathered import Rows, amount_of, gathered, text_of
from scorecards.periods import PeriodRules
from scorecards.queries.closed import FrozenRange
from scorecards.queries.terms import Assigned, CardSpan, assigned_of, spans_of_person
from scorecards.scoring.records import OverrideTerms

_SHARED = COMPANY_ROWS | {
    "assignments": Rows(
        ("starts_on", "id", "team_id", "job_role_id", "ends_on", "scorecard_id"),
        "scorecards_assignment WHERE user_id IS NULL",
    ),
    "latest": Rows(("id",), "scorecards_metric WHERE aggregation = 'latest'"),
}
_OWN = PERSONAL_ROWS | {
    "own_assignments": Rows(
        ("starts_on", "id", "user_id", "ends_on", "scorecard_id"),
        "scorecards_assignment WHERE user_id {among}",
    ),
    "overrides": Rows(
        (
            *("override.starts_on", "override.id", "override.rep_id", "metric.slug"),
            *("override.period", text_of("override.target"), "override.ends_on"),
            "override.reason",
        ),
        "scorecards_override override"
        " JOIN scorecards_metric metric ON metric.id = override.metric_id"
        " WHERE override.rep_id {among}",
    ),
    "frozen": Rows(
        ("frozen.from_day", "frozen.id", "frozen.rep_id", "frozen.closing_id", "frozen.to_day"),
        "scorecards_frozendays frozen"
        " JOIN scorecards_closing closing ON closing.id = frozen.closing_id"
        " WHERE closing.reopened_at IS NULL AND frozen.rep_id {among}",
    ),
}
OverrideKey = tuple[int, str, str]
"""Rep id, metric slug, kind of period."""


@dataclass(frozen=True)
class Shared:
    """What is the same for everybody. `latest`: ids of metrics whose last value counts."""

    company: Company
    rules: PeriodRules
    teams: Mapping[int, list[tuple[date, date, int]]]
    job_roles: Mapping[int, list[tuple[date, date, int]]]
    latest: tuple[int, ...]


@dataclass(frozen=True)
class Holding:
    """What holds for these people, as it stood when it was read."""

    shared: Shared
    days: PersonalDays
    spans: Mapping[int, list[CardSpan]]
    overrides: Mapping[OverrideKey, list[OverrideTerms]]
    frozen: Mapping[int, list[FrozenRange]]

    def teams_of(self, people: Collection[User]) -> set[int]:
        """The teams in which these people are, and all above them (ids)."""
        teams: set[int] = set()
        for person in people:
            for stay in self.days.stays.get(person.pk, ()):
                above: int | None = stay.team_id if stay.ends_on is None else None
                while above is not None and above not in teams:
                    teams.add(above)
                    above = self.shared.company.parents[above]
        return teams


def holding_of(people: Sequence[User]) -> Holding:
    """One statement; a second and third one in an installation's first use."""
    found = gathered(_SHARED | _OWN, ids=[person.pk for person in people])
    try:
        shared = _shared(*(found[name] for name in _SHARED))
    except NoDefaults:
        make_defaults()
        return holding_of(people)
    days = personal_days(found)
    assigned = Assigned(_own_assignments(found), dict(shared.teams), dict(shared.job_roles))
    return Holding(
        shared=shared,
        days=days,
        spans={
            person.pk: spans_of_person(
                person.pk,
                assigned,
                stays=days.stays.get(person.pk, ()),
                jobs=days.jobs_of(person),
                parents=shared.company.parents,
            )
            for person in people
        },
        overrides=_overrides(found),
        frozen=_frozen(found),
    )


@lru_cache(maxsize=8)
def _shared(*texts: str) -> Shared:
    """Read again only when a row has changed: the texts are all there is to know."""
    found = dict(zip(_SHARED, texts, strict=True))
    company = company_of(found)
    assigned = assigned_of(
        (None, team, job_role, date.fromisoformat(first), day_of(last), card)
        for first, _, team, job_role, last, card in _last_first(found["assignments"])
    )
    return Shared(
        company=company,
        rules=PeriodRules(
            first_weekday=company.week_start, fiscal_start_month=company.fiscal_start_month
        ),
        teams=assigned.teams,
        job_roles=assigned.job_roles,
        latest=tuple(sorted(pk for (pk,) in json.loads(found["latest"]))),
    )


def _own_assignments(found: Mapping[str, str]) -> dict[int, list[tuple[date, date, int]]]:
    return assigned_of(
        (person, None, None, date.fromisoformat(first), day_of(last), card)
        for first, _, person, last, card in _last_first(found["own_assignments"])
    ).people


def _last_first(text: str) -> list[list[Any]]:
    return sorted(json.loads(text), key=_by_start, reverse=True)


def _by_start(row: Sequence[Any]) -> tuple[str, int]:
    return row[0], row[1]


def _overrides(found: Mapping[str, str]) -> dict[OverrideKey, list[OverrideTerms]]:
    overrides: dict[OverrideKey, list[OverrideTerms]] = defaultdict(list)
    for row in sorted(json.loads(found["overrides"]), key=_by_start):
        first, _, rep, metric, period, target, last, reason = row
        overrides[rep, metric, period].append(
            OverrideTerms(amount_of(target), date.fromisoformat(first), day_of(last), reason)
        )
    return overrides


def _frozen(found: Mapping[str, str]) -> dict[int, list[FrozenRange]]:
    frozen: dict[int, list[FrozenRange]] = defaultdict(list)
    for first, _, rep, closing, last in sorted(json.loads(found["frozen"]), key=_by_start):
        frozen[rep].append(
            FrozenRange(closing, date.fromisoformat(first), date.fromisoformat(last))
        )
    return dict(frozen)
