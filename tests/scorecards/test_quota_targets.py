"""From a published quota to a stored score: targets that follow what a rep owes (rules 11, 29, 30).

March 2026 has 22 working days; it is Wednesday the 11th.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.marks import mark_stale
from accounts.models import Team, User
from scorecards.actions.activities import log_activity
from scorecards.actions.drafts import start_draft
from scorecards.actions.overrides import add_override
from scorecards.actions.recompute import work_off_batch, work_off_marks
from scorecards.models import Benchmark, Quota, Score, Scorecard, Version
from scorecards.queries.drafts import terms_of
from scorecards.queries.enrolment import enrolment
from scorecards.queries.preview import preview_of
from scorecards.scoring.records import LineState, TargetSource
from scorecards.scoring.rounding import settled
from tests.factories import (
    MetricFactory,
    RepFactory,
    TimeOffFactory,
    scorecard,
)
from tests.scorecards.quota_story import (
    MARCH,
    NOW,
    TODAY,
    card,
    day_targets,
    differing,
    line,
    publish,
    rescored,
)

pytestmark = pytest.mark.django_db


class TestStored:
    def test_a_month_is_scored_by_its_quota(self, team: Team, rep: User) -> None:
        card(team)
        rescored(rep)
        assert line(rep, "2026-03").target == 10000
        publish(rep, 42000)
        found = line(rep, "2026-03")

        assert (found.target, found.parts[0].source) == (42000, TargetSource.QUOTA)
        assert differing([rep]) == []

    def test_every_day_of_the_month_owes_its_share(self, team: Team, rep: User) -> None:
        card(team)
        publish(rep, 2200, slug="calls")

        days = day_targets(rep, "2026-03")
        assert days["2026-03-11"] == days["2026-03-02"] == 100

    def test_time_off_lowers_it_and_a_change_in_the_middle_holds_from_its_day(
        self, team: Team, rep: User
    ) -> None:
        card(team)
        TimeOffFactory(user=rep, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 13))
        publish(rep, 22000)
        publish(rep, 44000, starts_on=date(2026, 3, 16))

        assert line(rep, "2026-03").target == 5 * 1000 + 12 * 2000
        assert line(rep, "2026-03").full_target == 10 * 1000 + 12 * 2000

    def test_clearing_lets_the_written_target_stand_in_again(self, team: Team, rep: User) -> None:
        card(team)
        publish(rep, 42000)
        publish(rep, None)

        assert line(rep, "2026-03").target == 10000
        assert Quota.objects.count() == 2

    def test_a_quota_of_zero_expects_nothing(self, team: Team, rep: User) -> None:
        card(team)
        publish(rep, 0)

        assert line(rep, "2026-03").state == LineState.NOT_EXPECTED
        assert Score.objects.get(rep=rep, scored_period__key="2026-03").score is None

    def test_a_newcomer_owes_the_ramp_from_the_joining_day_on(self, team: Team) -> None:
        newcomer = RepFactory(team=team, joined_on=date(2026, 3, 16))
        card(team)
        Version.objects.update(starts_on=date(2026, 1, 1))
        publish(newcomer, 44000, ramp=[Decimal("0.5")])
        after = datetime(2026, 3, 31, 12, tzinfo=UTC)
        mark_stale(reps=[newcomer.pk], from_day=MARCH, to_day=None)
        work_off_marks(now=after)

        found = line(newcomer, "2026-03")
        assert found.target == 12000
        assert found.parts[0].label == "2026-03, tenure month 1: 50 %"

    def test_an_override_comes_before_the_quota(self, team: Team, rep: User, manager: User) -> None:
        card(team)
        publish(rep, 42000)
        add_override(
            rep=rep,
            metric=MetricFactory(slug="revenue"),
            period="month",
            target=Decimal(500),
            starts_on=MARCH,
            ends_on=None,
            reason="agreed",
            by=manager,
        )
        work_off_marks(now=NOW)

        assert line(rep, "2026-03").target == 500

    def test_a_quarter_adds_its_months_and_keeps_how_they_fall(self, team: Team, rep: User) -> None:
        card(team, objectives="quarter")
        for month, amount in ((1, 10), (2, 20), (3, 70)):
            publish(rep, amount, month=date(2026, month, 1))

        found = line(rep, "2026-Q1")
        assert found.target == 100
        assert [days for days, _ in found.spread] == [31, 28, 31]
        assert differing([rep]) == []

    def test_a_late_fact_scores_its_day_by_the_quota(self, team: Team, rep: User) -> None:
        card(team)
        publish(rep, 2200, slug="calls")
        log_activity(
            rep=rep,
            metric=MetricFactory(slug="calls"),
            quantity=Decimal(50),
            occurred_at=datetime(2026, 3, 4, 10, tzinfo=UTC),
            entered_by=rep,
            now=NOW,
        )
        work_off_marks(now=NOW)

        assert settled(line(rep, "2026-03-04").attainment or Decimal(0)) == Decimal("0.5")


class TestCost:
    def test_quotas_cost_one_query_whatever_the_number_of_reps(self, team: Team, rep: User) -> None:
        card(team)
        plain = self._queries([rep], following=False)
        publish(rep, 42000)
        few = self._queries([rep], following=True)
        many = [RepFactory(team=team) for _ in range(12)]
        for each in many:
            publish(each, 42000)
            publish(each, 2200, slug="calls")

        assert few == plain + 1
        assert self._queries([rep, *many], following=True) == few

    def _queries(self, reps: Sequence[User], *, following: bool) -> int:
        Benchmark.objects.update(from_quota=following)
        rescored(*reps)
        mark_stale(reps=[rep.pk for rep in reps], from_day=MARCH, to_day=TODAY)
        with CaptureQueriesContext(connection) as captured:
            assert work_off_batch(now=NOW, reps=100) == len(reps)
        return len(captured)


def test_the_preview_of_a_draft_follows_the_quota(team: Team, rep: User, manager: User) -> None:
    found = scorecard(objectives={"revenue": (10000, 100)}, assigned_to=team)
    publish(rep, 42000)
    log_activity(
        rep=rep,
        metric=MetricFactory(slug="revenue"),
        quantity=Decimal(21000),
        occurred_at=datetime(2026, 3, 4, 10, tzinfo=UTC),
        entered_by=rep,
        now=NOW,
    )
    work_off_marks(now=NOW)
    draft = _draft_from_quota(found, manager)
    shown = preview_of(draft, enrolled=enrolment(), visible={rep.pk}, now=NOW, today=TODAY)
    (row,) = shown.sections[0].rows

    assert (row.before.score, row.after.score) == (210, 50)


def _draft_from_quota(card: Scorecard, by: User) -> Version:
    draft = start_draft(scorecard=card, by=by, today=TODAY)
    Benchmark.objects.filter(section__version=draft).update(from_quota=True)
    assert terms_of(draft).sections[1].lines[0].from_quota
    return draft
