"""Two people import the same file at the same moment: each row is stored once."""

from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.models import Organisation
from scorecards.ingest.outcomes import Totals
from scorecards.models import Activity, Opportunity
from tests.factories import MetricFactory, RepFactory
from tests.scorecards.ingest.imports import imported
from tests.scorecards.parsing.files import text_file

CALLS = """
kind = "activities"
[columns]
rep = "Agent"
external_id = "Call"
occurred_at = "Day"
[[facts]]
metric = "calls"
quantity = { column = "Number" }
"""
DEALS = """
kind = "opportunities"
[columns]
external_id = "Call"
rep = "Agent"
status = "Number"
[statuses]
open = ["7", "8"]
"""


@pytest.fixture
def people(transactional_db: None) -> None:
    # Tests with transactions of their own leave an empty database to the next.
    MetricFactory(slug="calls")
    Organisation.current()
    RepFactory(name="Rosa Rep")


@pytest.mark.parametrize(("mapping", "model"), [(CALLS, Activity), (DEALS, Opportunity)])
def test_each_row_is_stored_once(
    tmp_path: Path, people: None, mapping: str, model: type[Activity | Opportunity]
) -> None:
    rows = [f"C{number},Rosa Rep,2026-03-02,{{}}\n" for number in range(1100)]
    forwards, backwards = tmp_path / "a", tmp_path / "b"
    forwards.mkdir()
    backwards.mkdir()
    text = "Call,Agent,Day,Number\n" + "".join(rows)
    other = "Call,Agent,Day,Number\n" + "".join(reversed(rows))
    files = [
        text_file(forwards, text.replace("{}", "7")),
        text_file(backwards, other.replace("{}", "8")),
    ]
    together = Barrier(2)
    done: list[Totals] = []

    def run(path: Path) -> None:
        together.wait()
        try:
            done.append(imported(path, mapping)[0])
        finally:
            connection.close()

    threads = [Thread(target=run, args=[path]) for path in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [(t.created + t.updated + t.unchanged, t.rejected) for t in done] == [(1100, 0)] * 2
    assert sum(totals.created for totals in done) == 1100
    assert model.objects.count() == 1100
