"""Close a month of 10,000 reps whose scores are up to date, and open it again.

    DATABASE_URL=postgresql://postgres@127.0.0.1/bench python bench/closing.py [--facts 10000000]

The database must exist and be empty, or hold the company as company.py builds it. Everybody is
scored for the last whole month first. One transaction then freezes their days and scores, and the
facts that came too late are looked for; what is timed is the action, as a worker calls it. Memory
is the most that this process has used by then.
"""

import argparse
import resource
from datetime import timedelta

from company import build  # first: it sets Django up
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from measured import measured

from accounts.actions.marks import mark_stale
from accounts.models import User
from scorecards.actions.closings import close_period, reopen_period
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Closing, FrozenDays, FrozenScore, Score, Scorecard
from scorecards.periods import Period, PeriodKind, PeriodRules, period_containing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=10_000_000)
    parser.add_argument("--reps", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=1)
    asked = parser.parse_args()
    company = build(reps=asked.reps, facts=asked.facts)
    day = company.last_day.replace(day=1) - timedelta(days=1)
    month = period_containing(day=day, kind=PeriodKind.MONTH, rules=PeriodRules())
    score(company.reps, month)
    print(f"{asked.reps:,} reps, {asked.facts:,} facts, {Score.objects.count():,} scores")
    with CaptureQueriesContext(connection) as captured:
        first = measured(lambda: close(month), 1)
    print(f"close {month.key}, first time   {first}, {len(captured)} SQL statements")
    print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    check(company.reps)
    print(f"open it again               {measured(reopen, 1)}")
    again = measured(lambda: close(month), asked.runs, before=reopen_and_work_off)
    print(f"close again                 {again}")


def score(reps: list[int], month: Period) -> None:
    mark_stale(reps=reps, from_day=month.starts, to_day=month.ends)
    work_off_marks(now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as its autovacuum does by and by


def close(month: Period) -> None:
    close_period(
        scorecard=Scorecard.objects.get(), period=month, by=None, note="", now=timezone.now()
    )


def reopen() -> None:
    reopen_period(
        closing=Closing.objects.standing().get(),
        by=User.objects.get(email="admin@bench.test"),
        reason="Measured again",
        now=timezone.now(),
    )


def reopen_and_work_off() -> None:
    if Closing.objects.standing().exists():
        reopen()
    work_off_marks(now=timezone.now())


def check(reps: list[int]) -> None:
    kept = FrozenDays.objects.values("rep").distinct().count()
    if kept != len(reps) or FrozenScore.objects.count() < len(reps):
        raise SystemExit("Not everybody's month was frozen: the figures mean nothing.")


if __name__ == "__main__":
    main()
