"""One logged fact, from the claim of its mark to the commit: with little history and with much.

    DATABASE_URL=postgresql://postgres@127.0.0.1/bench python bench/one_fact.py [--facts 10000000]

The database must exist and be empty, or hold the company as company.py builds it. It is measured
twice: with all of its facts, then with the last 10,000 of its year. Alternate reps log, so that
nobody's rows stay warm.
"""

import argparse
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import cycle

from company import Company, build  # first: it sets Django up
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from measured import Measured, measured, ratios

from accounts.models import StaleMark, User
from scorecards.actions.activities import log_activity
from scorecards.actions.recompute import work_off_batch
from scorecards.models import Activity

FEW = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=10_000_000)
    parser.add_argument("--reps", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=60)
    asked = parser.parse_args()
    company = build(reps=asked.reps, facts=asked.facts)
    fact = logged_by(company)
    much = scored(fact, asked.runs)
    statements = counted(fact)
    kept = keep_few()
    few = scored(fact, asked.runs)
    print(f"{asked.reps:,} reps; one fact, claim to commit: {statements} SQL statements")
    print(f"{kept:>12,} facts of history   {few}")
    print(f"{asked.facts:>12,} facts of history   {much}   ratio {ratios(much, few)}")


def logged_by(company: Company) -> Callable[[], None]:
    """Logs a fact of the next rep, of yesterday, and leaves its mark."""
    reps: Iterator[User] = cycle(User.objects.filter(pk__in=company.reps[::97]))
    day = company.last_day

    def fact() -> None:
        rep = next(reps)
        log_activity(
            rep=rep,
            metric=company.metrics[0],
            quantity=Decimal(1),
            occurred_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
            entered_by=rep,
            now=timezone.now(),
        )

    return fact


def scored(fact: Callable[[], None], runs: int) -> Measured:
    for _ in range(5):
        fact()
        score()
    return measured(score, runs, before=fact)


def score() -> None:
    if work_off_batch(now=timezone.now(), reps=100) != 1 or StaleMark.objects.exists():
        raise SystemExit("The fact was not scored: the figures mean nothing.")


def counted(fact: Callable[[], None]) -> int:
    fact()
    with CaptureQueriesContext(connection) as captured:
        work_off_batch(now=timezone.now(), reps=100)
    return len(captured)


def keep_few() -> int:
    """Only the latest facts stay, and their totals; the company stays as it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE kept AS"
            " SELECT * FROM scorecards_activity ORDER BY id DESC LIMIT %s",
            [FEW],
        )
        cursor.execute("TRUNCATE scorecards_activity, scorecards_dailytotal CASCADE")
        cursor.execute("INSERT INTO scorecards_activity SELECT * FROM kept")
        cursor.execute(
            "INSERT INTO scorecards_dailytotal (rep_id, metric_id, day, total, facts)"
            " SELECT rep_id, metric_id, day, SUM(quantity), COUNT(*) FROM kept GROUP BY 1, 2, 3"
        )
        cursor.execute("VACUUM ANALYZE")
    return Activity.objects.count()


if __name__ == "__main__":
    main()
