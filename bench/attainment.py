"""The attainment pages of 10,000 reps in 1,000 teams with twelve months of quotas.

    DATABASE_URL=postgresql://postgres@127.0.0.1/bench python bench/attainment.py [--reps 10000]

The database must exist and be empty; without DATABASE_URL a new SQLite file is made in VAR_DIR.
Every fifth rep has time off, every tenth moved this year, every twentieth joined on a ramp.
Pages are asked for as a browser does, by a leader; medians of wall and of CPU time.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from static_files import collect  # noqa: E402

from accounts.models import Calendar, Membership, Role, Team, TimeOff, User  # noqa: E402
from scorecards.models import DailyTotal, Metric, Quota, QuotaChange  # noqa: E402

TODAY = timezone.now().date()
LONG_AGO = date(2020, 1, 1)
MONTHS = [date(TODAY.year, month, 1) for month in range(1, 13)]
TEAM_SIZE = 10
RAMP = ["0.25", "0.5", "0.75"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    collect()
    fill(asked.reps)
    print(f"{asked.reps:,} reps, {Quota.objects.count():,} quotas,", end=" ")
    print(f"{DailyTotal.objects.count():,} daily totals, {connection.vendor}")
    client = leader()
    team = Team.objects.get(name="Team 5").pk
    region = Team.objects.get(name="Region 5").pk
    rep = User.objects.get(email="r17@bench.test").pk
    addresses = {
        "the company, this month": "/attainment/",
        "the company, this year": f"/attainment/?period={TODAY.year}",
        "all its reps as a file": "/attainment/reps.csv",
        "a tenth of it": f"/attainment/{region}/",
        "a team of ten": f"/attainment/{team}/",
        "a rep": f"/reps/{rep}/attainment/",
    }
    for name, address in addresses.items():
        measure(name, partial(opened, client, address), asked.runs)


def fill(reps: int) -> None:
    if User.objects.exists():
        raise SystemExit("The database is not empty.")
    Calendar.default()
    metric = Metric.objects.get(slug="revenue")
    teams = add_teams(max(reps // TEAM_SIZE, 10))
    stored(
        User(email=f"r{n}@bench.test", name=f"Rep {n}", joined_on=joined(n)) for n in range(reps)
    )
    people = list(User.objects.order_by("pk"))
    add_stays(people, teams)
    stored(
        TimeOff(user=rep, starts_on=MONTHS[7], ends_on=MONTHS[7] + timedelta(days=11))
        for rep in people[::5]
    )
    add_quotas(people, metric)
    add_totals(people, metric)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def add_teams(count: int) -> list[Team]:
    """The teams of the reps, under ten regions, under one team for all."""
    top = Team.objects.create(name="Everybody")
    regions = [Team.objects.create(name=f"Region {n}", parent=top) for n in range(10)]
    stored(Team(name=f"Team {n}", parent=regions[n % 10]) for n in range(count))
    return list(Team.objects.without_tree_fields().filter(name__startswith="Team").order_by("pk"))


def joined(number: int) -> date:
    return TODAY - timedelta(days=45) if number % 20 == 19 else LONG_AGO


def add_stays(people: list[User], teams: list[Team]) -> None:
    moved, stays = MONTHS[2] + timedelta(days=9), []
    for n, rep in enumerate(people):
        team, other = teams[n % len(teams)], teams[(n + 1) % len(teams)]
        moves = n % 10 == 3
        last = moved - timedelta(days=1) if moves else None
        stays.append(Membership(user=rep, team=team, starts_on=joined(n), ends_on=last))
        if moves:
            stays.append(Membership(user=rep, team=other, starts_on=moved))
    stored(stays)


def add_quotas(people: list[User], metric: Metric) -> None:
    change = QuotaChange.objects.create(
        metric=metric,
        year_starts_on=MONTHS[0],
        origin=QuotaChange.Origin.API,
        starts_on=MONTHS[0],
        published_at=timezone.now(),
    )
    stored(
        Quota(
            rep=rep,
            metric=metric,
            month=month,
            amount=Decimal(8_000 + 100 * (n % 40)),
            ramp=RAMP if n % 20 == 19 else [],
            starts_on=month,
            change=change,
        )
        for n, rep in enumerate(people)
        for month in MONTHS
    )


def add_totals(people: list[User], metric: Metric) -> None:
    """About three days with a deal a month, for the last twelve months."""
    stored(
        DailyTotal(
            rep=rep,
            metric=metric,
            day=TODAY - timedelta(days=back),
            total=Decimal(1_000 + (n * 37 + back * 101) % 5_000),
            facts=1,
        )
        for n, rep in enumerate(people)
        for back in range(1 + n % 10, 360, 10)
        if (TODAY - timedelta(days=back)).weekday() < 5
    )


def stored(rows: Iterable[models.Model]) -> None:
    found = list(rows)
    type(found[0])._default_manager.bulk_create(found, batch_size=1000)


def leader() -> Client:
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(User.objects.create_user("leader@bench.test", name="L", role=Role.LEADER))
    return client


def opened(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}: the figures mean nothing.")


def measure(name: str, work: Callable[[], None], runs: int) -> None:
    wall, cpu = [], []
    for _ in range(runs):
        started, busy = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - busy)
    middle = statistics.median
    print(f"{name:<40}{1000 * middle(cpu):8.0f} ms CPU{1000 * middle(wall):8.0f} ms wall")


if __name__ == "__main__":
    main()
