"""An import is killed half way and run again; a file is imported twice: each row counts once."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from accounts.models import StaleMark, User
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Activity
from tests.journeys.facts import assert_stored_is_rebuilt
from tests.journeys.installation import Installation, Step

BATCH = 20_000 if connection.vendor == "postgresql" else 1000
ROWS = BATCH + 1500
# Its facts are inserted, what says that they must be counted is not.
IN_THE_SECOND_BATCH = Step("before", "scorecards.ingest.facts.mark_days", 2)


def call_log(path: Path, reps: list[User]) -> Path:
    """A row a call, over the last twenty days."""
    today = timezone.now().date()
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["external_id", "rep", "metric", "quantity", "occurred_at"])
        for number in range(ROWS):
            rep, day = reps[number % len(reps)], today - timedelta(days=1 + number % 20)
            rows.writerow([f"call-{number}", rep.email, "calls", 1, f"{day}T12:00:00Z"])
    return path


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_half_way_and_run_again_stores_every_row_once(
    reps: list[User], embedded: Installation, tmp_path: Path
) -> None:
    words = ("import_file", "activities", str(call_log(tmp_path / "calls.csv", reps)))
    first = embedded.command(words, IN_THE_SECOND_BATCH)
    first.wait_until_halted()
    first.kill()
    whole_batches = Activity.objects.aggregate(sum=Sum("quantity"))["sum"]
    assert whole_batches == BATCH
    assert set(StaleMark.objects.values_list("rep", flat=True)) == {rep.pk for rep in reps}
    work_off_marks(now=timezone.now())
    assert_stored_is_rebuilt(calls=BATCH)

    second = embedded.run(*words)

    assert second == (0, f"created 1,500, updated 0, unchanged {BATCH:,}, rejected 0\n")
    work_off_marks(now=timezone.now())
    assert_stored_is_rebuilt(calls=ROWS)
    third = embedded.run(*words)
    assert third == (0, f"created 0, updated 0, unchanged {ROWS:,}, rejected 0\n")
    assert not StaleMark.objects.exists()
    assert_stored_is_rebuilt(calls=ROWS)
