"""A thousand stale rep-days: their totals rebuilt and their marks removed, beside one statement.

    DATABASE_URL=postgresql://postgres@127.0.0.1/bench python bench/rep_days.py [--facts 1000000]

The database must exist and be empty, or hold the company of company.py. Days of 1,000 reps are
marked, other ones in each run, after a fact of each has been changed, so that every total differs.
What is compared with the single `INSERT … SELECT … ON CONFLICT` of their totals is the whole work
but the scores: claim, marks, what holds, totals and the commit. The scores of those 1,000 reps come
on top and are told apart.
"""

import argparse
from collections.abc import Callable
from datetime import date, timedelta

from company import Company, build  # first: it sets Django up
from django.db import connection, transaction
from django.utils import timezone
from measured import Measured, measured, ratios

from accounts.actions.marks import mark_facts_changed
from accounts.models import Role, StaleMark, User
from scorecards.actions.recompute import work_off_marks
from scorecards.models import DailyTotal, Score

REP_DAYS = 1_000
SINGLE = """
    INSERT INTO scorecards_dailytotal (rep_id, metric_id, day, total, facts)
    SELECT activity.rep_id, activity.metric_id, activity.day, SUM(quantity), COUNT(*)
    FROM unnest(%s::bigint[], %s::date[]) stale(rep_id, day)
    JOIN scorecards_activity activity
      ON activity.rep_id = stale.rep_id AND activity.day = stale.day
    WHERE activity.withdrawn_at IS NULL
    GROUP BY activity.rep_id, activity.metric_id, activity.day
    ON CONFLICT (rep_id, day, metric_id) DO UPDATE
    SET total = excluded.total, facts = excluded.facts
"""

RepDays = list[tuple[int, date]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--reps", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=7)
    asked = parser.parse_args()
    company = build(reps=asked.reps, facts=asked.facts)
    chosen = chooser(company)
    single = with_changed(chosen, store_by_hand, asked.runs)
    User.objects.filter(pk__in=company.reps).update(role=Role.MANAGER)  # managers are not scored
    totals = with_changed(chosen, work_off, asked.runs)
    User.objects.filter(pk__in=company.reps).update(role=Role.REP)
    whole = with_changed(chosen, work_off, asked.runs)
    print(f"{REP_DAYS:,} stale rep-days among {asked.facts:,} facts")
    print(f"one INSERT … SELECT … ON CONFLICT          {single}")
    print(f"totals rebuilt, marks removed              {totals}")
    print(f"and {Score.objects.count():,} scores with them {whole}")
    print(
        f"ratio of totals and marks {ratios(totals, single)}, with scores {ratios(whole, single)}"
    )


def chooser(company: Company) -> Callable[[], RepDays]:
    """Each time the rep-days of another day, of every tenth rep or so."""
    days = iter([company.last_day - timedelta(days=n) for n in range(1, 200)])
    step = max(1, len(company.reps) // REP_DAYS)
    weekdays = (day for day in days if day.weekday() < 5)

    def chosen() -> RepDays:
        day = next(weekdays)
        return [(rep, day) for rep in company.reps[::step][:REP_DAYS]]

    return chosen


def with_changed(
    chosen: Callable[[], RepDays], work: Callable[[RepDays], None], runs: int
) -> Measured:
    """Measures the work on rep-days whose facts have changed."""
    asked: list[RepDays] = []

    def change() -> None:
        asked.append(chosen())
        reps, days = zip(*asked[-1], strict=True)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE scorecards_activity SET quantity = quantity + 1"
                " WHERE rep_id = ANY(%s) AND day = ANY(%s)",
                [list(reps), list(set(days))],
            )
            mark_facts_changed(rep_days=asked[-1])

    def once() -> None:
        work(asked[-1])

    found = measured(once, runs, before=change)
    StaleMark.objects.all().delete()
    check(asked[-1])
    return found


def store_by_hand(rep_days: RepDays) -> None:
    reps, days = zip(*rep_days, strict=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SINGLE, [list(reps), list(days)])


def work_off(rep_days: RepDays) -> None:
    if work_off_marks(now=timezone.now()) != len(rep_days) or StaleMark.objects.exists():
        raise SystemExit("Not every mark was worked off: the figures mean nothing.")


def check(rep_days: RepDays) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT SUM(quantity) FROM scorecards_activity WHERE day = %s AND rep_id = %s",
            rep_days[0][::-1],
        )
        (facts,) = cursor.fetchone()
    stored = DailyTotal.objects.filter(rep=rep_days[0][0], day=rep_days[0][1])
    if facts != sum(row.total for row in stored) and facts is not None:
        raise SystemExit("The totals are not those of the facts: the figures mean nothing.")


if __name__ == "__main__":
    main()
