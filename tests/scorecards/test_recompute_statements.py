"""Few statements and shared targets: the cost of a score does not grow, and it stays one's own."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.marks import mark_facts_changed, mark_stale
from accounts.models import Team, User
from scorecards.actions.recompute import work_off_batch, work_off_marks
from scorecards.models import Benchmark, Override, Version
from scorecards.queries.scoring import compute_scores
from tests.factories import (
    ActivityFactory,
    CalendarFactory,
    MetricFactory,
    RepFactory,
    TeamFactory,
    TimeOffFactory,
    assign,
    scorecard,
)
from tests.scorecards.quota_story import publish

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()
MARCH = date(2026, 3, 1), date(2026, 3, 31)
TARGETS = {"calls": (100, 60), "connects": (10, 40), "meetings_held": (5, 20)}
# From the claim to the commit, with BEGIN and COMMIT (here: a savepoint and its release).
STATEMENTS = {"postgresql": 10, "sqlite": 11}

pytestmark = pytest.mark.django_db


def statements(reps: Sequence[User]) -> int:
    """Those of the batch in which a fact of each rep is scored, of the second time."""
    for _ in range(2):
        for rep in reps:
            ActivityFactory(rep=rep, metric=MetricFactory(slug="calls"), day=TODAY)
        mark_facts_changed(rep_days=[(rep.pk, TODAY) for rep in reps])
        with CaptureQueriesContext(connection) as captured:
            assert work_off_batch(now=NOW, reps=100) == len(reps)
    return len(captured)


@pytest.mark.parametrize("reps", [1, 30])
@pytest.mark.parametrize("benchmarks", [1, 3])
def test_a_logged_fact_is_scored_in_the_same_few_statements(
    team: Team, benchmarks: int, reps: int
) -> None:
    scorecard(activities=dict(list(TARGETS.items())[:benchmarks]), assigned_to=team)

    assert statements([RepFactory(team=team) for _ in range(reps)]) == STATEMENTS[connection.vendor]


@pytest.mark.parametrize("reps", [1, 30])
def test_a_target_that_follows_a_quota_costs_one_statement_more(team: Team, reps: int) -> None:
    scorecard(objectives=TARGETS, assigned_to=team)
    Benchmark.objects.update(from_quota=True)
    people = [RepFactory(team=team) for _ in range(reps)]
    for rep in people:
        publish(rep, 2200, slug="calls")
    work_off_marks(now=NOW)

    assert statements(people) == STATEMENTS[connection.vendor] + 1 <= 12


def test_nobody_gets_the_target_of_another(team: Team) -> None:
    """Targets are shared by those who work and owe alike; alone, nobody can share any."""
    people = company(team)
    ranges = {rep.pk: [MARCH] for rep in people}

    together = compute_scores(people, ranges=ranges, now=NOW)
    alone = [score for rep in people for score in compute_scores([rep], ranges=ranges, now=NOW)]

    assert [score.scored for score in together] == [score.scored for score in alone]
    targets = {score.scored.lines[0].target for score in together if score.period.key == "2026-03"}
    assert len(targets) == 6  # with four days a week one owes the month in full as well


def company(team: Team) -> list[User]:
    """Two like each other, and others that differ from them in one thing each."""
    four_days = TeamFactory(calendar=CalendarFactory(weekdays="0123"))
    card = scorecard(activities=TARGETS, objectives=TARGETS, assigned_to=team)
    assign(card, four_days)
    Version.objects.update(ramp=["0.5"])
    Benchmark.objects.filter(metric__slug="calls", section__kind="objectives").update(
        from_quota=True
    )
    plain, alike, away, new, left, overridden, owing = (RepFactory(team=team) for _ in range(7))
    TimeOffFactory(user=away, starts_on=TODAY)
    User.objects.filter(pk=new.pk).update(joined_on=date(2026, 3, 9))
    User.objects.filter(pk=left.pk).update(left_on=date(2026, 3, 20))
    Override.objects.create(
        rep=overridden,
        metric=MetricFactory(slug="calls"),
        period="month",
        target=Decimal(7),
        starts_on=MARCH[0],
    )
    publish(owing, 2200, slug="calls")
    people = [plain, alike, away, new, left, overridden, owing, RepFactory(team=four_days)]
    return list(User.objects.filter(pk__in=[rep.pk for rep in people]).order_by("pk"))


def test_a_change_of_the_scorecard_is_seen_by_the_next_batch(team: Team, rep: User) -> None:
    """What was read before is used again only as long as it still stands so."""
    scorecard(activities={"calls": (100, 60)}, assigned_to=team)
    mark_stale(reps=[rep.pk], from_day=TODAY, to_day=TODAY)
    work_off_marks(now=NOW)
    Benchmark.objects.update(target=50)
    MetricFactory(slug="calls").__class__.objects.filter(slug="calls").update(name="Rings")

    (score,) = compute_scores([rep], ranges={rep.pk: [(TODAY, TODAY)]}, now=NOW)

    assert (score.scored.lines[0].target, score.scored.lines[0].name) == (50, "Rings")
