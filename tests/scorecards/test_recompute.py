"""The pipeline from a stored fact to totals, scores and ranks, and its rebuild."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.marks import mark_facts_changed, mark_stale
from accounts.actions.people import edit_person
from accounts.models import Membership, Organisation, StaleMark, Team, TimeOff, User
from scorecards.actions.activities import correct_activity, log_activity, withdraw_activity
from scorecards.actions.periods import open_periods
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Activity, DailyTotal, Metric, Override, Score, StageChange
from scorecards.queries.places import ranking_of
from scorecards.queries.rebuilt import differences
from tests.accounts.test_people_actions import details_of
from tests.factories import (
    JobRoleFactory,
    MembershipFactory,
    MetricFactory,
    OpportunityFactory,
    RepFactory,
    TeamFactory,
    assign,
    scorecard,
)

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()

pytestmark = pytest.mark.django_db


def log(rep: User, slug: str = "calls", quantity: int | str = 1, day: date = TODAY) -> Activity:
    return log_activity(
        rep=rep,
        metric=MetricFactory(slug=slug),
        quantity=Decimal(quantity),
        occurred_at=datetime(day.year, day.month, day.day, 10, tzinfo=UTC),
        entered_by=rep,
        now=NOW,
    )


def score(rep: User, key: str) -> Score:
    return Score.objects.get(rep=rep, scored_period__key=key)


def place(rep: User, key: str) -> int | None:
    """The rep's rank in the period."""
    stored = score(rep, key)
    return ranking_of([stored]).places.get(stored.pk)


def stored_is_rebuilt(days: tuple[date, date] = (date(2026, 1, 1), TODAY)) -> bool:
    people = list(User.objects.order_by("pk"))
    return list(differences(people, days=days, now=NOW)) == []


@pytest.fixture
def calls_card(team: Team) -> None:
    """100 calls a week are worth 60 points, 10 connects 40."""
    scorecard(activities={"calls": (100, 60), "connects": (10, 40)}, assigned_to=team)


def test_a_logged_call_changes_the_total_the_score_and_the_rank(
    rep: User, team: Team, calls_card: None
) -> None:
    peer = RepFactory(team=team)
    log(rep, "calls", 50)
    log(peer, "calls", 20)

    work_off_marks(now=NOW)

    assert DailyTotal.objects.get(rep=rep).total == 50
    assert score(rep, "2026-W11").score == 30  # 60 × 50 ÷ 100 of 100 points
    assert (place(rep, "2026-W11"), place(peer, "2026-W11")) == (1, 2)
    assert not StaleMark.objects.exists()


def test_equal_scores_share_a_rank_and_the_next_one_is_skipped(
    rep: User, team: Team, calls_card: None
) -> None:
    """Rule 24."""
    people: list[User] = [rep, *(RepFactory(team=team) for _ in range(3))]
    for person, calls in zip(people, (70, 50, 50, 20), strict=True):
        log(person, "calls", calls)

    work_off_marks(now=NOW)

    ranks = [place(person, "2026-W11") for person in people]
    assert ranks == [1, 2, 2, 4]


def test_a_correction_moves_the_fact_to_its_new_day_and_keeps_what_it_was(
    rep: User, calls_card: None
) -> None:
    activity = log(rep, "calls", 50, day=date(2026, 3, 9))
    work_off_marks(now=NOW)

    correct_activity(
        activity=activity,
        by=rep,
        now=NOW,
        quantity=Decimal(40),
        occurred_at=datetime(2026, 3, 5, 9, tzinfo=UTC),
        note="",
    )
    work_off_marks(now=NOW)

    assert score(rep, "2026-W11").points == 0
    assert score(rep, "2026-W10").points == 24
    former = activity.history.order_by("history_date").first()
    assert (former.quantity, former.day) == (50, date(2026, 3, 9))


def test_a_withdrawn_fact_counts_nothing(rep: User, calls_card: None) -> None:
    activity = log(rep, "calls", 50)
    withdraw_activity(activity=activity, by=rep, now=NOW)

    work_off_marks(now=NOW)

    assert not DailyTotal.objects.filter(rep=rep).exists()
    assert score(rep, "2026-W11").points == 0


def test_an_opportunity_counts_when_it_opens_and_when_it_closes(rep: User, team: Team) -> None:
    scorecard(
        objectives={"opportunities_created": (10, 50), "revenue": (10000, 50)}, assigned_to=team
    )
    OpportunityFactory(
        rep=rep,
        status="won",
        amount=Decimal("2500.50"),
        opened_on=date(2026, 2, 20),
        closed_on=date(2026, 3, 10),
    )
    mark_facts_changed(rep_days=[(rep.pk, date(2026, 2, 20)), (rep.pk, date(2026, 3, 10))])

    work_off_marks(now=NOW)

    totals = {
        (row.metric.slug, row.day.isoformat()): row.total
        for row in DailyTotal.objects.select_related("metric")
    }
    assert totals == {
        ("opportunities_created", "2026-02-20"): 1,
        ("pipeline_created", "2026-02-20"): Decimal("2500.5"),
        ("deals_won", "2026-03-10"): 1,
        ("revenue", "2026-03-10"): Decimal("2500.5"),
        ("cycle_days_won", "2026-03-10"): 18,
        ("cycle_days_closed", "2026-03-10"): 18,
    }
    assert score(rep, "2026-02").points == 5
    assert score(rep, "2026-03").points == Decimal("12.5025")


def test_a_deal_without_an_amount_adds_no_revenue_but_counts_as_won(rep: User, team: Team) -> None:
    """Rule 6: unknown is not zero."""
    scorecard(objectives={"deals_won": (2, 100)}, assigned_to=team)
    OpportunityFactory(rep=rep, status="won", amount=None, closed_on=TODAY)
    mark_facts_changed(rep_days=[(rep.pk, TODAY)])

    work_off_marks(now=NOW)

    assert set(DailyTotal.objects.filter(day=TODAY).values_list("metric__slug", flat=True)) == {
        "deals_won",
        "cycle_days_won",
        "cycle_days_closed",
    }


def test_a_late_latest_value_holds_in_every_later_period(rep: User, team: Team) -> None:
    """Rule 10: the last value reported in or before the period."""
    scorecard(objectives={"addressable_accounts": (100, 100)}, assigned_to=team)
    mark_stale(reps=[rep.pk], from_day=date(2026, 1, 1), to_day=None)
    work_off_marks(now=NOW)
    assert score(rep, "2026-02").score is None

    reported = log(rep, "addressable_accounts", 80, day=date(2026, 1, 15))
    work_off_marks(now=NOW)
    assert [score(rep, key).score for key in ("2026-01", "2026-02", "2026-03")] == [80, 80, 80]

    withdraw_activity(activity=reported, by=rep, now=NOW)
    work_off_marks(now=NOW)
    assert [score(rep, key).score for key in ("2026-01", "2026-02", "2026-03")] == [None] * 3
    assert stored_is_rebuilt()


def test_an_average_needs_a_sample_and_a_count_counts_facts(rep: User, team: Team) -> None:
    """Rules 6 and 10."""
    MetricFactory(slug="handle_time", aggregation="average", unit="minutes")
    MetricFactory(slug="visits", aggregation="count")
    scorecard(activities={"handle_time": (10, 50), "visits": (4, 50)}, assigned_to=team)
    mark_stale(reps=[rep.pk], from_day=TODAY, to_day=TODAY)
    work_off_marks(now=NOW)
    lines = {line.metric: line for line in score(rep, "2026-W11").scored_lines}
    assert (lines["handle_time"].actual, lines["visits"].actual) == (None, 0)
    assert score(rep, "2026-W11").weight == 50

    for minutes in (4, 8):
        log(rep, "handle_time", minutes)
        log(rep, "visits", 3)
    work_off_marks(now=NOW)
    lines = {line.metric: line for line in score(rep, "2026-W11").scored_lines}
    assert (lines["handle_time"].actual, lines["visits"].actual) == (6, 2)


def test_time_off_prorates_the_target(rep: User, calls_card: None) -> None:
    """Rule 15: two of five days away leave three fifths of the target."""
    TimeOff.objects.create(user=rep, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 10))
    mark_stale(reps=[rep.pk], from_day=date(2026, 3, 9), to_day=date(2026, 3, 10))

    work_off_marks(now=NOW)

    assert [line.target for line in score(rep, "2026-W11").scored_lines] == [60, 6]


def test_a_rep_away_for_the_whole_period_is_unranked_not_last(
    rep: User, team: Team, calls_card: None
) -> None:
    """Rule 15."""
    peer = RepFactory(team=team)
    TimeOff.objects.create(user=rep, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 13))
    mark_stale(reps=[rep.pk, peer.pk], from_day=TODAY, to_day=TODAY)

    work_off_marks(now=NOW)

    away, there = score(rep, "2026-W11"), score(peer, "2026-W11")
    assert (away.score, place(rep, "2026-W11")) == (None, None)
    assert (there.score, place(peer, "2026-W11")) == (0, 1)


def test_an_override_holds_from_its_day_on(rep: User, calls_card: None) -> None:
    """Rule 11: Monday and Tuesday by the scorecard, three days by the override."""
    Override.objects.create(
        rep=rep,
        metric=Metric.objects.get(slug="calls"),
        period="week",
        target=Decimal(50),
        starts_on=date(2026, 3, 11),
        reason="Part-time",
    )
    mark_stale(reps=[rep.pk], from_day=date(2026, 3, 11), to_day=None)

    work_off_marks(now=NOW)

    line = score(rep, "2026-W11").scored_lines[0]
    assert line.target == 70  # 100 × 2/5 + 50 × 3/5
    assert [part.label for part in line.parts][-1] == "Part-time"


def test_a_rep_who_changes_scorecards_is_scored_on_each_for_its_days(rep: User, team: Team) -> None:
    """Rule 14: days before a rep is on a scorecard are not theirs."""
    old = scorecard("Old", activities={"calls": (100, 100)}, activities_period="month")
    new = scorecard("New", activities={"calls": (40, 100)}, activities_period="month")
    assign(old, rep, ends_on=date(2026, 3, 8))
    assign(new, rep, starts_on=date(2026, 3, 9))
    log(rep, "calls", 10, day=date(2026, 3, 6))
    log(rep, "calls", 20, day=date(2026, 3, 9))

    work_off_marks(now=NOW)

    scores = Score.objects.filter(rep=rep).order_by("counted_from")
    lines = [one.scored_lines[0] for one in scores]
    assert [line.actual for line in lines] == [10, 20]
    assert [one.present_days for one in scores] == [5, 17]
    assert [line.target for line in lines] == [Decimal(500) / 22, Decimal(680) / 22]


def test_a_person_comes_before_a_team_and_a_team_before_a_job_role(team: Team) -> None:
    sub_team = TeamFactory(parent=team)
    people = {name: RepFactory(name=name) for name in ("person", "sub", "top", "job")}
    cards = {name: scorecard(name, activities={"calls": (10, 1)}) for name in people}
    role = JobRoleFactory()
    User.objects.update(job_role=role)
    for name, of_team in (("person", sub_team), ("sub", sub_team), ("top", team)):
        MembershipFactory(user=people[name], team=of_team)
    assign(cards["person"], people["person"])
    assign(cards["sub"], sub_team)
    assign(cards["top"], team)
    assign(cards["job"], role)
    mark_stale(reps=[person.pk for person in people.values()], from_day=TODAY, to_day=TODAY)

    work_off_marks(now=NOW)

    on = {
        row.rep.name: row.scored_period.section.version.scorecard.name
        for row in Score.objects.select_related("rep", "scored_period__section__version__scorecard")
    }
    assert on == {"person": "person", "sub": "sub", "top": "top", "job": "job"}


def test_days_on_a_scorecard_that_are_apart_make_one_score(rep: User) -> None:
    """Rule 14: Monday, Tuesday and Friday on it, two days on another."""
    usual = scorecard("Usual", activities={"calls": (100, 100)})
    other = scorecard("Other", activities={"calls": (10, 100)})
    assign(usual, rep)
    assign(other, rep, starts_on=date(2026, 3, 4), ends_on=date(2026, 3, 5))
    for day, calls in ((2, 20), (4, 7), (6, 10)):
        log(rep, "calls", calls, day=date(2026, 3, day))

    work_off_marks(now=NOW)

    lines = {
        one.scored_period.section.version.scorecard.name: (one.scored_lines[0], one.present_days)
        for one in Score.objects.filter(scored_period__key="2026-W10")
    }
    assert (lines["Usual"][0].actual, lines["Usual"][0].target, lines["Usual"][1]) == (30, 60, 3)
    assert (lines["Other"][0].actual, lines["Other"][0].target, lines["Other"][1]) == (7, 4, 2)
    assert stored_is_rebuilt((date(2026, 3, 2), date(2026, 3, 8)))


def test_a_promotion_leaves_the_past_on_its_scorecard(rep: User, admin_person: User) -> None:
    """Rule 14; and a rebuild gives what is stored."""
    junior, senior = JobRoleFactory(name="SDR"), JobRoleFactory(name="AE")
    for role, target in ((junior, 100), (senior, 40)):
        card = scorecard(role.name, activities={"calls": (target, 100)})
        assign(card, role)
    edit_person(person=rep, details=details_of(rep, job_role=junior), by=admin_person, today=TODAY)
    work_off_marks(now=NOW)
    assert score(rep, "2026-W11").scored_lines[0].target == 100

    edit_person(person=rep, details=details_of(rep, job_role=senior), by=admin_person, today=TODAY)
    work_off_marks(now=NOW)

    targets = Score.objects.filter(rep=rep, scored_period__starts_on__gte=date(2026, 3, 2))
    assert [one.scored_lines[0].target for one in targets.order_by("counted_from")] == [
        100,  # the week before
        40,  # Monday and Tuesday: two fifths of 100
        24,  # from Wednesday on: three fifths of 40
    ]
    assert stored_is_rebuilt()


def test_a_new_version_takes_over_with_its_first_whole_period(rep: User, team: Team) -> None:
    """Rule 12."""
    card = scorecard(activities={"calls": (100, 100)}, assigned_to=team)
    version = card.versions.create(
        number=2, starts_on=date(2026, 3, 4), published_at=NOW - timedelta(days=20)
    )
    section = version.sections.create(kind="activities", period="week")
    section.benchmarks.create(
        metric=Metric.objects.get(slug="calls"), target=Decimal(50), weight=Decimal(100)
    )
    mark_stale(reps=[rep.pk], from_day=date(2026, 3, 2), to_day=None)

    work_off_marks(now=NOW)

    targets = {
        row.scored_period.key: row.scored_lines[0].target
        for row in Score.objects.select_related("scored_period")
    }
    assert targets == {"2026-W10": 100, "2026-W11": 50}


def test_a_score_that_is_no_longer_due_goes_away(rep: User, team: Team, calls_card: None) -> None:
    log(rep, "calls", 5)
    work_off_marks(now=NOW)
    assert Score.objects.filter(rep=rep).exists()

    Membership.objects.filter(user=rep).delete()
    mark_stale(reps=[rep.pk], from_day=date(2026, 1, 1), to_day=None)
    work_off_marks(now=NOW)

    assert not Score.objects.filter(rep=rep).exists()


def test_begun_periods_are_opened_without_a_fact(rep: User, team: Team, calls_card: None) -> None:
    assert open_periods(now=NOW) == 1
    work_off_marks(now=NOW)

    assert (score(rep, "2026-W11").score, place(rep, "2026-W11")) == (0, 1)
    assert open_periods(now=NOW) == 0


def test_periods_missed_while_no_worker_ran_are_opened_too(
    rep: User, team: Team, calls_card: None
) -> None:
    open_periods(now=NOW - timedelta(days=14))
    work_off_marks(now=NOW - timedelta(days=14))

    open_periods(now=NOW)
    work_off_marks(now=NOW)

    keys = list(
        Score.objects.order_by("scored_period__starts_on").values_list(
            "scored_period__key", flat=True
        )
    )
    assert keys == ["2026-W09", "2026-W10", "2026-W11"]


def test_a_rep_east_of_utc_has_their_own_today(rep: User, team: Team, calls_card: None) -> None:
    """Rule 26."""
    rep.time_zone = "Asia/Tokyo"
    rep.save(update_fields=["time_zone"])
    late = datetime(2026, 3, 8, 20, tzinfo=UTC)  # Sunday in UTC, Monday in Tokyo
    log_activity(
        rep=rep,
        metric=Metric.objects.get(slug="calls"),
        quantity=Decimal(3),
        occurred_at=late,
        entered_by=rep,
        now=late,
    )

    work_off_marks(now=late)

    assert DailyTotal.objects.get().day == date(2026, 3, 9)
    assert score(rep, "2026-W11").points == Decimal("1.8")


def test_nobody_is_scored_for_a_period_that_has_not_begun(
    rep: User, team: Team, calls_card: None
) -> None:
    mark_stale(reps=[rep.pk], from_day=TODAY, to_day=None)
    work_off_marks(now=NOW)
    assert list(Score.objects.values_list("scored_period__key", flat=True)) == ["2026-W11"]


def test_one_logged_call_rescores_one_rep_at_the_same_cost_for_any_team(
    rep: User, team: Team, calls_card: None
) -> None:
    log(rep)
    work_off_marks(now=NOW)
    log(rep)
    with CaptureQueriesContext(connection) as alone:
        work_off_marks(now=NOW)
    for _ in range(30):
        log(RepFactory(team=team))
    work_off_marks(now=NOW)

    log(rep)
    with CaptureQueriesContext(connection) as among_many:
        work_off_marks(now=NOW)

    assert len(among_many) == len(alone)


def test_a_failing_batch_leaves_its_marks(rep: User, calls_card: None) -> None:
    log(rep, "calls", 5)
    Organisation.objects.update(time_zone="Nowhere/Land")

    with pytest.raises(Exception, match="Nowhere"):
        work_off_marks(now=NOW)

    assert StaleMark.objects.count() == 1
    assert not DailyTotal.objects.exists()


def test_check_finds_what_was_tampered_with(rep: User, calls_card: None) -> None:
    log(rep, "calls", 50)
    work_off_marks(now=NOW)
    assert stored_is_rebuilt(days=(TODAY, TODAY))

    DailyTotal.objects.update(total=7)
    Score.objects.update(points=3)
    found = list(differences([rep], days=(TODAY, TODAY), now=NOW))

    assert found[0].startswith(f"total of rep {rep.pk}")
    assert any("points is 3.000000000000, rebuilt 4.2" in line for line in found)


def test_the_command_rebuilds_and_checks(rep: User, calls_card: None) -> None:
    log(rep, "calls", 50)
    out = StringIO()
    with pytest.raises(CommandError, match="differences") as failed:
        call_command("recompute", "--check", "--from", "2026-03-09", stdout=out)
    assert failed.value.returncode == 1
    assert "score of rep" in out.getvalue()

    call_command("recompute", "--from", "2026-03-09", stdout=out)
    call_command("recompute", "--check", "--from", "2026-03-09", stdout=out)

    assert "Stored = rebuilt" in out.getvalue()


def test_the_command_names_a_rep_it_cannot_find(db: None) -> None:
    with pytest.raises(CommandError, match=r"nobody@example\.org"):
        call_command("recompute", "--rep", "nobody@example.org")


def test_nothing_of_an_opportunity_is_read_from_its_stages(rep: User) -> None:
    deal = OpportunityFactory(rep=rep)
    StageChange.objects.create(opportunity=deal, stage="Demo", status="open", changed_at=NOW)
    mark_facts_changed(rep_days=[(rep.pk, deal.opened_on)])
    work_off_marks(now=NOW)
    assert DailyTotal.objects.get(metric__slug="opportunities_created").total == 1
