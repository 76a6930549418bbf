"""Rule 27, reckoned by hand: what a closed period keeps, what comes late, what opens it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from accounts.actions.refusals import Refused
from accounts.models import Organisation, StaleMark, Team, User
from scorecards.actions.activities import correct_activity, withdraw_activity
from scorecards.actions.assignments import assign
from scorecards.actions.closing_schedule import close_by_schedule
from scorecards.actions.closings import close_period, reopen_period
from scorecards.actions.late_effects import late_effects
from scorecards.actions.recompute import work_off_marks
from scorecards.models import (
    Activity,
    Closing,
    DailyTotal,
    FrozenDays,
    FrozenScore,
    LateDay,
    Override,
    Score,
)
from scorecards.periods import PeriodRules, period_from_key
from scorecards.queries.closings import late
from scorecards.queries.closings.due import due_closings
from scorecards.queries.closings.late import late_days, late_facts
from scorecards.queries.rebuilt import differences
from tests.factories import AdminFactory, MetricFactory, RepFactory, TimeOffFactory, scorecard
from tests.scorecards.march_of_rosa import CLOSED_AT, LATER, MARCH, TENTH, March, march_of

WEEK_11 = "2026-W11"


@pytest.fixture(autouse=True)
def april(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    time_machine.move_to(CLOSED_AT - timedelta(hours=1), tick=False)
    return time_machine


@pytest.fixture
def march(team: Team, rep: User, manager: User) -> March:
    return march_of(team, rep, RepFactory(name="Sam", team=team), manager)


@pytest.fixture
def closed(march: March, april: TimeMachineFixture) -> Closing:
    closing = march.closed()
    april.move_to(LATER, tick=False)
    return closing


def score_of(rep: User, key: str = WEEK_11) -> Decimal | None:
    work_off_marks(now=LATER)
    return Score.objects.get(rep=rep, scored_period__key=key).score


def frozen_of(rep: User, key: str = WEEK_11) -> FrozenScore:
    return FrozenScore.objects.get(rep=rep, key=key, closing__reopened_at__isnull=True)


# What is frozen


def test_a_month_closes_with_the_weeks_that_end_in_it(closed: Closing) -> None:
    keys = set(FrozenScore.objects.values_list("key", flat=True))
    assert keys == {"2026-W09", "2026-W10", WEEK_11, "2026-W12", "2026-W13", MARCH}


def test_a_quarter_that_ends_with_a_closed_month_stays_open(
    team: Team, rep: User, manager: User, april: TimeMachineFixture
) -> None:
    card = scorecard(
        "AE",
        activities={"calls": (50, 100)},
        activities_period="month",
        objectives={"calls": (100, 100)},
        objectives_period="quarter",
        assigned_to=team,
    )
    march = March(card, rep, rep, manager)
    march.logs(rep, 40)
    work_off_marks(now=CLOSED_AT)
    march.closed()
    march.logs(rep, 30, day=date(2026, 2, 10))
    assert score_of(rep, "2026-Q1") == 70


def test_places_are_kept_with_the_scores(closed: Closing, march: March) -> None:
    first, second = frozen_of(march.rosa), frozen_of(march.sam)
    assert (first.rank, first.ranked, first.better, first.lower) == (1, 2, 0, 1)
    assert (second.rank, second.better, second.same, second.next_score) == (2, 1, 0, 80)


def test_equals_share_a_place_and_the_next_better_score_is_theirs(march: March, team: Team) -> None:
    tim, uli = RepFactory(team=team), RepFactory(team=team)
    march.logs(tim, 25)
    march.logs(uli, 10)
    march.closed()
    assert (frozen_of(tim).rank, frozen_of(tim).same, frozen_of(tim).lower) == (2, 1, 1)
    last = frozen_of(uli)
    assert (last.rank, last.better, last.next_score) == (4, 3, 50)


def test_somebody_without_a_score_has_no_place_in_the_archive_either(
    march: March,
) -> None:
    TimeOffFactory(user=march.sam, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 13))
    StaleMark.objects.create(rep=march.sam, from_day=TENTH, to_day=TENTH, facts_changed=False)
    march.closed()
    kept = frozen_of(march.sam)
    assert (kept.score, kept.rank, kept.ranked, kept.better) == (None, None, 1, 0)


def test_what_waits_is_counted_before_the_period_closes(march: March) -> None:
    march.logs(march.sam, 5)
    assert StaleMark.objects.exists()
    march.closed()
    assert not StaleMark.objects.exists()
    assert frozen_of(march.sam).score == 60


def test_somebody_just_moved_to_another_scorecard_is_not_frozen_on_this_one(march: March) -> None:
    other = scorecard("Partner", activities={"calls": (100, 100)})
    assign(
        scorecard=other,
        to=march.sam,
        starts_on=date(2026, 1, 1),
        ends_on=None,
        by=AdminFactory(),
    )
    closing = march.closed()
    assert set(closing.frozen_scores.values_list("rep", flat=True)) == {march.rosa.pk}
    assert frozen_of(march.rosa).ranked == 1


def test_whoever_has_no_score_yet_gets_one_first(march: March) -> None:
    Score.objects.filter(rep=march.sam).delete()
    march.closed()
    assert frozen_of(march.sam).score == 50


def test_only_the_days_on_the_scorecard_are_frozen(march: March) -> None:
    march.sam.left_on = date(2026, 3, 20)
    march.sam.save(update_fields=["left_on"])
    march.closed()
    days = FrozenDays.objects.get(rep=march.sam)
    assert (days.from_day, days.to_day) == (date(2026, 3, 1), date(2026, 3, 20))


def test_closing_takes_no_more_statements_for_thirty_people_than_for_two(
    march: March, team: Team
) -> None:
    counts = []
    for more in (0, 28):
        for _number in range(more):
            march.logs(RepFactory(team=team), 10)
        work_off_marks(now=CLOSED_AT)
        march.closed()
        reopen_period(
            closing=Closing.objects.standing().get(),
            by=march.manager,
            reason="Again",
            now=CLOSED_AT,
        )
        work_off_marks(now=CLOSED_AT)
        with CaptureQueriesContext(connection) as captured:
            closing = march.closed()
        counts.append(len(captured))
        reopen_period(closing=closing, by=march.manager, reason="Again", now=CLOSED_AT)
        work_off_marks(now=CLOSED_AT)
    assert counts[0] == counts[1]


# What may not be closed


def test_a_period_that_still_runs_for_somebody_cannot_be_closed(march: March) -> None:
    march.sam.time_zone = "Pacific/Pago_Pago"  # eleven hours behind
    march.sam.save(update_fields=["time_zone"])
    with pytest.raises(Refused, match="not over yet for everybody"):
        march.closed(now=datetime(2026, 4, 1, 10, 59, tzinfo=UTC))
    march.closed(now=datetime(2026, 4, 1, 11, 1, tzinfo=UTC))


def test_a_period_is_closed_once(march: March) -> None:
    march.closed()
    with pytest.raises(Refused, match="closed already"):
        march.closed()


def test_nobody_on_the_scorecard_means_nothing_to_close(march: March) -> None:
    with pytest.raises(Refused, match="Nobody was on this scorecard"):
        march.closed("2019-03")


# What comes late


def test_a_late_fact_changes_no_score_and_no_total(closed: Closing, march: March) -> None:
    march.logs(march.sam, 20)
    assert score_of(march.sam) == 50
    assert DailyTotal.objects.get(rep=march.sam, day=TENTH).total == 25
    assert LateDay.objects.get().day == TENTH


def test_a_late_fact_does_not_count_in_a_longer_open_period(
    march: March, april: TimeMachineFixture
) -> None:
    march.closed(WEEK_11)
    april.move_to(LATER, tick=False)
    march.logs(march.rosa, 300, what="revenue")
    assert score_of(march.rosa, MARCH) == 50


def test_a_closed_period_is_no_difference_to_a_rebuild(closed: Closing, march: March) -> None:
    march.logs(march.sam, 20)
    work_off_marks(now=LATER)
    days = date(2026, 3, 1), date(2026, 3, 31)
    assert list(differences([march.rosa, march.sam], days=days, now=LATER)) == []


def test_a_new_target_does_not_reach_a_closed_period(closed: Closing, march: March) -> None:
    Override.objects.create(
        rep=march.sam, metric=MetricFactory(slug="calls"), period="week", target=25,
        starts_on=date(2026, 3, 1),
    )  # fmt: skip
    StaleMark.objects.create(
        rep=march.sam, from_day=date(2026, 3, 1), to_day=date(9999, 12, 31), facts_changed=False
    )
    assert score_of(march.sam) == 50


def test_late_facts_are_listed_with_who_when_and_what(closed: Closing, march: March) -> None:
    march.logs(march.sam, 20)
    work_off_marks(now=LATER)
    [fact] = late_facts(closed, late_days(closed))
    assert (fact.rep_name, fact.change, fact.before) == ("Sam", "entered", None)
    assert fact.after is not None
    assert (fact.after.day, fact.after.quantity, fact.by) == (TENTH, 20, "Mara Manager")
    assert fact.at == LATER


def test_a_file_of_late_facts_holds_more_than_the_page_lists(
    closed: Closing, march: March, monkeypatch: pytest.MonkeyPatch
) -> None:
    for quantity in (20, 21, 22):
        march.logs(march.sam, quantity)
    march.logs(march.rosa, 300, what="revenue")
    work_off_marks(now=LATER)
    everything = late_facts(closed, late_days(closed))
    monkeypatch.setattr(late, "MOST", 2)
    assert len(late_facts(closed, late_days(closed))) == 2
    every = list(late.every_late_fact(closed, late_days(closed)))
    assert [fact.shown.quantity for fact in every] == [300, 22, 21, 20]
    assert all(fact in everything for fact in every)


def test_a_fact_corrected_since_is_late_with_both_figures(closed: Closing, march: March) -> None:
    fact = Activity.objects.get(rep=march.sam)
    correct_activity(
        activity=fact, by=march.manager, now=LATER, quantity=Decimal(30),
        occurred_at=fact.occurred_at, note="",
    )  # fmt: skip
    work_off_marks(now=LATER)
    [late] = late_facts(closed, late_days(closed))
    assert late.before is not None
    assert late.after is not None
    assert (late.change, late.before.quantity, late.after.quantity) == ("corrected", 25, 30)


def test_a_fact_moved_out_of_the_closed_month_is_late(closed: Closing, march: March) -> None:
    fact = Activity.objects.get(rep=march.sam)
    correct_activity(
        activity=fact, by=march.manager, now=LATER, quantity=Decimal(25),
        occurred_at=LATER, note="",
    )  # fmt: skip
    work_off_marks(now=LATER)
    [late] = late_facts(closed, late_days(closed))
    assert late.before is not None
    assert late.after is not None
    assert (late.before.day, late.after.day) == (TENTH, LATER.date())


def test_a_fact_withdrawn_since_is_late(closed: Closing, march: March) -> None:
    fact = Activity.objects.get(rep=march.sam)
    withdraw_activity(activity=fact, by=march.manager, now=LATER)
    assert score_of(march.sam) == 50
    [late] = late_facts(closed, late_days(closed))
    assert (late.change, late.after) == ("withdrawn", None)


def test_a_late_fact_that_was_withdrawn_again_changes_nothing(
    closed: Closing, march: March
) -> None:
    fact = march.logs(march.sam, 20)
    work_off_marks(now=LATER)
    withdraw_activity(activity=fact, by=march.manager, now=LATER)
    work_off_marks(now=LATER)
    [late] = late_facts(closed, late_days(closed))
    assert late.change == "gone"
    assert late_effects(closing=closed, now=LATER) == []


def test_what_late_facts_would_change_is_what_opening_again_changes(
    closed: Closing, march: March
) -> None:
    march.logs(march.sam, 20)
    work_off_marks(now=LATER)
    effects = late_effects(closing=closed, now=LATER)
    assert effects is not None
    assert [(e.rep_name, e.frozen.score, e.score, e.frozen.rank, e.rank) for e in effects] == [
        ("Rosa Rep", 80, 80, 1, 2),
        ("Sam", 50, 90, 2, 1),
    ]
    assert score_of(march.sam) == 50
    assert Closing.objects.standing().count() == 1

    reopen_period(closing=closed, by=march.manager, reason="Sam is right", now=LATER)
    assert score_of(march.sam) == 90


def test_what_was_late_for_a_closed_month_is_late_for_the_quarter_that_holds_it(
    closed: Closing, march: March
) -> None:
    march.logs(march.sam, 20)
    work_off_marks(now=LATER)
    quarter = march.closed("2026-Q1", now=LATER + timedelta(hours=1))
    assert LateDay.objects.filter(closing=quarter, rep=march.sam, day=TENTH).exists()
    assert frozen_of_quarter(quarter, march.sam).score == 50
    [fact] = late_facts(quarter, late_days(quarter))
    assert fact.change == "entered"


def frozen_of_quarter(quarter: Closing, rep: User) -> FrozenScore:
    return FrozenScore.objects.get(closing=quarter, rep=rep, key=WEEK_11)


# Opening again


def test_opening_again_needs_a_reason(closed: Closing, march: March) -> None:
    with pytest.raises(Refused, match="Say why"):
        reopen_period(closing=closed, by=march.manager, reason=" ", now=LATER)
    assert Closing.objects.standing().exists()


def test_an_opened_period_cannot_be_opened_twice(closed: Closing, march: March) -> None:
    reopen_period(closing=closed, by=march.manager, reason="Checked", now=LATER)
    with pytest.raises(Refused, match="opened again already"):
        reopen_period(closing=closed, by=march.manager, reason="Checked", now=LATER)


def test_opening_a_month_changes_nothing_while_its_quarter_is_closed(
    closed: Closing, march: March
) -> None:
    quarter = march.closed("2026-Q1", now=LATER)
    march.logs(march.sam, 20)
    reopen_period(closing=closed, by=march.manager, reason="Checked", now=LATER)
    assert score_of(march.sam) == 50
    reopen_period(closing=quarter, by=march.manager, reason="Checked", now=LATER)
    assert score_of(march.sam) == 90


def test_no_day_is_late_without_a_late_fact_however_many_closings_hold_it(
    closed: Closing, march: March
) -> None:
    march.closed(WEEK_11, now=LATER)
    quarter = march.closed("2026-Q1", now=LATER)
    reopen_period(closing=quarter, by=march.manager, reason="Checked", now=LATER)
    work_off_marks(now=LATER)
    assert not LateDay.objects.exists()
    march.logs(march.sam, 20)
    work_off_marks(now=LATER)
    late = LateDay.objects.values_list("closing__key", "rep", "day").order_by("closing__key")
    assert list(late) == [(MARCH, march.sam.pk, TENTH), (WEEK_11, march.sam.pk, TENTH)]


def test_closing_again_keeps_what_was_paid_by_before(closed: Closing, march: March) -> None:
    march.logs(march.sam, 20)
    reopen_period(closing=closed, by=march.manager, reason="Sam is right", now=LATER)
    again = march.closed(now=LATER)
    assert FrozenScore.objects.get(closing=closed, rep=march.sam, key=WEEK_11).score == 50
    assert FrozenScore.objects.get(closing=again, rep=march.sam, key=WEEK_11).score == 90


def test_somebody_moved_onto_the_scorecard_meanwhile_is_scored_once_it_opens(
    closed: Closing, march: March, team: Team
) -> None:
    newcomer = RepFactory(name="Nia", team=team)
    march.logs(newcomer, 10)
    work_off_marks(now=LATER)
    assert not Score.objects.filter(rep=newcomer, scored_period__key=WEEK_11).exists()
    reopen_period(closing=closed, by=march.manager, reason="Nia was there", now=LATER)
    assert score_of(newcomer) == 20


# By the timetable


def timetable(**choices: object) -> None:
    Organisation.objects.filter(pk=Organisation.current().pk).update(
        **{"closes": "month", "closes_after_days": 5, "closes_from": date(2026, 3, 1), **choices}
    )


def keys_closed() -> set[str]:
    return set(Closing.objects.standing().values_list("key", flat=True))


def test_a_month_closes_when_its_working_days_are_over(march: March) -> None:
    timetable()
    close_by_schedule(now=datetime(2026, 4, 7, 23, tzinfo=UTC))  # 1, 2, 3, 6 April are over
    assert keys_closed() == set()
    close_by_schedule(now=datetime(2026, 4, 8, 1, tzinfo=UTC))
    assert keys_closed() == {MARCH}
    assert Closing.objects.get().closed_by is None


def test_periods_that_ended_before_the_timetable_stay_open(march: March) -> None:
    timetable(closes_from=date(2026, 4, 1))
    close_by_schedule(now=CLOSED_AT)
    assert keys_closed() == set()


def test_without_a_first_day_nothing_closes_by_itself(march: March) -> None:
    timetable(closes_from=None)
    close_by_schedule(now=CLOSED_AT)
    assert keys_closed() == set()


def test_the_timetable_asks_no_more_of_two_years_than_of_a_month(march: March) -> None:
    counted = []
    for first in (date(2026, 3, 1), date(2024, 3, 1)):
        timetable(closes_from=first)
        with CaptureQueriesContext(connection) as captured:
            assert [due.period.key for due in due_closings(now=LATER)] == [MARCH]
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_the_timetable_closes_each_period_once(march: March) -> None:
    timetable()
    assert len(close_by_schedule(now=CLOSED_AT)) == 1
    assert close_by_schedule(now=CLOSED_AT) == []


def test_what_somebody_opened_again_stays_open(march: March) -> None:
    timetable()
    [closing] = close_by_schedule(now=CLOSED_AT)
    reopen_period(closing=closing, by=march.manager, reason="Not yet", now=LATER)
    close_by_schedule(now=LATER)
    assert keys_closed() == set()


def test_closing_by_hand_takes_the_period_of_the_rules(march: March) -> None:
    period = period_from_key(WEEK_11, PeriodRules())
    closing = close_period(
        scorecard=march.card, period=period, by=march.manager, note="Agreed", now=CLOSED_AT
    )
    assert (closing.starts_on, closing.ends_on) == (date(2026, 3, 9), date(2026, 3, 15))
    assert (closing.closed_by, closing.note) == (march.manager, "Agreed")
