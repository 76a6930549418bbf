"""The quota sheet of a team of 300 people and twelve months: open, save a full paste, publish.

    DATABASE_URL=postgresql://postgres@127.0.0.1/bench python bench/quota_sheet.py [--reps 300]

The database must exist and be empty; without DATABASE_URL a new SQLite file is made in VAR_DIR.
Pages are asked for as a browser does, by an admin; medians of CPU and of wall time. Each run
pastes other amounts into every cell, saves them and publishes them.
"""

import argparse
import json
import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from static_files import collect  # noqa: E402

from accounts.models import Calendar, Membership, Role, Team, User  # noqa: E402
from scorecards.actions.quota_drafts import publish_draft  # noqa: E402
from scorecards.models import Metric, Quota  # noqa: E402
from scorecards.periods import PeriodKind, PeriodRules, period_containing  # noqa: E402
from scorecards.queries.quotas.book import Sheet  # noqa: E402

TODAY = timezone.now().date()
NEW_YEAR = date(TODAY.year, 1, 1)
MONTHS = 12
Returned = TypeVar("Returned")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=300)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    collect()
    if User.objects.exists():
        raise SystemExit("The database is not empty.")
    team = add_team(asked.reps)
    print(f"{asked.reps} reps × {MONTHS} months, {connection.vendor}")
    measure_sheet(team, runs=asked.runs)


def add_team(reps: int) -> Team:
    Calendar.default()
    team = Team.objects.create(name="Sheet")
    people = [
        User(email=f"q{n}@bench.test", name=f"Rep {n}", joined_on=NEW_YEAR) for n in range(reps)
    ]
    stored = User.objects.bulk_create(people, batch_size=1000)
    Membership.objects.bulk_create(
        (Membership(user=rep, team=team, starts_on=NEW_YEAR) for rep in stored), batch_size=1000
    )
    return team


def measure_sheet(team: Team, *, runs: int) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    admin = User.objects.create_user("admin@bench.test", name="A", role=Role.ADMIN)
    client = Client()
    client.force_login(admin)
    year = period_containing(day=TODAY, kind=PeriodKind.YEAR, rules=PeriodRules())
    sheet = Sheet(team, Metric.objects.get(slug="revenue"), year)
    address = "/setup/quotas/{}/{}/{}/".format(*sheet.address)
    figures: dict[str, list[tuple[float, float]]] = {}
    for run in range(runs):
        pasted = paste(team, amount=1_000 + run)
        shown = timed(figures, "open, filled as published", lambda: opened(client, address))
        pasted["stamp"] = stamp_in(shown)
        timed(figures, "save a paste into every cell", partial(saved, client, address, pasted))
        draft = timed(figures, "open with the draft", lambda: opened(client, address))
        timed(figures, "look at the publication", lambda: opened(client, f"{address}preview/"))
        publish = partial(
            publish_draft, sheet=sheet, starts_on=NEW_YEAR, note="", expected=stamp_in(draft)
        )
        publish = partial(publish, by=admin, now=timezone.now())
        timed(figures, "publish every cell", publish)
    for name, found in figures.items():
        cpu, wall = (1000 * statistics.median(column) for column in zip(*found, strict=True))
        print(f"{name:<40}{cpu:8.0f} ms CPU{wall:8.0f} ms wall")
    print(f"{Quota.objects.count():,} quotas published")


def paste(team: Team, *, amount: int) -> dict[str, str]:
    """As a browser with a script sends it: the cells in one field."""
    people = Membership.objects.filter(team=team).values_list("user_id", flat=True)
    row = [str(amount + 10 * month) for month in range(MONTHS)]
    cells = json.dumps({f"rep-{rep}": row for rep in people})
    return {"cells": cells, "spread": "equal", "ramp": "25, 50, 75", "growth": "", "do": "save"}


def opened(client: Client, address: str) -> str:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}: the figures mean nothing.")
    return response.content.decode()


def saved(client: Client, address: str, pasted: dict[str, str]) -> None:
    response = client.post(address, pasted)
    if response.status_code != 302:
        raise SystemExit(f"Saving answered {response.status_code}: the figures mean nothing.")


def stamp_in(shown: str) -> str:
    found = re.search(r'name="stamp" value="(\w+)"', shown)
    if found is None:
        raise SystemExit("The sheet has no stamp: the figures mean nothing.")
    return found[1]


def timed(
    figures: dict[str, list[tuple[float, float]]], name: str, work: Callable[[], Returned]
) -> Returned:
    started, busy = time.perf_counter(), time.process_time()
    done = work()
    took = time.process_time() - busy, time.perf_counter() - started
    figures.setdefault(name, []).append(took)
    return done


if __name__ == "__main__":
    main()
