"""`python manage.py restore FILE [--replace]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.actions.backups.whole import restore_backup
from accounts.actions.refusals import Refused


class Command(BaseCommand):
    help = (
        "Put everything back as it was in a file that `backup` wrote, or change nothing."
        " Stop web, worker and timetable before."
        " Example: python manage.py restore /var/backups/repscore-2026-11-21.backup"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what `backup` wrote")
        parser.add_argument(
            "--replace", action="store_true", help="lose what is stored now, people included"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restored = restore_backup(path=options["file"], replace=options["replace"])
        except Refused as refused:
            raise CommandError(refused.message) from refused
        for table, count in restored.rows.items():
            self.stdout.write(f"{table}: {count:,}")
        self.stdout.write(f"Restored {sum(restored.rows.values()):,} rows from {options['file']}.")
        if restored.older:
            self.stdout.write("The backup is of an older version: migrating …")
            call_command("migrate", verbosity=0)
