"""The demo's scorecards: one a job role, one a manager keeps for a team, and some overrides."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.models import JobRole, Membership, Team, User
from scorecards.ingest.demo.people import AE, AM, SDR, DemoRep
from scorecards.models import (
    Assignment,
    Benchmark,
    Metric,
    Override,
    Scorecard,
    Section,
    Version,
)

# section, period, ((metric, target, weight), …); revenue takes its target from the quota
Sections = Sequence[tuple[str, str, tuple[tuple[str, int, int], ...]]]

_CARDS: dict[str, Sections] = {
    SDR: (
        (
            "activities",
            "day",
            (
                ("calls", 55, 30),
                ("connects", 14, 25),
                ("positive_calls", 5, 30),
                ("emails", 30, 15),
            ),
        ),
        ("objectives", "month", (("meetings_booked", 22, 60), ("qualified_leads", 16, 40))),
    ),
    AE: (
        (
            "activities",
            "week",
            (("calls", 80, 25), ("meetings_held", 9, 40), ("proposals", 5, 35)),
        ),
        (
            "objectives",
            "month",
            (("opportunities_created", 9, 30), ("deals_won", 3, 30), ("revenue", 42000, 40)),
        ),
    ),
    AM: (
        (
            "activities",
            "week",
            (("calls", 45, 30), ("meetings_held", 10, 50), ("emails", 70, 20)),
        ),
        (
            "objectives",
            "quarter",
            (("revenue", 110000, 60), ("customers_renewed", 8, 30), ("deals_lost", 14, 10)),
        ),
    ),
}
_OWN_CARD: Sections = (
    ("activities", "week", (("calls", 80, 30), ("meetings_held", 9, 35), ("proposals", 5, 35))),
    _CARDS[AE][1],
)
_FRIDAY_IS_SHORT = ["1", "1.1", "1.1", "1", "0.7", "0", "0"]
_RAMP = ["0.25", "0.5", "0.75"]


def add_cards(reps: Sequence[DemoRep], *, first_day: date, now: datetime) -> None:
    """Published scorecards from the first day on, each assigned to its job role."""
    admin = User.objects.get(email__startswith="admin@", role="admin")
    metrics = {metric.slug: metric for metric in Metric.objects.all()}
    starts_on = first_day.replace(month=1, day=1)
    for job, sections in _CARDS.items():
        card = Scorecard.objects.create(name=job)
        _publish(card, sections, metrics, admin, starts_on, now)
        Assignment.objects.create(
            scorecard=card, job_role=JobRole.objects.get(name=job), starts_on=starts_on
        )
    _add_own_card(metrics, starts_on, now)
    _add_overrides(reps, metrics, admin, now.date())


def _publish(
    card: Scorecard,
    sections: Sections,
    metrics: dict[str, Metric],
    by: User,
    starts_on: date,
    now: datetime,
) -> None:
    version = Version.objects.create(
        scorecard=card,
        number=1,
        starts_on=starts_on,
        ramp=_RAMP,
        made_by=by,
        published_at=now,
        published_by=by,
    )
    for kind, period, rows in sections:
        section = Section.objects.create(version=version, kind=kind, period=period)
        Benchmark.objects.bulk_create(
            Benchmark(
                section=section,
                metric=metrics[slug],
                position=position,
                target=Decimal(target),
                weight=Decimal(weight),
                from_quota=slug == "revenue",
                weekday_profile=_FRIDAY_IS_SHORT if (period, slug) == ("week", "calls") else None,
            )
            for position, (slug, target, weight) in enumerate(rows)
        )


def _add_own_card(metrics: dict[str, Metric], starts_on: date, now: datetime) -> None:
    """The demo manager keeps a scorecard for the account executives of their own team."""
    manager = User.objects.get(email__startswith="manager@", role="manager")
    team = Team.objects.get(managers=manager)
    card = Scorecard.objects.create(name=f"{AE} {team.name}", owner_team=team)
    _publish(card, _OWN_CARD, metrics, manager, starts_on, now)
    members = Membership.objects.filter(team=team, user__job_role__name=AE)
    Assignment.objects.bulk_create(
        Assignment(
            scorecard=card,
            user_id=membership.user_id,
            starts_on=max(starts_on, membership.starts_on),
        )
        for membership in members
    )


def _add_overrides(
    reps: Sequence[DemoRep], metrics: dict[str, Metric], admin: User, today: date
) -> None:
    """Some reps have targets of their own: part-time, a large territory."""
    chosen = [rep for rep in reps if rep.job == AE][4::7]
    Override.objects.bulk_create(
        Override(
            rep=rep.user,
            metric=metrics["calls"],
            period="week",
            target=Decimal(60),
            starts_on=today - timedelta(days=100),
            reason="Works on key accounts",
            made_by=admin,
        )
        for rep in chosen
    )
