"""Rebuild a year: the totals beside one INSERT … SELECT, and everything by one process and by two.

    DATABASE_URL=postgresql://postgres@127.0.0.1/bench python bench/rebuild.py [--facts 10000000]

The database must exist and be empty, or hold the company of company.py. Both ways of the totals
begin with an empty table and end with the same rows. `recompute` is `manage.py recompute
--processes 1` and `2`, from totals and scores of which nothing is stored; it prints the factor by
which two are faster.
"""

import argparse
import subprocess
import sys
from datetime import date

from company import Company, build  # first: it sets Django up
from django.conf import settings
from django.db import connection, transaction
from measured import measured, ratios

from scorecards.actions.recompute import REPS_A_BATCH
from scorecards.actions.totals import rebuild_totals
from scorecards.models import DailyTotal, Score

SINGLE = """
    INSERT INTO scorecards_dailytotal (rep_id, metric_id, day, total, facts)
    SELECT rep_id, metric_id, day, SUM(quantity), COUNT(*) FROM scorecards_activity
    WHERE withdrawn_at IS NULL GROUP BY rep_id, metric_id, day
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=10_000_000)
    parser.add_argument("--reps", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=1)
    asked = parser.parse_args()
    company = build(reps=asked.reps, facts=asked.facts)
    single = measured(store_by_hand, asked.runs, before=empty)
    rows = DailyTotal.objects.count()
    ours = measured(lambda: store_ours(company), asked.runs, before=empty)
    if DailyTotal.objects.count() != rows:
        raise SystemExit("The totals differ: the figures mean nothing.")
    print(f"{asked.facts:,} facts of {asked.reps:,} reps, {rows:,} daily totals")
    print(f"one INSERT … SELECT                  {single}")
    print(f"totals by batches of {batch()} reps      {ours}   ratio {ratios(ours, single)}")
    alone = measured(lambda: recompute(company, 1), asked.runs, before=empty)
    both = measured(lambda: recompute(company, 2), asked.runs, before=empty)
    print(f"recompute --processes 1              {alone}, {Score.objects.count():,} scores")
    print(f"recompute --processes 2              {both}   factor {alone.wall / both.wall:.2f}")


def batch() -> int:
    return REPS_A_BATCH[connection.vendor]


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE scorecards_dailytotal, scorecards_score CASCADE")
        cursor.execute("ANALYZE scorecards_dailytotal")
        cursor.execute("CHECKPOINT")


def store_by_hand() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SINGLE)


def store_ours(company: Company) -> None:
    days: tuple[date, date] = company.first_day, company.last_day
    for start in range(0, len(company.reps), batch()):
        with transaction.atomic():
            rebuild_totals([(rep, *days) for rep in company.reps[start : start + batch()]])


def recompute(company: Company, processes: int) -> None:
    command = [sys.executable, "manage.py", "recompute", "--processes", str(processes)]
    subprocess.run(command, cwd=settings.BASE_DIR, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    if Score.objects.values("rep").distinct().count() != len(company.reps):
        raise SystemExit("Not everybody was scored: the figures mean nothing.")


if __name__ == "__main__":
    main()
