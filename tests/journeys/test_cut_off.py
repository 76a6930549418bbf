"""A request that breaks off in the middle, half a file, and both once more: nothing doubled,
nothing half."""

import csv
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import StaleMark, User
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Activity
from tests.factories import AdminFactory
from tests.journeys.facts import assert_stored_is_rebuilt
from tests.journeys.installation import Installation, wait_until
from tests.journeys.visitor import Visitor

ROWS = 40

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_request_cut_off_in_the_middle_stores_nothing_and_sent_again_all_of_it_once(
    reps: list[User], embedded: Installation
) -> None:
    embedded.web()
    visitor = Visitor(embedded.port, AdminFactory())
    facts = _facts(reps)
    with socket.create_connection(("127.0.0.1", embedded.port)) as line:
        whole = visitor.written_facts(facts)
        line.sendall(whole[: len(whole) * 2 // 3])
    wait_until(lambda: visitor.get("/healthz")[0] == 200)
    assert not Activity.objects.exists()
    assert not StaleMark.objects.exists()

    first, second = visitor.post_facts(facts), visitor.post_facts(facts)

    assert (first["created"], first["rejected"]) == (ROWS, [])
    assert (second["created"], second["unchanged"]) == (0, ROWS)
    work_off_marks(now=timezone.now())
    assert_stored_is_rebuilt(calls=ROWS)


def test_half_a_file_stores_its_whole_rows_and_the_whole_file_adds_the_rest_once(
    reps: list[User], embedded: Installation, tmp_path: Path
) -> None:
    whole, half = tmp_path / "whole.csv", tmp_path / "half.csv"
    facts = _facts(reps)
    with whole.open("w", newline="") as file:
        rows = csv.DictWriter(file, facts[0])
        rows.writeheader()
        rows.writerows(facts)
    text = whole.read_text()
    half.write_text(text[: text.index("call-20,") + len("call-20,ros")])  # in the middle of a word

    code, printed = embedded.run("import_file", "activities", str(half))

    assert "created 20, updated 0, unchanged 0, rejected 1" in printed, code
    work_off_marks(now=timezone.now())
    assert_stored_is_rebuilt(calls=20)
    code, printed = embedded.run("import_file", "activities", str(whole))
    assert (code, printed) == (0, "created 20, updated 0, unchanged 20, rejected 0\n")
    work_off_marks(now=timezone.now())
    assert_stored_is_rebuilt(calls=ROWS)


def _facts(reps: list[User]) -> list[dict[str, Any]]:
    yesterday = timezone.now() - timedelta(days=1)
    return [
        {
            "external_id": f"call-{number}",
            "rep": reps[number % len(reps)].email,
            "metric": "calls",
            "quantity": 1,
            "occurred_at": yesterday.isoformat(timespec="seconds"),
        }
        for number in range(ROWS)
    ]
