"""Files imported the way the command does it, without the command."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from scorecards.actions.recompute import work_off_marks
from scorecards.ingest.context import Import
from scorecards.ingest.files import import_rows
from scorecards.ingest.outcomes import Totals
from scorecards.parsing.mapping_files import read_mapping
from scorecards.parsing.rows import RejectedRow
from scorecards.parsing.sheets import open_sheet
from scorecards.parsing.survey import survey

NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)


def imported(
    path: Path,
    mapping: str,
    *,
    now: datetime = NOW,
    create_reps: bool = False,
    dry_run: bool = False,
    source: str = "test",
    on_batch: Callable[[Totals], None] = lambda _totals: None,
) -> tuple[Totals, list[RejectedRow]]:
    read = read_mapping(mapping)
    sheet = open_sheet(path, read.file)
    surveyed = survey(sheet, read)
    assert surveyed.questions == ()
    run = Import(
        plan=surveyed.plan, source=source, now=now, create_reps=create_reps, dry_run=dry_run
    )
    rejected: list[RejectedRow] = []
    totals = import_rows(sheet=sheet, run=run, on_batch=on_batch, on_rejected=rejected.append)
    return totals, rejected


def counts(totals: Totals) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, rejected."""
    return totals.created, totals.updated, totals.unchanged, totals.rejected


def queries(path: Path, mapping: str) -> int:
    """How many statements the import took; no row is rejected."""
    with CaptureQueriesContext(connection) as captured:
        totals, _ = imported(path, mapping)
    assert totals.rejected == 0
    return len(captured)


def work_off() -> None:
    work_off_marks(now=NOW)
