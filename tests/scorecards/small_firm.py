"""A firm small enough for hundreds of random weeks: three reps, four teams, three scorecards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from accounts.actions.marks import mark_stale
from accounts.models import Calendar, JobRole, Team, User
from scorecards.actions.drafts import store_terms
from scorecards.models import Metric, Scorecard, Version
from scorecards.queries.drafts import WrittenCard, WrittenLine
from tests.factories import (
    AdminFactory,
    CalendarFactory,
    JobRoleFactory,
    MembershipFactory,
    MetricFactory,
    RepFactory,
    TeamFactory,
    assign,
)
from tests.scorecards.written import line, terms

FIRST_DAY = date(2026, 2, 16)
"""A Monday; no assignment begins before it."""

_OWN_METRICS = {"dials": "sum", "demos": "count", "minutes": "average", "seats": "latest"}
_FED_METRICS = ("opportunities_created", "revenue", "cycle_days_won")
_PROFILE = tuple(map(Decimal, (60, 40, 30, 30, 20, 0, 0)))
_RAMP = (Decimal("0.25"), Decimal("0.5"))
SHAPES = 6
"""How many ways there are to fill a section."""


@dataclass(frozen=True)
class Firm:
    admin: User
    people: Sequence[User]
    teams: Sequence[Team]
    job_roles: Sequence[JobRole]
    calendars: Sequence[Calendar]
    metrics: Sequence[Metric]
    cards: Sequence[Scorecard]


def small_firm() -> Firm:
    """Two of the scorecards hold since `FIRST_DAY`, the third has no version yet."""
    admin = AdminFactory()
    metrics = [
        *(MetricFactory(slug=slug, aggregation=how) for slug, how in _OWN_METRICS.items()),
        *(MetricFactory(slug=slug) for slug in _FED_METRICS),
    ]
    short: Calendar = CalendarFactory(name="Short", weekdays="0123")
    teams = _teams(short)
    jobs = [JobRoleFactory(name="SDR"), JobRoleFactory(name="AE")]
    people = _people(teams, jobs)
    cards = [Scorecard.objects.create(name=name) for name in ("Weekly", "Daily", "Unborn")]
    _publish(cards[0], card_terms(FIRST_DAY, periods=("week", "month"), shapes=(1, 3)), admin)
    _publish(cards[1], card_terms(FIRST_DAY, periods=("day", "quarter"), shapes=(2, 5)), admin)
    assign(cards[0], teams[0], starts_on=FIRST_DAY)
    assign(cards[1], jobs[1], starts_on=date(2026, 3, 2))
    mark_stale(reps=[person.pk for person in people], from_day=FIRST_DAY, to_day=None)
    return Firm(admin, people, teams, jobs, [Calendar.default(), short], metrics, cards)


def card_terms(
    starts_on: date,
    *,
    periods: tuple[str, str],
    shapes: tuple[int, int],
    target: int = 50,
    ramped: bool = True,
) -> WrittenCard:
    """Shape 0 is a section without lines."""
    return terms(
        starts_on=starts_on,
        activities=_lines(shapes[0], target),
        objectives=_lines(shapes[1], target),
        periods=periods,
        ramp=_RAMP if ramped else (),
    )


def _lines(shape: int, target: int) -> list[WrittenLine]:
    gated = line("dials", target, 60, start_gate=Decimal(5), stop_gate=Decimal(80))
    shapes = [
        [],
        [gated, line("demos", target, 40, weekday_profile=_PROFILE)],
        [line("dials", target, 70, weekday_profile=_PROFILE), line("minutes", 12, 30)],
        [line("seats", target, 50), line("revenue", 10 * target, 30), line("minutes", 9, 20)],
        [
            line("opportunities_created", 4, 50),
            line("seats", target, 25, prorated=False),
            line("cycle_days_won", 30, 25),
        ],
        [
            line("dials", target, 50, from_quota=True, start_gate=Decimal(5)),
            line("demos", target, 30, from_quota=True, prorated=False, weekday_profile=_PROFILE),
            line("minutes", 12, 20),
        ],
    ]
    return shapes[shape]


def _teams(calendar: Calendar) -> list[Team]:
    top = TeamFactory(name="Top")
    return [
        top,
        TeamFactory(name="North", parent=top),
        TeamFactory(name="South", parent=top, calendar=calendar),
        TeamFactory(name="Apart"),
    ]


def _people(teams: Sequence[Team], jobs: Sequence[JobRole]) -> list[User]:
    ann = RepFactory(name="Ann", email="ann@example.org", joined_on=None, job_role=jobs[0])
    bob = RepFactory(name="Bob", email="bob@example.org", joined_on=date(2026, 3, 2))
    cem = RepFactory(name="Cem", email="cem@example.org", job_role=jobs[1])
    MembershipFactory(user=ann, team=teams[1], starts_on=date(2025, 1, 1))
    MembershipFactory(user=bob, team=teams[2], starts_on=date(2026, 3, 2))
    return [ann, bob, cem]


def _publish(card: Scorecard, written: WrittenCard, by: User) -> None:
    version = Version(
        scorecard=card,
        number=1,
        published_at=datetime(2026, 2, 1, tzinfo=UTC),
        published_by=by,
    )
    store_terms(version, written, by=by)
