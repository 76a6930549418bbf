"""`python manage.py recompute [--from DAY] [--to DAY] [--rep EMAIL] [--processes N] [--check]`."""

import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from accounts.models import StaleMark, User
from scorecards.actions.recompute import REPS_A_BATCH, mark_everything, work_off_marks
from scorecards.queries.rebuilt import differences, first_fact_day

_REPS_AT_ONCE = 100


class Command(BaseCommand):
    help = (
        "Rebuild daily totals and scores from the facts, or with --check only compare."
        " Example: python manage.py recompute --from 2026-01-01 --rep ada@example.com"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        day = date.fromisoformat
        parser.add_argument("--from", dest="first", type=day, help="first day (default: all)")
        parser.add_argument("--to", dest="last", type=day, help="last day (default: today)")
        parser.add_argument("--rep", help="one rep's e-mail (default: everybody)")
        parser.add_argument(
            "--processes", type=int, default=1, help="share the work among so many (PostgreSQL)"
        )
        parser.add_argument("--batch", type=int, help="people in one transaction")
        parser.add_argument(
            "--marked", action="store_true", help="work off what is marked already, nothing else"
        )
        parser.add_argument(
            "--check", action="store_true", help="change nothing; print differences, exit 1 if any"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["marked"]:
            work_off_marks(now=now, reps_a_batch=options["batch"])
            return
        people = _people(options["rep"])
        first = options["first"] or first_fact_day() or now.date()
        days = first, options["last"] or now.date()
        if options["check"]:
            self._check(people, days, now)
            return
        mark_everything(people, days=days)
        _work_off(now, processes=options["processes"], batch=options["batch"] or _batch(people))
        self.stdout.write(f"Recomputed {len(people)} reps, {days[0]} to {days[1]}.")

    def _check(self, people: Sequence[User], days: tuple[date, date], now: datetime) -> None:
        if waiting := StaleMark.objects.count():
            self.stdout.write(f"{waiting} stale marks wait for a worker: differences are expected.")
        found = 0
        for difference in _all_differences(people, days, now):
            self.stdout.write(difference)
            found += 1
        if found:
            raise CommandError(f"{found} differences between stored and rebuilt.", returncode=1)
        self.stdout.write(f"Stored = rebuilt for {len(people)} reps, {days[0]} to {days[1]}.")


def _batch(people: Sequence[User]) -> int:
    """So few that several processes end at about the same time."""
    return min(REPS_A_BATCH[connection.vendor], max(10, len(people) // 20))


def _work_off(now: datetime, *, processes: int, batch: int) -> None:
    """With others like this one: each batch takes people whom no other has taken."""
    if processes > 1 and connection.vendor == "sqlite":
        raise CommandError("SQLite lets only one process write: leave out --processes.")
    command = [sys.executable, "manage.py", "recompute", "--marked", "--batch", str(batch)]
    others = [
        subprocess.Popen(command, cwd=settings.BASE_DIR)  # noqa: S603 – our own words
        for _ in range(processes - 1)
    ]
    work_off_marks(now=now, reps_a_batch=batch)
    if [code for other in others if (code := other.wait())]:
        raise CommandError("Another process failed; what it left is marked: run it again.")


def _people(email: str | None) -> list[User]:
    people = User.objects.order_by("pk")
    if email is None:
        return list(people)
    found = list(people.filter(email__iexact=email))
    if not found:
        raise CommandError(f"Nobody has the e-mail {email}.")
    return found


def _all_differences(
    people: Sequence[User], days: tuple[date, date], now: datetime
) -> Iterator[str]:
    for start in range(0, len(people), _REPS_AT_ONCE):
        yield from differences(people[start : start + _REPS_AT_ONCE], days=days, now=now)
