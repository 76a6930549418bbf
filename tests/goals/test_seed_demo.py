"""The demo organisation: its quotas, goals and plan hang together."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from accounts.models import Team, User
from goals.ingest.demo.goals import add_goals
from goals.ingest.demo.plans import add_plan
from goals.ingest.demo.setting import setting_of
from goals.models import CheckIn, Goal, Plan
from scorecards.ingest.demo.organisation import add_demo
from scorecards.models import Benchmark, Quota, QuotaChange
from scorecards.queries.quotas.lists import quotas_listed

NOW = datetime(2026, 3, 20, 14, tzinfo=UTC)
FIRST_DAY = date(2026, 1, 20)
FEBRUARY = date(2026, 2, 28)


@pytest.fixture(scope="module", autouse=True)
def _demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Loaded once for all these tests, which only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        add_demo(reps=16, first_day=FIRST_DAY, seed=7, now=NOW)
        setting = setting_of(NOW)
        add_goals(setting)
        add_plan(setting)
        yield
        transaction.set_rollback(True)


def owed(name: str, month: date, metric: str = "revenue") -> Decimal:
    rows = quotas_listed(Quota.objects.filter(metric__slug=metric, month=month))
    return rows.get(team__name=name).amount or Decimal(0)


def test_each_level_is_asked_for_five_percent_more_than_the_one_above() -> None:
    month = date(2026, 2, 1)
    regions = sum(owed(name, month) for name in ("Americas", "EMEA", "Asia Pacific"))

    assert regions / owed("Worldwide", month) == pytest.approx(Decimal("1.05"), abs=Decimal("0.01"))
    team = Team.objects.get(name="Berlin")
    rows = quotas_listed(Quota.objects.filter(metric__slug="revenue", month=month))
    members = rows.filter(rep__memberships__team=team, rep__memberships__starts_on__lte=FEBRUARY)
    whole = sum(row.amount or 0 for row in members)
    assert whole / owed("Berlin", month) == pytest.approx(Decimal("1.05"), abs=Decimal("0.01"))


def test_quotas_begin_with_the_facts_and_newcomers_grow_into_them() -> None:
    assert Quota.objects.in_order()[0].month == date(2026, 2, 1)
    assert Quota.objects.filter(month__gt=date(2026, 12, 1)).count() == 0
    assert set(
        map(tuple, Quota.objects.filter(rep__isnull=False).values_list("ramp", flat=True))
    ) == {("0.25", "0.5", "0.75")}
    newcomer = User.objects.filter(role="rep").order_by("pk")[5]
    assert newcomer.joined_on is not None
    assert (
        Quota.objects.filter(rep=newcomer, month__lt=newcomer.joined_on.replace(day=1)).count() == 0
    )


def test_one_team_changed_its_quotas_in_the_course_of_a_month() -> None:
    change = QuotaChange.objects.get(note="Two large accounts came over")

    assert (change.team and change.team.name, change.starts_on) == ("New York", FEBRUARY)
    assert change.published_at is not None
    assert change.published_at.date() < FEBRUARY


def test_revenue_takes_its_target_from_the_quota() -> None:
    from_quota = Benchmark.objects.filter(from_quota=True)

    assert set(from_quota.values_list("metric__slug", flat=True)) == {"revenue"}
    assert set(from_quota.values_list("section__period", flat=True)) == {"month", "quarter"}


def test_goals_lead_from_the_company_to_a_rep() -> None:
    rep = User.objects.get(email__startswith="rep@")
    calls = Goal.objects.get(person=rep, shape=Goal.Shape.DAILY)
    above = []
    goal: Goal | None = calls.parent
    while goal:
        above.append(goal.person or goal.team or "company")
        goal = goal.parent

    assert [str(owner) for owner in above] == [str(rep), "Berlin", "EMEA", "company"]
    assert set(Goal.objects.values_list("shape", flat=True)) == set(Goal.Shape.values)
    assert Goal.objects.filter(visibility=Goal.Visibility.PRIVATE).count() == 1
    closed = Goal.objects.get(outcome=Goal.Outcome.MET)
    assert closed.lesson
    assert closed.final_progress is not None
    assert closed.final_progress >= 1
    assert CheckIn.objects.exclude(note="").count() >= 5


def test_the_plan_has_two_scenarios_of_one_amount() -> None:
    plan = Plan.objects.get()
    first, second = plan.scenarios.all()

    assert (first.is_chosen, second.is_chosen) == (True, False)
    assert first.amount == second.amount
    assert first.stages[1]["rate"] < second.stages[1]["rate"]
