"""The database ends the connection of an import half way: nothing is lost, nothing doubled."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from accounts.models import Organisation, StaleMark
from scorecards.ingest.outcomes import Totals
from scorecards.models import Activity
from tests.factories import MetricFactory, RepFactory
from tests.scorecards.ingest.imports import counts, imported
from tests.scorecards.parsing.files import text_file

ROWS, BATCH = 20_500, 20_000
CALLS = """
kind = "activities"
[columns]
rep = "Agent"
external_id = "Call"
occurred_at = "Day"
[[facts]]
metric = "calls"
"""


@pytest.fixture
def calls(transactional_db: None, tmp_path: Path) -> Path:
    """A file of more rows than one batch holds."""
    if connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL is not PostgreSQL's")
    MetricFactory(slug="calls")
    Organisation.current()
    RepFactory(name="Rosa Rep")
    rows = "".join(f"C{number},Rosa Rep,2026-03-02\n" for number in range(ROWS))
    return text_file(tmp_path, "Call,Agent,Day\n" + rows)


def end_own_connection() -> None:
    """As an administrator or a restarted server does, in the middle of the import's work."""
    other = connections.create_connection("default")
    try:
        pid = connection.connection.info.backend_pid
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    finally:
        other.close()


@pytest.mark.services
def test_the_batch_that_broke_off_is_stored_over_a_new_connection(calls: Path) -> None:
    def on_batch(totals: Totals) -> None:
        if totals.rows == BATCH:
            end_own_connection()

    totals, rejected = imported(calls, CALLS, on_batch=on_batch)

    assert (counts(totals), rejected) == ((ROWS, 0, 0, 0), [])
    assert Activity.objects.count() == ROWS
    assert StaleMark.objects.exists()


@pytest.mark.services
def test_a_database_that_stays_away_is_named_and_the_same_file_again_completes_it(
    calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = tmp_path / "calls.toml"
    mapping.write_text(CALLS)

    def run() -> None:
        call_command("import_file", "activities", calls, map=mapping)

    stored: list[str] = []

    def ending_after_the_first_batch(
        execute: Callable[..., Any], sql: str, *parameters: Any
    ) -> Any:
        if "INSERT INTO scorecards_activity" in sql:
            if stored:
                end_own_connection()
            stored.append(sql)
        return execute(sql, *parameters)

    with (
        connection.execute_wrapper(ending_after_the_first_batch),
        pytest.raises(CommandError, match=r"broke off after 20,000 rows(.|\n)*same file again"),
    ):
        run()
    assert Activity.objects.count() == BATCH
    run()
    assert capsys.readouterr().out == "created 500, updated 0, unchanged 20,000, rejected 0\n"
    assert Activity.objects.count() == ROWS
