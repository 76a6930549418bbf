"""`python manage.py import_file opportunities deals.csv --map docs/mappings/crm.toml`"""

import sys
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from accounts.tasks import recompute_soon
from scorecards.ingest.context import Import
from scorecards.ingest.files import KINDS, import_rows
from scorecards.ingest.outcomes import Totals
from scorecards.ingest.rejects import rejects_file
from scorecards.management.progress import Progress
from scorecards.models import Metric
from scorecards.parsing.guesses import guess_mapping
from scorecards.parsing.mapping import Mapping
from scorecards.parsing.mapping_files import load_mapping
from scorecards.parsing.rows import FileError, FileOptions
from scorecards.parsing.sheets import Sheet, open_sheet
from scorecards.parsing.survey import Survey, survey
from scorecards.parsing.toml_values import MappingError

_SOME_REJECTED = 3
_SECONDS_BETWEEN_RECOMPUTES = 5
_DEFAULT_SOURCE = "import"


class Command(BaseCommand):
    help = (
        "Import a CSV, TSV, pipe- or semicolon-separated file or an XLSX workbook.\n\n"
        "  python manage.py import_file people team.csv\n"
        "  python manage.py import_file opportunities deals.csv --map crm.toml --dry-run\n"
        "  python manage.py import_file quotas plan.xlsx --metric revenue --year FY2026\n\n"
        "The same file again changes nothing; a corrected one updates. Rejected rows go to\n"
        "FILE.rejected.csv. Exit code 0: all rows taken; 3: some rejected; 1: nothing stored.\n"
        "docs/importing.md explains mappings."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=KINDS, help="what a row is about")
        parser.add_argument("file", type=Path)
        parser.add_argument("--map", type=Path, help="a mapping in TOML (default: guessed)")
        parser.add_argument(
            "--source", help=f"where the ids come from (default: the mapping's, {_DEFAULT_SOURCE})"
        )
        parser.add_argument("--dry-run", action="store_true", help="check all, store nothing")
        parser.add_argument(
            "--create-reps", action="store_true", help="make the people whom nobody knows"
        )
        parser.add_argument("--rejects", type=Path, help="where rejected rows go")
        quotas = parser.add_argument_group("quotas, where a row does not say it")
        quotas.add_argument("--metric", help="short name of the metric, such as revenue")
        quotas.add_argument("--year", help="of months without one: 2026, FY2026")
        quotas.add_argument(
            "--starts-on", help="the day from which they hold (default: the month's first)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            mapping, sheet = _opened(options)
            surveyed = self._surveyed(sheet, mapping)
            totals, rejects = self._stored(sheet, surveyed, options, now)
        except (FileError, MappingError) as error:
            raise CommandError(f"{options['file'].name}: {error}") from error
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written: {error.strerror}") from error
        self._report(totals, rejects, dry_run=options["dry_run"])
        if totals.rejected:
            sys.exit(_SOME_REJECTED)

    def _surveyed(self, sheet: Sheet, mapping: Mapping) -> Survey:
        surveyed = survey(sheet, mapping)
        if surveyed.questions:
            raise CommandError("\n".join(map(str, surveyed.questions)))
        self.stderr.write(f"{sheet.layout}, {surveyed.rows:,} rows")
        if sheet.is_open_ended:
            self.stderr.write(
                "the last line has no end: if the file was cut off, import the whole one afterwards"
            )
        if surveyed.unused:
            self.stderr.write(f"columns not used: {', '.join(surveyed.unused)}")
        return surveyed

    def _stored(
        self, sheet: Sheet, surveyed: Survey, options: dict[str, Any], now: datetime
    ) -> tuple[Totals, Path]:
        run = Import(
            plan=surveyed.plan,
            source=options["source"] or surveyed.plan.mapping.source or _DEFAULT_SOURCE,
            now=now,
            create_reps=options["create_reps"],
            dry_run=options["dry_run"],
        )
        progress = Progress(sys.stderr, total=surveyed.rows, clock=time.monotonic)
        woken, stored = time.monotonic(), 0

        def on_batch(totals: Totals) -> None:
            nonlocal woken, stored
            stored = totals.rows
            progress.show(stored)
            if time.monotonic() - woken > _SECONDS_BETWEEN_RECOMPUTES and not run.dry_run:
                woken = time.monotonic()
                recompute_soon()

        path = options["rejects"] or options["file"].with_name(
            f"{options['file'].name}.rejected.csv"
        )
        try:
            with rejects_file(path, sheet.header) as rejects:
                totals = import_rows(
                    sheet=sheet, run=run, on_batch=on_batch, on_rejected=rejects.add
                )
        except (OperationalError, InterfaceError) as error:
            raise CommandError(_broken_off(stored, error)) from error
        progress.close()
        if not run.dry_run:
            recompute_soon()
        return totals, path

    def _report(self, totals: Totals, rejects: Path, *, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write("Dry run: nothing was stored.")
        self.stdout.write(
            f"created {totals.created:,}, updated {totals.updated:,}, "
            f"unchanged {totals.unchanged:,}, rejected {totals.rejected:,}"
        )
        if totals.new_people:
            self.stdout.write(f"people made: {totals.new_people:,}")
        if totals.rejected:
            self.stdout.write(f"rejected rows: {rejects}")


def _broken_off(stored: int, error: Exception) -> str:
    return (
        f"the database broke off after {stored:,} rows: {error}\n"
        "What came before is stored. Import the same file again: it goes on from there."
    )


def _opened(options: dict[str, Any]) -> tuple[Mapping, Sheet]:
    """Raises MappingError and FileError."""
    kind, path, mapping_path = options["kind"], options["file"], options["map"]
    constants = _constants(options) if kind == "quotas" else {}
    if mapping_path is None:
        sheet = open_sheet(path, FileOptions())
        slugs = Metric.objects.logged().values_list("slug", flat=True)
        return guess_mapping(sheet.header, kind, slugs, constants), sheet
    mapping = load_mapping(mapping_path, constants)
    if mapping.kind != kind:
        raise MappingError("kind", f"the mapping is for {mapping.kind}, not for {kind}")
    return mapping, open_sheet(path, mapping.file)


def _constants(options: dict[str, Any]) -> dict[str, str]:
    """Fields of quotas that the command line says for all rows."""
    stated = {name: options.get(name) for name in ("metric", "year", "starts_on")}
    return {name: value for name, value in stated.items() if value}
