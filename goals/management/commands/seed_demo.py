"""`python manage.py seed_demo --reps 60 --days 365 --seed 7`: a demo organisation."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.queries.people import DEMO_DOMAIN, DEMO_ORDER, DEMO_PASSWORD
from goals.ingest.demo.goals import add_goals
from goals.ingest.demo.plans import add_plan
from goals.ingest.demo.setting import setting_of
from scorecards.actions.recompute import work_off_marks
from scorecards.ingest.demo.closings import add_closings
from scorecards.ingest.demo.organisation import add_demo


class Command(BaseCommand):
    help = (
        "Load a deterministic demo organisation: people, scorecards, quotas, a year of facts,"
        " goals and a plan."
        " Example: python manage.py seed_demo --reps 60 --days 365"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reps", type=int, default=60, help="how many reps (default 60)")
        parser.add_argument("--days", type=int, default=365, help="days of history (default 365)")
        parser.add_argument("--seed", type=int, default=7, help="another number, another company")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there are people already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["reps"] < 1 or options["days"] < 1:
            raise CommandError("--reps and --days must be at least 1.")
        if User.objects.exists():
            if not options["if_empty"]:
                raise CommandError("There are people already: the demo needs an empty database.")
            self._print_logins()
            return
        self._load(options)
        self._print_logins()

    def _load(self, options: dict[str, Any]) -> None:
        now = timezone.now()
        self.stdout.write(f"Loading a demo organisation of {options['reps']} reps …")
        first_day = now.date() - timedelta(days=options["days"])
        with transaction.atomic():
            counts = add_demo(
                reps=options["reps"], first_day=first_day, seed=options["seed"], now=now
            )
            setting = setting_of(now)
            add_goals(setting)
            add_plan(setting)
        self.stdout.write(f"{counts.activities:,} activities, {counts.opportunities:,} deals")
        self.stdout.write("Computing the scores …")
        work_off_marks(now=now)
        with transaction.atomic():
            add_closings(now=now)
        work_off_marks(now=now)

    def _print_logins(self) -> None:
        emails = [f"{login}@{DEMO_DOMAIN}" for login in DEMO_ORDER]
        found = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
        if found:
            logins = ", ".join(email for email in emails if email in found)
            self.stdout.write(f"Demo logins: {logins}; password: {DEMO_PASSWORD}")
