"""Facts by hand: logged, corrected, withdrawn, taken back; refused ones leave no trace."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.models import Organisation, StaleMark, User
from scorecards.actions.activities import (
    Refusal,
    Refusals,
    correct_activity,
    log_activity,
    log_day,
    moment_on,
    restore_activity,
    withdraw_activity,
)
from scorecards.models import Activity, Metric
from scorecards.queries.activities import former_states
from tests.factories import ActivityFactory, MetricFactory

NOW = datetime(2026, 3, 12, 13, 0, tzinfo=UTC)


@pytest.fixture
def calls(db: None) -> Metric:
    return Metric.objects.get(slug="calls")


def log(rep: User, metric: Metric, quantity: str = "1", **given: object) -> Activity:
    fields = {"occurred_at": NOW, "entered_by": rep, "now": NOW, **given}
    return log_activity(rep=rep, metric=metric, quantity=Decimal(quantity), **fields)  # type: ignore[arg-type]


def marked(rep: User) -> list[tuple[date, date, bool]]:
    rows = StaleMark.objects.filter(rep=rep).order_by("pk")
    return list(rows.values_list("from_day", "to_day", "facts_changed"))


def test_a_logged_fact_is_stored_with_its_mark(rep: User, calls: Metric) -> None:
    activity = log(rep, calls, "3", note="Globex")
    stored = Activity.objects.get()
    assert stored == activity
    assert (stored.quantity, stored.day, stored.note, stored.source) == (
        Decimal(3),
        date(2026, 3, 12),
        "Globex",
        "log",
    )
    assert marked(rep) == [(date(2026, 3, 12), date(2026, 3, 12), True)]


def test_a_fact_belongs_to_the_local_day_of_the_rep(rep: User, calls: Metric) -> None:
    rep.time_zone = "Pacific/Auckland"  # 13 hours ahead of UTC in March
    rep.save(update_fields=["time_zone"])
    assert log(rep, calls).day == date(2026, 3, 13)


@pytest.mark.parametrize(
    ("slug", "quantity", "field", "code"),
    [
        ("calls", "-1", "quantity", "negative"),
        ("calls", "NaN", "quantity", "negative"),
        ("calls", "1.5", "quantity", "not_whole"),
        ("calls", "0", "quantity", "zero"),
        ("calls", "100000000000", "quantity", "too_large"),
        ("talk_minutes", "0.00001", "quantity", "too_precise"),
    ],
)
def test_a_quantity_that_cannot_be_is_refused_and_nothing_stored(
    rep: User, slug: str, quantity: str, field: str, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        log(rep, MetricFactory(slug=slug), quantity)
    assert (refused.value.field, refused.value.code) == (field, code)
    assert not Activity.objects.exists()
    assert not StaleMark.objects.exists()


def test_a_day_in_the_future_is_refused(rep: User, calls: Metric) -> None:
    with pytest.raises(Refusal, match="2026-03-13 has not come yet"):
        log(rep, calls, occurred_at=datetime(2026, 3, 13, 1, tzinfo=UTC))


def test_a_metric_that_is_switched_off_is_refused(rep: User, calls: Metric) -> None:
    calls.is_active = False
    with pytest.raises(Refusal, match="“Calls” is switched off"):
        log(rep, calls)


@pytest.mark.parametrize("employment", [{"joined_on": "2026-03-13"}, {"left_on": "2026-03-11"}])
def test_a_day_on_which_the_rep_was_not_employed_is_refused(
    rep: User, calls: Metric, employment: dict[str, str]
) -> None:
    for name, day in employment.items():
        setattr(rep, name, date.fromisoformat(day))
    with pytest.raises(Refusal, match="Rosa Rep was not employed on 2026-03-12"):
        log(rep, calls)


def test_a_day_at_once_is_stored_whole(rep: User, calls: Metric) -> None:
    emails = Metric.objects.get(slug="emails")
    amounts = {calls: Decimal(20), emails: Decimal(5)}
    stored = log_day(rep=rep, quantities=amounts, day=date(2026, 3, 9), entered_by=rep, now=NOW)
    assert [(a.metric.slug, a.quantity, a.day) for a in stored] == [
        ("calls", Decimal(20), date(2026, 3, 9)),
        ("emails", Decimal(5), date(2026, 3, 9)),
    ]


def test_one_impossible_quantity_keeps_the_whole_day_out(rep: User, calls: Metric) -> None:
    emails = Metric.objects.get(slug="emails")
    minutes = Metric.objects.get(slug="talk_minutes")
    amounts = {calls: Decimal(20), emails: Decimal("0.5"), minutes: Decimal(-3)}
    with pytest.raises(Refusals) as refused:
        log_day(rep=rep, quantities=amounts, day=date(2026, 3, 9), entered_by=rep, now=NOW)
    assert {slug: r.code for slug, r in refused.value.by_metric.items()} == {
        "emails": "not_whole",
        "talk_minutes": "negative",
    }
    assert not Activity.objects.exists()


def test_a_correction_keeps_the_former_values_and_marks_both_days(rep: User, calls: Metric) -> None:
    activity = log(rep, calls, "3")
    StaleMark.objects.all().delete()
    correct_activity(
        activity=activity,
        by=rep,
        now=NOW,
        quantity=Decimal(4),
        occurred_at=datetime(2026, 3, 10, 12, tzinfo=UTC),
        note="counted again",
    )
    assert [(s.was, s.quantity, s.day) for s in former_states(activity)] == [
        ("corrected", Decimal(4), date(2026, 3, 10)),
        ("entered", Decimal(3), date(2026, 3, 12)),
    ]
    assert marked(rep) == [
        (date(2026, 3, 10), date(2026, 3, 10), True),
        (date(2026, 3, 12), date(2026, 3, 12), True),
    ]


def test_the_history_of_a_fact_stored_in_bulk_begins_with_who_entered_it(
    rep: User, manager: User, calls: Metric
) -> None:
    activity = ActivityFactory(rep=rep, metric=calls, quantity=2, entered_by=rep)
    activity.history.all().delete()
    Activity.objects.filter(pk=activity.pk).update(entered_at=datetime(2026, 3, 1, tzinfo=UTC))
    correct_activity(
        activity=activity,
        by=manager,
        now=NOW,
        quantity=Decimal(5),
        occurred_at=activity.occurred_at,
        note="",
    )
    corrected, entered = former_states(activity)
    assert (entered.by, entered.changed_at, entered.quantity) == (
        "Rosa Rep",
        datetime(2026, 3, 1, tzinfo=UTC),
        Decimal(2),
    )
    assert (corrected.by, corrected.quantity) == ("Mara Manager", Decimal(5))


def test_an_impossible_correction_changes_nothing(rep: User, calls: Metric) -> None:
    activity = log(rep, calls, "3")
    with pytest.raises(Refusal, match="counted in whole numbers"):
        correct_activity(
            activity=activity,
            by=rep,
            now=NOW,
            quantity=Decimal("3.5"),
            occurred_at=NOW,
            note="",
        )
    activity.refresh_from_db()
    assert activity.quantity == Decimal(3)
    assert [s.was for s in former_states(activity)] == ["entered"]


def test_a_withdrawn_fact_stays_but_does_not_count(rep: User, calls: Metric) -> None:
    activity = log(rep, calls)
    StaleMark.objects.all().delete()
    withdraw_activity(activity=activity, by=rep, now=NOW)
    assert Activity.objects.count() == 1
    assert not Activity.objects.standing().exists()
    assert marked(rep) == [(date(2026, 3, 12), date(2026, 3, 12), True)]


def test_a_withdrawal_taken_back_counts_again(rep: User, calls: Metric) -> None:
    activity = log(rep, calls)
    withdraw_activity(activity=activity, by=rep, now=NOW)
    restore_activity(activity=activity, by=rep)
    assert Activity.objects.standing().get() == activity
    assert [s.was for s in former_states(activity)] == ["restored", "withdrawn", "entered"]


def test_withdrawing_twice_is_withdrawing_once(rep: User, calls: Metric) -> None:
    activity = log(rep, calls)
    withdraw_activity(activity=activity, by=rep, now=NOW)
    withdraw_activity(activity=activity, by=rep, now=NOW)
    assert [s.was for s in former_states(activity)] == ["withdrawn", "entered"]


def test_a_withdrawn_fact_cannot_be_corrected(rep: User, calls: Metric) -> None:
    activity = log(rep, calls)
    withdraw_activity(activity=activity, by=rep, now=NOW)
    with pytest.raises(Refusal, match="Take the withdrawal back first"):
        correct_activity(
            activity=activity, by=rep, now=NOW, quantity=Decimal(2), occurred_at=NOW, note=""
        )


def test_what_is_entered_for_today_happened_now_and_for_another_day_at_noon(
    rep: User, organisation: Organisation
) -> None:
    assert moment_on(date(2026, 3, 12), rep, organisation, now=NOW) == NOW
    assert moment_on(date(2026, 3, 9), rep, organisation, now=NOW) == datetime(
        2026, 3, 9, 12, tzinfo=UTC
    )
