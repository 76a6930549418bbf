"""`python manage.py backup FILE`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actions.backups.whole import write_backup
from accounts.actions.refusals import Refused


class Command(BaseCommand):
    help = (
        "Write everything that is stored to a new file, while people go on working."
        " Example: python manage.py backup /var/backups/repscore-2026-11-21.backup"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that does not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = write_backup(path=options["file"])
        except Refused as refused:
            raise CommandError(refused.message) from refused
        for table, count in rows.items():
            self.stdout.write(f"{table}: {count:,}")
        self.stdout.write(f"Wrote {sum(rows.values()):,} rows to {options['file']}.")
