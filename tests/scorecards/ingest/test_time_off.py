from datetime import date
from pathlib import Path

import pytest

from accounts.models import StaleMark, TimeOff, User
from tests.scorecards.ingest.imports import counts, imported
from tests.scorecards.parsing.files import text_file

MAPPING = """
kind = "time_off"
[columns]
rep = "Who"
starts_on = "From"
ends_on = "To"
half_days = "Half"
reason = "Why"
"""
HEADER = "Who,From,To,Half,Why\n"
WEEK = HEADER + "Rosa Rep,2026-03-02,2026-03-06,,Holiday\n"

pytestmark = pytest.mark.django_db


def test_days_away_are_stored_and_their_scores_marked(tmp_path: Path, rep: User) -> None:
    totals, _ = imported(text_file(tmp_path, WEEK), MAPPING)

    assert counts(totals) == (1, 0, 0, 0)
    off = TimeOff.objects.get()
    assert (off.user, off.starts_on, off.ends_on) == (rep, date(2026, 3, 2), date(2026, 3, 6))
    assert (off.half_days, off.reason) == (False, "Holiday")
    mark = StaleMark.objects.get()
    assert (mark.rep, mark.from_day, mark.to_day) == (rep, off.starts_on, off.ends_on)


def test_the_same_file_again_changes_nothing(tmp_path: Path, rep: User) -> None:
    imported(text_file(tmp_path, WEEK), MAPPING)
    StaleMark.objects.all().delete()

    totals, _ = imported(text_file(tmp_path, WEEK), MAPPING)

    assert counts(totals) == (0, 0, 1, 0)
    assert not StaleMark.objects.exists()


def test_a_corrected_file_updates_and_keeps_what_was(tmp_path: Path, rep: User) -> None:
    imported(text_file(tmp_path, WEEK), MAPPING)

    totals, _ = imported(text_file(tmp_path, WEEK.replace("Holiday", "Sick")), MAPPING)

    assert counts(totals) == (0, 1, 0, 0)
    history = TimeOff.objects.get().history.order_by("history_id")
    assert [past.reason for past in history] == ["Holiday", "Sick"]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("Nobody,2026-03-02,,,", "Who", "nobody has the e-mail, external id or name 'Nobody'"),
        ("Rosa Rep,2026-03-06,,,", "From", "away from 2026-03-02 to 2026-03-06 already"),
        ("Rosa Rep,2026-03-02,2026-03-06,,", "From", "away from 2026-03-02 to 2026-03-06 already"),
        (f"Rosa Rep,2026-04-01,,,{'x' * 121}", "Why", "longer than 120 characters"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_alone(
    tmp_path: Path, rep: User, row: str, column: str, reason: str
) -> None:
    totals, [rejected] = imported(text_file(tmp_path, f"{WEEK}{row}\n"), MAPPING, create_reps=True)

    assert counts(totals) == (1, 0, 0, 1)
    assert (rejected.line, rejected.column, rejected.reason) == (3, column, reason)
    assert User.objects.count() == 1


def test_two_half_days_may_share_a_day(tmp_path: Path, rep: User) -> None:
    rows = "Rosa Rep,2026-03-02,2026-03-03,yes,\nRosa Rep,2026-03-03,2026-03-04,yes,\n"

    totals, _ = imported(text_file(tmp_path, HEADER + rows), MAPPING)

    assert counts(totals) == (2, 0, 0, 0)
