"""Activity files: stored once, corrected, refused under the rules of logging by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.models import Organisation, StaleMark, User
from scorecards.models import Activity, DailyTotal, Metric
from tests.factories import RepFactory
from tests.scorecards.ingest.imports import NOW, counts, imported, queries, work_off
from tests.scorecards.parsing.files import text_file

CALLS = """
kind = "activities"
[columns]
rep = "Agent"
external_id = "Call"
occurred_at = "Day"
time = "Time"
note = "Topic"
[[facts]]
metric = "calls"
[[facts]]
metric = "talk_minutes"
quantity = { column = "Talk", duration = "seconds" }
when = { column = "Talk", not_empty = true }
"""
HEADER = "Call,Agent,Day,Time,Talk,Topic\n"
FIRST = HEADER + "C1,rosa@example.org,2026-03-02,09:30,90,Price\n"
WIDE = """
kind = "activities"
[columns]
rep = "Agent"
occurred_at = "Day"
[metrics]
calls = "Calls"
emails = "Mails"
"""

pytestmark = pytest.mark.django_db


def totals_by_day() -> dict[tuple[str, date], Decimal]:
    rows = DailyTotal.objects.select_related("metric")
    return {(row.metric.slug, row.day): row.total for row in rows}


def test_a_call_becomes_its_facts_on_the_reps_own_day(tmp_path: Path, rep: User) -> None:
    User.objects.filter(pk=rep.pk).update(time_zone="America/New_York")

    totals, rejected = imported(text_file(tmp_path, FIRST), CALLS)

    assert counts(totals) == (2, 0, 0, 0)
    assert rejected == []
    call = Activity.objects.get(external_id="C1:calls")
    assert (call.rep, call.metric.slug, call.quantity) == (rep, "calls", Decimal(1))
    assert call.occurred_at == datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
    assert (call.day, call.note, call.source) == (date(2026, 3, 2), "Price", "test")
    assert Activity.objects.get(external_id="C1:talk_minutes").quantity == Decimal("1.5")


def test_facts_and_their_marks_come_together_and_add_up(tmp_path: Path, rep: User) -> None:
    imported(text_file(tmp_path, FIRST), CALLS)

    mark = StaleMark.objects.get()
    assert (mark.rep, mark.from_day, mark.to_day) == (rep, date(2026, 3, 2), date(2026, 3, 2))
    work_off()
    assert totals_by_day() == {
        ("calls", date(2026, 3, 2)): Decimal(1),
        ("talk_minutes", date(2026, 3, 2)): Decimal("1.5"),
    }


def test_the_same_file_again_changes_nothing(tmp_path: Path, rep: User) -> None:
    path = text_file(tmp_path, FIRST)
    imported(path, CALLS)
    work_off()

    totals, _ = imported(path, CALLS)

    assert counts(totals) == (0, 0, 2, 0)
    assert not StaleMark.objects.exists()
    assert not Activity.history.exists()


def test_a_corrected_file_updates_and_the_former_values_stay(tmp_path: Path, rep: User) -> None:
    imported(text_file(tmp_path, FIRST), CALLS)
    work_off()
    corrected = FIRST.replace("2026-03-02", "2026-03-03").replace(",90,", ",120,")

    totals, _ = imported(text_file(tmp_path, corrected), CALLS)
    work_off()

    assert counts(totals) == (0, 2, 0, 0)
    assert totals_by_day() == {
        ("calls", date(2026, 3, 3)): Decimal(1),
        ("talk_minutes", date(2026, 3, 3)): Decimal(2),
    }
    talk = Activity.objects.get(external_id="C1:talk_minutes")
    assert [past.quantity for past in talk.history.order_by("history_id")] == [
        Decimal("1.5"),
        Decimal(2),
    ]
    assert talk.history.latest().history_change_reason == "import"


def test_the_former_values_stay_with_who_entered_them_and_when(tmp_path: Path, rep: User) -> None:
    imported(text_file(tmp_path, FIRST), CALLS)
    Activity.objects.update(entered_by=rep, entered_at=NOW)

    imported(text_file(tmp_path, FIRST.replace(",90,", ",120,")), CALLS)

    former, present = Activity.history.order_by("history_id")
    assert (former.history_type, former.history_user, former.history_date) == ("+", rep, NOW)
    assert (present.history_type, present.history_user) == ("~", None)
    assert present.history_date > NOW


def test_a_withdrawn_fact_is_not_brought_back(tmp_path: Path, rep: User) -> None:
    imported(text_file(tmp_path, FIRST), CALLS)
    Activity.objects.update(withdrawn_at=NOW)

    totals, _ = imported(text_file(tmp_path, FIRST.replace(",90,", ",120,")), CALLS)

    assert counts(totals) == (0, 0, 2, 0)
    assert not Activity.objects.standing().exists()


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("C2,nobody,2026-03-02,9:00,,", "Agent", "nobody has the e-mail, external id or name"),
        ("C2,Twin,2026-03-02,9:00,,", "Agent", "several people are called 'Twin'"),
        ("C2,Rosa Rep,2026-03-11,9:00,,", "Day", "2026-03-11 has not come yet."),
        ("C2,Rosa Rep,2019-12-31,9:00,,", "Day", "was not employed on 2019-12-31."),
        (f"{'C' * 200},Rosa Rep,2026-03-02,9:00,,", "Call", "longer than 200 characters"),
    ],
)
def test_a_row_that_may_not_be_logged_is_rejected_alone(
    tmp_path: Path, rep: User, row: str, column: str, reason: str
) -> None:
    RepFactory(name="Twin")
    RepFactory(name="twin ")

    totals, [rejected] = imported(text_file(tmp_path, f"{FIRST}{row}\n"), CALLS)

    assert counts(totals) == (2, 0, 0, 1)
    assert (rejected.line, rejected.column) == (3, column)
    assert reason in rejected.reason
    assert rejected.cells["Day"] == row.split(",")[2]


def test_one_refused_fact_rejects_its_whole_row(tmp_path: Path, rep: User) -> None:
    Metric.objects.filter(slug="talk_minutes").update(is_active=False)
    silent = "C2,Rosa Rep,2026-03-02,9:00,,\n"

    totals, [rejected] = imported(text_file(tmp_path, FIRST + silent), CALLS)

    assert counts(totals) == (1, 0, 0, 1)
    assert rejected.line == 2
    assert "switched off" in rejected.reason
    assert list(Activity.objects.values_list("external_id", flat=True)) == ["C2:calls"]


def test_a_metric_that_nobody_knows_is_rejected(tmp_path: Path, rep: User) -> None:
    mapping = CALLS.replace('"calls"', '"dials"')

    _, [rejected] = imported(text_file(tmp_path, FIRST), mapping)

    assert rejected.reason == "there is no metric 'dials'"


def test_wide_sheets_make_no_fact_of_zero_but_correct_to_it(tmp_path: Path, rep: User) -> None:
    header = "Agent,Day,Calls,Mails\n"
    first, _ = imported(text_file(tmp_path, header + "Rosa Rep,2026-03-02,5,0\n"), WIDE)
    again, _ = imported(text_file(tmp_path, header + "Rosa Rep,2026-03-02,0,0\n"), WIDE)
    work_off()

    assert counts(first) == (1, 0, 1, 0)
    assert counts(again) == (0, 1, 1, 0)
    assert totals_by_day() == {("calls", date(2026, 3, 2)): Decimal(0)}


def test_newcomers_are_made_only_when_asked_and_only_for_good_rows(tmp_path: Path) -> None:
    path = text_file(
        tmp_path,
        HEADER + "C1,New Name,2026-03-02,9:00,,\nC2,new name,2026-03-03,9:00,,\n"
        "C3,Late Comer,2027-01-01,9:00,,\nC4,a@b.example,2026-03-02,9:00,,\n",
    )

    totals, rejected = imported(path, CALLS, create_reps=True)

    assert counts(totals) == (3, 0, 0, 1)
    assert totals.new_people == 2
    assert [row.line for row in rejected] == [4]
    people = User.objects.order_by("email").values_list("email", "name", "role")
    assert list(people) == [
        ("a@b.example", "a", "rep"),
        ("new-name@import.invalid", "New Name", "rep"),
    ]
    assert not any(person.has_usable_password() for person in User.objects.all())


def test_a_dry_run_says_what_would_happen_and_stores_nothing(tmp_path: Path) -> None:
    path = text_file(tmp_path, FIRST + "C2,New Name,2026-03-02,9:00,,\n")

    totals, rejected = imported(path, CALLS, create_reps=True, dry_run=True)

    assert counts(totals) == (3, 0, 0, 0)
    assert totals.new_people == 2
    assert rejected == []
    assert not Activity.objects.exists()
    assert not User.objects.exists()
    assert not StaleMark.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_rows(
    tmp_path: Path, rep: User, organisation: Organisation
) -> None:
    def text(rows: int, batch: str, talk: int = 60) -> str:
        row = "{batch}{n},Rosa Rep,2026-03-02,9:00,{talk},\n"
        return HEADER + "".join(row.format(batch=batch, n=n, talk=talk) for n in range(rows))

    assert queries(text_file(tmp_path, text(2, "A")), CALLS) == queries(
        text_file(tmp_path, text(30, "B")), CALLS
    )
    assert queries(text_file(tmp_path, text(2, "A", talk=90)), CALLS) == queries(
        text_file(tmp_path, text(30, "B", talk=90)), CALLS
    )


def test_a_long_note_is_cut(tmp_path: Path, rep: User) -> None:
    imported(text_file(tmp_path, FIRST.replace("Price", "x" * 900)), CALLS)

    note = Activity.objects.get(external_id="C1:calls").note
    assert (len(note), note[-1]) == (500, "…")
