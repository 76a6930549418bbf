"""Test objects. Everybody may log in with PASSWORD; people and memberships start on SINCE."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory, Password

from accounts.models import Calendar, JobRole, Membership, Role, Team, TimeOff, User
from scorecards.models import (
    Activity,
    Assignment,
    Benchmark,
    Metric,
    Opportunity,
    Scorecard,
    Section,
    Version,
)

PASSWORD = "correct horse battery"
SINCE = date(2020, 1, 1)


class CalendarFactory(DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Calendar {n}")
    weekdays = "01234"

    class Meta:
        model = Calendar


class JobRoleFactory(DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Job role {n}")

    class Meta:
        model = JobRole
        django_get_or_create = ("name",)


class TeamFactory(DjangoModelFactory):
    """`managers=[…]` are the people who manage it."""

    name = factory.Sequence(lambda n: f"Team {n}")

    class Meta:
        model = Team
        skip_postgeneration_save = True

    @factory.post_generation
    def managers(self: Team, create: bool, people: list[User] | None, **kwargs: Any) -> None:
        if create and people:
            self.managers.set(people)


class UserFactory(DjangoModelFactory):
    """A rep unless told otherwise; `team=…` makes them a member since SINCE."""

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    role = Role.REP
    password = Password(PASSWORD)
    joined_on = SINCE

    class Meta:
        model = User
        skip_postgeneration_save = True

    @factory.post_generation
    def team(self: User, create: bool, team: Team | None, **kwargs: Any) -> None:
        if create and team:
            Membership.objects.create(user=self, team=team, starts_on=SINCE)


class RepFactory(UserFactory):
    name = factory.Sequence(lambda n: f"Rep {n}")


class ManagerFactory(UserFactory):
    """`manages=[…]` are the teams they manage."""

    name = factory.Sequence(lambda n: f"Manager {n}")
    role = Role.MANAGER

    @factory.post_generation
    def manages(self: User, create: bool, teams: list[Team] | None, **kwargs: Any) -> None:
        if create and teams:
            self.managed_teams.set(teams)


class LeaderFactory(UserFactory):
    name = factory.Sequence(lambda n: f"Leader {n}")
    role = Role.LEADER


class AdminFactory(UserFactory):
    name = factory.Sequence(lambda n: f"Admin {n}")
    role = Role.ADMIN


class MembershipFactory(DjangoModelFactory):
    user = factory.SubFactory(RepFactory)
    team = factory.SubFactory(TeamFactory)
    starts_on = SINCE

    class Meta:
        model = Membership


class TimeOffFactory(DjangoModelFactory):
    user = factory.SubFactory(RepFactory)
    starts_on = date(2026, 3, 2)
    ends_on = factory.SelfAttribute("starts_on")

    class Meta:
        model = TimeOff


class MetricFactory(DjangoModelFactory):
    """The metric of that slug: the ready-made one when there is one."""

    slug = factory.Sequence(lambda n: f"metric_{n}")
    name = factory.LazyAttribute(lambda metric: metric.slug.replace("_", " ").capitalize())

    class Meta:
        model = Metric
        django_get_or_create = ("slug",)


class ActivityFactory(DjangoModelFactory):
    """The bare row of a fact on `day`, at noon UTC; no stale mark is written with it."""

    rep = factory.SubFactory(RepFactory)
    metric = factory.SubFactory(MetricFactory)
    quantity = Decimal(1)
    day = date(2026, 3, 2)
    occurred_at = factory.LazyAttribute(
        lambda activity: datetime.combine(activity.day, time(12), tzinfo=UTC)
    )

    class Meta:
        model = Activity


class OpportunityFactory(DjangoModelFactory):
    """The bare row of an open opportunity; no stale mark is written with it."""

    rep = factory.SubFactory(RepFactory)
    external_id = factory.Sequence(lambda n: f"OPP-{n}")
    name = factory.Sequence(lambda n: f"Opportunity {n}")
    opened_on = date(2026, 3, 2)

    class Meta:
        model = Opportunity


def scorecard(
    name: str = "Card",
    *,
    activities: Mapping[str, tuple[Any, Any]] | None = None,
    objectives: Mapping[str, tuple[Any, Any]] | None = None,
    activities_period: str = "week",
    objectives_period: str = "month",
    assigned_to: User | Team | JobRole | None = None,
    starts_on: date = SINCE,
    owner_team: Team | None = None,
    published: bool = True,
) -> Scorecard:
    """A scorecard with one version, in force from `starts_on`.

    `activities` and `objectives` map the slug of a metric to (target, weight); a section
    without lines is left out. No stale mark is written.
    """
    card = Scorecard.objects.create(name=name, owner_team=owner_team)
    version = Version.objects.create(
        scorecard=card,
        number=1,
        starts_on=starts_on,
        published_at=datetime.combine(starts_on, time(), tzinfo=UTC) if published else None,
    )
    _add_section(version, "activities", activities_period, activities)
    _add_section(version, "objectives", objectives_period, objectives)
    if assigned_to:
        assign(card, assigned_to, starts_on=starts_on)
    return card


def assign(
    card: Scorecard,
    to: User | Team | JobRole,
    *,
    starts_on: date = SINCE,
    ends_on: date | None = None,
) -> Assignment:
    field = {User: "user", Team: "team", JobRole: "job_role"}[type(to)]
    return Assignment.objects.create(
        scorecard=card, starts_on=starts_on, ends_on=ends_on, **{field: to}
    )


def _add_section(
    version: Version, kind: str, period: str, lines: Mapping[str, tuple[Any, Any]] | None
) -> None:
    if not lines:
        return
    section = Section.objects.create(version=version, kind=kind, period=period)
    for position, (slug, (target, weight)) in enumerate(lines.items()):
        Benchmark.objects.create(
            section=section,
            metric=MetricFactory(slug=slug),
            position=position,
            target=Decimal(target),
            weight=Decimal(weight),
        )
