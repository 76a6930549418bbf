"""The pages of 10,000 reps in 40 teams of 250, and of a team of 50, through the whole stack.

    DATABASE_URL=postgresql://postgres@127.0.0.1/bench python bench/pages.py [--reps 10000]

An empty database is filled first (company.py: facts of a year, and quotas of a year); a company as
company.py builds it is scored first; one that was filled by this file is measured again. Pages are
asked for as a browser does, warm: sessions, middleware, queries, templates. Wall: with the
database. CPU: of the web process, and beside it of the database (the mean). `--only board` measures
the pages with this word in them.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from company import build  # sets Django up  # isort: skip
from django.conf import settings
from django.core.management import call_command
from django.db import connection, reset_queries
from django.test import Client
from django.utils import timezone
from measured import database_cpu
from static_files import collect

from accounts.actions.marks import mark_stale
from accounts.models import Membership, Team, User
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Assignment, Metric, Quota, QuotaChange, Score, Scorecard

FIFTY = 50
SECONDS_A_PAGE = 30
TODAY = timezone.now().date()
MONTHS = [date(TODAY.year, month, 1) for month in range(1, 13)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=10_000)
    parser.add_argument("--facts", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--only", default="", help="a word in the names of the pages")
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    collect()
    if not Score.objects.exists():
        fill(asked.reps, asked.facts)
    settings.ALLOWED_HOSTS = ["*"]
    print(f"{User.objects.reps().count():,} reps, {Score.objects.count():,} scores of ", end="")
    print(f"{Scorecard.objects.count()} scorecard, {Quota.objects.count():,} quotas")
    print(f"{'':<34}{'median':>10}{'95 %':>10}{'CPU':>10}{'database':>10}{'queries':>10}{'kB':>7}")
    for name, ask in pages().items():
        if asked.only in name:
            measure(name, ask, asked.runs)


def fill(reps: int, facts: int) -> None:
    """Scored are the running month and the days since the last working day."""
    company = build(reps, facts=facts, daily=True)
    fifty = Team.objects.create(name="Fifty", parent=Team.objects.get(name="North"))
    few = company.reps[:FIFTY]
    Membership.objects.filter(user__in=few).update(team=fifty)
    Assignment.objects.create(
        scorecard=Scorecard.objects.get(), team=fifty, starts_on=company.first_day.replace(day=1)
    )
    fifty.managers.add(User.objects.get(email="m0@bench.test"))
    add_quotas(company.reps, company.metrics[0])
    since = TODAY - timedelta(days=3)
    mark_stale(reps=company.reps, from_day=since, to_day=TODAY)
    work_off_marks(now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as its autovacuum does by and by


def add_quotas(reps: list[int], metric: Metric) -> None:
    """Each rep owes as much every month as the others, or up to a half more."""
    change = QuotaChange.objects.create(
        metric=metric,
        year_starts_on=MONTHS[0],
        origin=QuotaChange.Origin.API,
        starts_on=MONTHS[0],
        published_at=timezone.now(),
    )
    Quota.objects.bulk_create(
        (
            Quota(
                rep_id=rep,
                metric=metric,
                month=month,
                amount=80 + n % 40,
                starts_on=month,
                change=change,
            )
            for n, rep in enumerate(reps)
            for month in MONTHS
        ),
        batch_size=5000,
    )


def pages() -> dict[str, Callable[[], int]]:
    """Each answers with the number of bytes."""
    leader, manager = client("leader"), client("m0")
    fifty, big = (Team.objects.get(name=name) for name in ("Fifty", "Team 0"))
    rep = Membership.objects.filter(team=fifty).order_by("pk")[17].user
    own = client(rep.email.partition("@")[0])
    kind = "objectives"
    metric = Metric.objects.get(pk=Quota.objects.values("metric")[:1])
    facts = f"metric={metric.slug}&from={MONTHS[TODAY.month - 1]}&to={TODAY}"
    return {
        "rep home": partial(get, own, "/"),
        "rep home, standing alone": partial(get, own, f"/reps/{rep.pk}/standing/"),
        "rep home, seen by a manager": partial(get, manager, f"/reps/{rep.pk}/"),
        "explanation of a score": partial(get, own, f"/reps/{rep.pk}/scores/{kind}/"),
        "facts behind a line": partial(get, own, f"/reps/{rep.pk}/facts/?{facts}"),
        "board of 50": partial(get, manager, f"/teams/{fifty.pk}/"),
        "board of 250": partial(get, manager, f"/teams/{big.pk}/"),
        "teams, all": partial(get, leader, "/teams/"),
        "attainment, all": partial(get, leader, "/attainment/"),
        "attainment, a region": partial(get, leader, f"/attainment/{big.parent_id}/"),
        "attainment, a team of 250": partial(get, manager, f"/attainment/{big.pk}/"),
        "attainment, a rep": partial(get, own, f"/reps/{rep.pk}/attainment/"),
        "goals of a leader": partial(get, leader, "/goals/"),
        "API, a page of scores": partial(get, leader, "/api/v1/scores/"),
    }


def client(login: str) -> Client:
    found = Client()
    found.force_login(User.objects.get(email=f"{login}@bench.test"))
    return found


def get(client: Client, address: str) -> int:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}: the figures mean nothing.")
    return len(response.content)


def measure(name: str, ask: Callable[[], int], runs: int) -> None:
    """Slow pages are asked for less often: for half a minute after the first time."""
    walls: list[float] = []
    cpus: list[float] = []
    size, database = ask(), -database_cpu()
    while not walls or (len(walls) < runs and sum(walls) < SECONDS_A_PAGE * 1000):
        started, busy = time.perf_counter(), time.process_time()
        ask()
        walls.append(1000 * (time.perf_counter() - started))
        cpus.append(1000 * (time.process_time() - busy))
    database += database_cpu()
    slowest = sorted(walls)[int(0.95 * len(walls))]
    print(
        f"{name:<34}{statistics.median(walls):>7.0f} ms{slowest:>7.0f} ms"
        f"{statistics.median(cpus):>7.0f} ms{1000 * database / len(walls):>7.0f} ms"
        f"{queries_of(ask):>10}{size / 1000:>7.0f}   (median of {len(walls)})",
        flush=True,
    )


def queries_of(ask: Callable[[], int]) -> int:
    connection.force_debug_cursor = True
    reset_queries()
    ask()
    count = len(connection.queries)
    connection.force_debug_cursor = False
    return count


if __name__ == "__main__":
    main()
