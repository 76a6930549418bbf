"""Drafting, publishing, assigning, overriding and changing metrics, and whom it marks."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.models import StaleMark, Team, User
from scorecards.actions.activities import Refusal, log_activity
from scorecards.actions.assignments import assign, end_assignment
from scorecards.actions.cards import create_scorecard, remove_scorecard
from scorecards.actions.drafts import discard_draft, publish_draft, save_draft, start_draft
from scorecards.actions.metrics import add_metric, change_metric, switch_metric
from scorecards.actions.overrides import add_override, end_override
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Assignment, Metric, Override, Score, Scorecard, Version
from scorecards.queries.drafts import terms_of
from scorecards.queries.enrolment import enrolment
from scorecards.queries.rebuilt import differences
from tests.factories import JobRoleFactory, MetricFactory, RepFactory, TeamFactory, scorecard
from tests.scorecards.written import line, terms

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()
MARCH = date(2026, 3, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(team: Team, rep: User) -> Scorecard:
    """Of the team North since 2020: 100 calls a week for 60 points, 5 deals a month for 40."""
    return scorecard(
        "North", activities={"calls": (100, 60)}, objectives={"deals_won": (5, 40)},
        assigned_to=team, owner_team=team,
    )  # fmt: skip


def publish(card: Scorecard, by: User, starts_on: date, **written: object) -> Version:
    draft = start_draft(scorecard=card, by=by, today=TODAY)
    lines = {"activities": [line("calls", 50, 60)], "objectives": [line("deals_won", 5, 40)]}
    save_draft(draft=draft, terms=terms(starts_on=starts_on, **(lines | written)), by=by)  # type: ignore[arg-type]
    return publish_draft(draft=draft, starts_on=starts_on, by=by, now=NOW, today=TODAY)


def log(rep: User, slug: str, quantity: int, day: date) -> None:
    moment = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    log_activity(
        rep=rep, metric=MetricFactory(slug=slug), quantity=Decimal(quantity),
        occurred_at=moment, entered_by=rep, now=NOW,
    )  # fmt: skip


def marks() -> set[tuple[int, date, date]]:
    return set(StaleMark.objects.values_list("rep", "from_day", "to_day"))


FOREVER = date(9999, 12, 31)


class TestDrafts:
    def test_a_new_scorecard_has_an_empty_draft_for_the_running_month(self, manager: User) -> None:
        card = create_scorecard(name="New", owner_team=None, by=manager, today=TODAY)
        draft = card.versions.get()
        assert (draft.is_draft, draft.number, draft.starts_on) == (True, 1, MARCH)
        assert [(s.kind, s.period, s.lines) for s in terms_of(draft).sections] == [
            ("activities", "week", ()),
            ("objectives", "month", ()),
        ]

    def test_a_draft_copies_the_version_in_force(self, card: Scorecard, manager: User) -> None:
        draft = start_draft(scorecard=card, by=manager, today=TODAY)
        in_force = card.versions.get(number=1)
        assert (draft.number, draft.starts_on) == (2, TODAY)
        assert terms_of(draft).sections == terms_of(in_force).sections

    def test_there_is_one_draft(self, card: Scorecard, manager: User) -> None:
        first = start_draft(scorecard=card, by=manager, today=TODAY)
        assert start_draft(scorecard=card, by=manager, today=TODAY) == first

    def test_what_is_saved_is_what_was_written(self, card: Scorecard, manager: User) -> None:
        draft = start_draft(scorecard=card, by=manager, today=TODAY)
        written = terms(
            starts_on=date(2026, 4, 1),
            note="Fewer calls",
            ramp=(Decimal("0.25"), Decimal("0.5")),
            periods=("day", "quarter"),
            activities=[
                line("emails", 10, 5, weekday_profile=tuple(map(Decimal, (9, 1, 1, 1, 1, 0, 0)))),
                line("calls", "12.5", 30, start_gate=Decimal(2), prorated=False),
            ],
        )
        save_draft(draft=draft, terms=written, by=manager)
        assert terms_of(Version.objects.get(pk=draft.pk)) == written

    def test_saving_a_draft_marks_nobody(self, card: Scorecard, manager: User) -> None:
        draft = start_draft(scorecard=card, by=manager, today=TODAY)
        save_draft(draft=draft, terms=terms(starts_on=TODAY), by=manager)
        assert marks() == set()

    def test_a_discarded_draft_gives_its_number_back(self, card: Scorecard, manager: User) -> None:
        discard_draft(draft=start_draft(scorecard=card, by=manager, today=TODAY), by=manager)
        assert start_draft(scorecard=card, by=manager, today=TODAY).number == 2

    def test_a_published_version_cannot_be_changed(self, card: Scorecard, manager: User) -> None:
        published = card.versions.get()
        with pytest.raises(Refusal, match="published"):
            save_draft(draft=published, terms=terms(starts_on=TODAY), by=manager)
        with pytest.raises(Refusal):
            discard_draft(draft=published, by=manager)
        assert [row.metric.slug for row in terms_of(published).sections[0].lines] == ["calls"]


class TestPublishing:
    def test_it_marks_who_is_on_the_scorecard_from_its_start(
        self, card: Scorecard, manager: User, rep: User, stranger: User
    ) -> None:
        version = publish(card, manager, MARCH)
        assert (version.published_by, version.published_at) == (manager, NOW)
        assert marks() == {(rep.pk, MARCH, FOREVER)}

    def test_who_joins_the_scorecard_later_is_marked_from_then(
        self, card: Scorecard, manager: User, rep: User
    ) -> None:
        newcomer = RepFactory()
        assign(scorecard=card, to=newcomer, starts_on=date(2026, 5, 1), ends_on=None, by=manager)
        StaleMark.objects.all().delete()
        publish(card, manager, MARCH)
        assert marks() == {(rep.pk, MARCH, FOREVER), (newcomer.pk, MARCH, FOREVER)}

    def test_a_period_that_ended_before_keeps_its_score(
        self, card: Scorecard, manager: User, rep: User
    ) -> None:
        log(rep, "calls", 20, date(2026, 2, 24))  # Week 9, before March
        log(rep, "calls", 20, date(2026, 3, 10))
        work_off_marks(now=NOW)
        publish(card, manager, MARCH)
        work_off_marks(now=NOW)
        scores = Score.objects.filter(rep=rep, scored_period__section__kind="activities")
        assert {s.scored_period.key: s.score for s in scores if s.points} == {
            "2026-W09": Decimal(20),
            "2026-W11": Decimal(40),
        }

    def test_a_week_that_runs_when_the_version_starts_is_the_former_ones(
        self, card: Scorecard, manager: User, rep: User
    ) -> None:
        log(rep, "calls", 20, TODAY)
        publish(card, manager, TODAY)
        work_off_marks(now=NOW)
        assert Score.objects.get(scored_period__key="2026-W11").score == Decimal(20)

    def test_a_version_without_metrics_is_refused(self, manager: User) -> None:
        card = create_scorecard(name="New", owner_team=None, by=manager, today=TODAY)
        with pytest.raises(Refusal, match="Add a metric"):
            publish_draft(
                draft=card.versions.get(), starts_on=TODAY, by=manager, now=NOW, today=TODAY
            )
        assert card.versions.get().is_draft

    def test_a_section_that_loses_its_lines_is_not_scored_any_more(
        self, card: Scorecard, manager: User, rep: User
    ) -> None:
        log(rep, "calls", 20, TODAY)
        work_off_marks(now=NOW)
        publish(card, manager, MARCH, objectives=[])
        work_off_marks(now=NOW)
        assert set(Score.objects.values_list("scored_period__section__kind", flat=True)) == {
            "activities"
        }

    def test_the_first_version_may_start_in_the_past(self, manager: User, rep: User) -> None:
        card = create_scorecard(name="Old facts", owner_team=None, by=manager, today=TODAY)
        assign(scorecard=card, to=rep, starts_on=date(2020, 1, 1), ends_on=None, by=manager)
        version = publish(card, manager, date(2024, 1, 1))
        assert version.starts_on == date(2024, 1, 1)

    def test_the_running_month_is_the_earliest_start_of_a_later_version(
        self, card: Scorecard, manager: User
    ) -> None:
        with pytest.raises(Refusal, match="1 Mar 2026"):
            publish(card, manager, date(2026, 2, 28))
        assert publish(card, manager, MARCH).starts_on == MARCH

    def test_where_only_weeks_are_scored_the_running_week_is_the_earliest(
        self, manager: User
    ) -> None:
        weekly = scorecard("Weekly", activities={"calls": (100, 60)})
        with pytest.raises(Refusal, match="9 Mar 2026"):
            publish(weekly, manager, date(2026, 3, 8), objectives=[])

    def test_a_version_that_has_begun_is_not_superseded_on_its_day(
        self, card: Scorecard, manager: User
    ) -> None:
        publish(card, manager, MARCH)
        with pytest.raises(Refusal, match="Version 2 is in force since 1 Mar 2026"):
            publish(card, manager, MARCH)

    def test_a_version_that_has_not_begun_is(
        self, card: Scorecard, manager: User, rep: User
    ) -> None:
        publish(card, manager, date(2026, 4, 6), activities=[line("calls", 10, 60)])
        publish(card, manager, date(2026, 4, 6), activities=[line("calls", 40, 60)])
        later = datetime(2026, 4, 8, 12, tzinfo=UTC)
        log_activity(
            rep=rep, metric=MetricFactory(slug="calls"), quantity=Decimal(20),
            occurred_at=later, entered_by=rep, now=later,
        )  # fmt: skip
        work_off_marks(now=later)
        week = Score.objects.get(scored_period__key="2026-W15")
        assert (week.score, week.scored_period.section.version.number) == (Decimal(50), 3)


class TestWhoIsOnIt:
    def test_a_person_goes_before_their_team_and_a_team_before_the_job_role(
        self, manager: User, other_team: Team
    ) -> None:
        above, job = TeamFactory(), JobRoleFactory()
        team = TeamFactory(parent=above)
        by_role, by_above, by_team, by_person = (
            scorecard(name, activities={"calls": (1, 1)})
            for name in ("role", "above", "team", "person")
        )
        rep = RepFactory(team=team, job_role=job)
        since = date(2026, 1, 1)
        found = []
        for card, to in ((by_role, job), (by_above, above), (by_team, team), (by_person, rep)):
            assign(scorecard=card, to=to, starts_on=since, ends_on=None, by=manager)
            found.append(enrolment().card_of(rep.pk, day=TODAY))
        assert found == [by_role.pk, by_above.pk, by_team.pk, by_person.pk]

    def test_assigning_marks_whom_it_reaches(
        self, manager: User, team: Team, rep: User, stranger: User
    ) -> None:
        card = scorecard("Team", activities={"calls": (1, 1)})
        assign(scorecard=card, to=team, starts_on=MARCH, ends_on=date(2026, 3, 31), by=manager)
        assert marks() == {(rep.pk, MARCH, date(2026, 3, 31))}

    def test_the_same_for_the_same_days_is_refused(
        self, card: Scorecard, team: Team, manager: User
    ) -> None:
        with pytest.raises(Refusal, match="North is assigned"):
            assign(scorecard=card, to=team, starts_on=TODAY, ends_on=None, by=manager)
        assert card.assignments.count() == 1

    def test_ending_marks_the_days_that_are_lost(
        self, card: Scorecard, rep: User, manager: User
    ) -> None:
        end_assignment(assignment=card.assignments.get(), ends_on=date(2026, 3, 8), by=manager)
        assert card.assignments.get().ends_on == date(2026, 3, 8)
        assert marks() == {(rep.pk, date(2026, 3, 8), FOREVER)}

    def test_one_that_would_end_before_it_starts_is_taken_away(
        self, card: Scorecard, rep: User, manager: User
    ) -> None:
        coming = assign(
            scorecard=card, to=rep, starts_on=date(2026, 5, 1), ends_on=None, by=manager
        )
        end_assignment(assignment=coming, ends_on=TODAY, by=manager)
        assert not Assignment.objects.filter(pk=coming.pk).exists()
        assert marks() == {(rep.pk, date(2026, 5, 1), FOREVER)}

    def test_scores_follow_the_assignment(self, card: Scorecard, rep: User, manager: User) -> None:
        log(rep, "calls", 20, TODAY)
        work_off_marks(now=NOW)
        end_assignment(assignment=card.assignments.get(), ends_on=date(2026, 2, 28), by=manager)
        work_off_marks(now=NOW)
        assert not Score.objects.filter(scored_period__key="2026-W11").exists()

    def test_a_scorecard_that_never_held_can_be_removed(
        self, card: Scorecard, rep: User, manager: User
    ) -> None:
        unused = create_scorecard(name="Unused", owner_team=None, by=manager, today=TODAY)
        assign(scorecard=unused, to=rep, starts_on=TODAY, ends_on=None, by=manager)
        StaleMark.objects.all().delete()
        remove_scorecard(scorecard=unused, by=manager)
        assert marks() == {(rep.pk, TODAY, FOREVER)}
        with pytest.raises(Refusal, match="published"):
            remove_scorecard(scorecard=card, by=manager)


class TestOverrides:
    def test_the_override_stands_for_the_scorecards_target(
        self, card: Scorecard, rep: User, manager: User
    ) -> None:
        log(rep, "calls", 20, TODAY)
        work_off_marks(now=NOW)
        override = add_override(
            rep=rep, metric=MetricFactory(slug="calls"), period="week", target=Decimal(40),
            starts_on=date(2026, 3, 9), ends_on=None, reason="Back from leave", by=manager,
        )  # fmt: skip
        assert marks() == {(rep.pk, date(2026, 3, 9), FOREVER)}
        work_off_marks(now=NOW)
        assert Score.objects.get(scored_period__key="2026-W11").score == Decimal(50)
        end_override(override=override, ends_on=date(2026, 3, 1), by=manager)
        work_off_marks(now=NOW)
        assert Score.objects.get(scored_period__key="2026-W11").score == Decimal(20)

    def test_ending_keeps_the_history(self, rep: User, manager: User, admin_person: User) -> None:
        override = add_override(
            rep=rep, metric=MetricFactory(slug="calls"), period="week", target=Decimal(40),
            starts_on=MARCH, ends_on=None, reason="", by=manager,
        )  # fmt: skip
        StaleMark.objects.all().delete()
        end_override(override=override, ends_on=date(2026, 3, 20), by=admin_person)
        assert list(
            Override.history.order_by("history_id").values_list("history_user__name", "ends_on")
        ) == [("Mara Manager", None), ("Ada Admin", date(2026, 3, 20))]
        assert marks() == {(rep.pk, date(2026, 3, 20), FOREVER)}


class TestMetrics:
    def test_a_new_direction_scores_anew_who_has_the_metric(
        self, card: Scorecard, rep: User, stranger: User, admin_person: User
    ) -> None:
        log(rep, "calls", 150, TODAY)
        work_off_marks(now=NOW)
        calls = Metric.objects.get(slug="calls")
        calls.direction = Metric.Direction.LOWER
        change_metric(metric=calls, by=admin_person)
        assert {rep_id for rep_id, _, _ in marks()} == {rep.pk}
        work_off_marks(now=NOW)
        assert Score.objects.get(scored_period__key="2026-W11").score == Decimal(50)

    @pytest.mark.parametrize(
        ("field", "value"),
        [("aggregation", "latest"), ("aggregation", "count"), ("name", "Dials"), ("unit", "days")],
    )
    def test_what_is_stored_follows_a_change(
        self, card: Scorecard, rep: User, admin_person: User, field: str, value: str
    ) -> None:
        for day in (date(2026, 3, 3), TODAY):
            log(rep, "calls", 7, day)
        work_off_marks(now=NOW)
        calls = Metric.objects.get(slug="calls")
        setattr(calls, field, value)
        change_metric(metric=calls, by=admin_person)
        work_off_marks(now=NOW)
        assert list(differences([rep], days=(date(2026, 2, 1), TODAY), now=NOW)) == []

    def test_a_change_that_no_score_shows_marks_nobody(
        self, card: Scorecard, rep: User, admin_person: User
    ) -> None:
        calls = Metric.objects.get(slug="calls")
        calls.necessity = Metric.Necessity.NICE
        change_metric(metric=calls, by=admin_person)
        assert marks() == set()
        assert Metric.objects.get(slug="calls").necessity == "nice"

    def test_a_short_name_in_use_stays(self, rep: User, admin_person: User) -> None:
        own = add_metric(metric=Metric(slug="site_visits", name="Visits"), by=admin_person)
        own.slug = "visits_on_site"
        change_metric(metric=own, by=admin_person)
        log(rep, "visits_on_site", 1, TODAY)
        own.slug = "visits"
        with pytest.raises(Refusal) as refusal:
            change_metric(metric=own, by=admin_person)
        assert refusal.value.field == "slug"
        assert Metric.objects.get(pk=own.pk).slug == "visits_on_site"

    def test_a_metric_on_a_scorecard_stays_switched_on(
        self, card: Scorecard, admin_person: User
    ) -> None:
        calls, emails = MetricFactory(slug="calls"), MetricFactory(slug="emails")
        with pytest.raises(Refusal, match="it counts on North"):
            switch_metric(metric=calls, on=False, by=admin_person, today=TODAY)
        switch_metric(metric=emails, on=False, by=admin_person, today=TODAY)
        switched_on = set(Metric.objects.active().values_list("slug", flat=True))
        assert ("calls" in switched_on, "emails" in switched_on) == (True, False)
