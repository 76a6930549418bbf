"""Re-score 10,000 reps × 10 benchmarks for a month, beside one SQL statement for the bare scores.

    DATABASE_URL=postgresql://postgres@127.0.0.1/bench python bench/rescore.py [--reps 10000]

The database must exist and be empty; it is filled with made-up daily totals. Every figure is
measured in this one run; quote the medians and the ratio.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.actions.marks import mark_facts_changed, mark_stale  # noqa: E402
from accounts.models import Calendar, Membership, StaleMark, Team, User  # noqa: E402
from scorecards.actions.recompute import work_off_batch, work_off_marks  # noqa: E402
from scorecards.models import (  # noqa: E402
    Assignment,
    Benchmark,
    DailyTotal,
    Metric,
    Score,
    Scorecard,
    Section,
    Version,
)

MONTH = (date(2026, 3, 1), date(2026, 3, 31))
SINCE = date(2026, 1, 1)
LINES = 10

BARE_SCORES = """
    CREATE TEMPORARY TABLE bare ON COMMIT DROP AS
    SELECT total.rep_id,
           SUM(total.actual / benchmark.target * benchmark.weight) AS points,
           RANK() OVER (ORDER BY SUM(total.actual / benchmark.target * benchmark.weight) DESC)
    FROM (
        SELECT rep_id, metric_id, SUM(total) AS actual FROM scorecards_dailytotal
        WHERE day BETWEEN %s AND %s GROUP BY rep_id, metric_id
    ) total
    JOIN scorecards_benchmark benchmark USING (metric_id)
    GROUP BY total.rep_id
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    fill(asked.reps)
    bare = median(bare_scores, asked.runs)
    whole = median(rescore_everybody, asked.runs)
    one = median(rescore_one, 30)
    with CaptureQueriesContext(connection) as captured:
        rescore_one()
    print(f"{asked.reps:,} reps × {LINES} benchmarks, {DailyTotal.objects.count():,} daily totals")
    print(f"one SQL statement, bare scores and ranks   {bare:8.2f} s")
    print(f"re-score with lines, stored and ranked     {whole:8.2f} s   ratio {whole / bare:.1f}")
    print(f"one logged fact, mark to commit            {1000 * one:8.1f} ms")
    print(f"SQL statements for one logged fact         {len(captured):8d}")


def fill(reps: int) -> None:
    if User.objects.exists():
        raise SystemExit("The database is not empty.")
    Calendar.default()
    teams = [Team.objects.create(name=f"Team {number}") for number in range(40)]
    User.objects.bulk_create(
        (User(email=f"r{n}@bench.test", name=f"Rep {n}", joined_on=SINCE) for n in range(reps)),
        batch_size=1000,
    )
    people = list(User.objects.order_by("pk"))
    Membership.objects.bulk_create(
        (
            Membership(user=rep, team=teams[n % len(teams)], starts_on=SINCE)
            for n, rep in enumerate(people)
        ),
        batch_size=1000,
    )
    metrics = list(Metric.objects.filter(direction="higher", aggregation="sum")[:LINES])
    add_card(metrics, teams)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO scorecards_dailytotal (rep_id, metric_id, day, total, facts)"
            " SELECT rep.id, metric.id, day::date, 1 + (rep.id * 7 + metric.id) %% 23, 3"
            " FROM accounts_user rep CROSS JOIN scorecards_metric metric"
            " CROSS JOIN generate_series(%s::date, %s::date, '1 day') day"
            " WHERE metric.id = ANY(%s) AND extract(isodow FROM day) < 6",
            [*MONTH, [metric.pk for metric in metrics]],
        )
        cursor.execute("ANALYZE")


def add_card(metrics: list[Metric], teams: list[Team]) -> None:
    card = Scorecard.objects.create(name="Bench")
    version = Version.objects.create(
        scorecard=card, number=1, starts_on=SINCE, published_at=timezone.now()
    )
    section = Section.objects.create(version=version, kind="objectives", period="month")
    Benchmark.objects.bulk_create(
        Benchmark(section=section, metric=metric, position=n, target=200 + n, weight=10)
        for n, metric in enumerate(metrics)
    )
    Assignment.objects.bulk_create(
        Assignment(scorecard=card, team=team, starts_on=SINCE) for team in teams
    )


def bare_scores() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BARE_SCORES, MONTH)


def rescore_everybody() -> None:
    mark_stale(reps=User.objects.values_list("pk", flat=True), from_day=MONTH[0], to_day=MONTH[1])
    work_off_marks(now=timezone.now())
    counted = Score.objects.values("scored_period").annotate(n=Count("pk"))
    if StaleMark.objects.exists() or {row["n"] for row in counted} != {User.objects.count()}:
        raise SystemExit("Not everybody was re-scored: the figures mean nothing.")


def rescore_one() -> None:
    rep = User.objects.order_by("pk")[17]
    mark_facts_changed(rep_days=[(rep.pk, MONTH[0].replace(day=11))])
    work_off_batch(now=timezone.now(), reps=10)


def median(work: Callable[[], None], runs: int) -> float:
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
