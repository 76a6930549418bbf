"""Re-score 10,000 reps × 10 benchmarks for a month, beside SQL statements doing the like.

    DATABASE_URL=postgresql://postgres@127.0.0.1/bench python bench/rescore.py [--reps 10000]

The database must exist and be empty; every rep has a total of each metric on each working day.
Between two runs totals of everybody are changed, so that no score stays as it is. One statement
computes, ranks and upserts the bare scores into a table like the scores', another one writes the
lines as well. Every figure is measured in this one run; quote the medians and the ratios.
"""

import argparse
from datetime import date, timedelta

from company import build  # first: it sets Django up
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from measured import Measured, measured, ratios

from accounts.actions.marks import mark_stale
from accounts.models import StaleMark, User
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Benchmark, DailyTotal, Score, ScoredPeriod, Section

LINES = 10

TABLE = """
    CREATE TABLE bare (LIKE scorecards_score INCLUDING ALL);
    ALTER TABLE bare ADD COLUMN rank int, ADD UNIQUE (rep_id, scored_period_id)
"""
BARE_SCORES = """
    INSERT INTO bare (rep_id, scored_period_id, score, points, weight, lines, presence,
        working_days, present_days, counted_from, counted_to, scored_at, rank)
    SELECT rep_id, %(period)s, 100 * SUM(points) / SUM(weight), SUM(points), SUM(weight),
        {lines}, '[]', 0, 0, %(first)s, %(last)s, now(),
        RANK() OVER (ORDER BY SUM(points) / SUM(weight) DESC)
    FROM (
        SELECT total.rep_id, benchmark.weight, total.actual / benchmark.target AS attainment,
            total.actual / benchmark.target * benchmark.weight AS points, {columns}
        FROM (
            SELECT rep_id, metric_id, SUM(total) AS actual, SUM(facts) AS facts
            FROM scorecards_dailytotal
            WHERE day BETWEEN %(first)s AND %(last)s GROUP BY rep_id, metric_id
        ) total
        JOIN scorecards_benchmark benchmark USING (metric_id)
        JOIN scorecards_metric metric ON metric.id = metric_id
        WHERE benchmark.section_id = %(section)s
    ) line
    GROUP BY rep_id
    ON CONFLICT (rep_id, scored_period_id) DO UPDATE SET score = excluded.score,
        points = excluded.points, weight = excluded.weight, lines = excluded.lines,
        scored_at = excluded.scored_at, rank = excluded.rank
"""
# The same keys as in a stored line (scorecards/scoring/line_records.py).
LINES_TOO = """
    jsonb_agg(jsonb_build_object('metric', slug, 'name', name, 'unit', unit, 'aggregation',
        aggregation, 'direction', direction, 'actual', actual::text, 'target', target::text,
        'full_target', target::text, 'weight', weight::text, 'attainment', attainment::text,
        'points', points::text, 'unit_worth', (weight / target)::text, 'total', actual::text,
        'facts', facts, 'state', 'counts', 'held_by_gate', '', 'start_gate', NULL, 'stop_gate',
        NULL, 'weekday_profile', NULL, 'prorated', true, 'parts', jsonb_build_array(
            jsonb_build_object('source', 'scorecard', 'label', '', 'amount', target::text,
            'share', '1', 'days', '22'))))
"""
LINE_COLUMNS = "slug, name, unit, aggregation, direction, actual, target, facts"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    section, month = fill(asked.reps)
    rescore_everybody(month)
    period = ScoredPeriod.objects.get(section=section, starts_on=month[0])
    values: dict[str, int | date] = {
        "period": period.pk,
        "first": month[0],
        "last": month[1],
        "section": section.pk,
    }
    bare = run(BARE_SCORES.format(lines="'[]'::jsonb", columns="target"), values, asked.runs)
    lines = run(BARE_SCORES.format(lines=LINES_TOO, columns=LINE_COLUMNS), values, asked.runs)
    whole = measured(lambda: rescore_everybody(month), asked.runs, before=change_totals)
    print(f"{asked.reps:,} reps × {LINES} benchmarks, {DailyTotal.objects.count():,} daily totals")
    print(f"one SQL statement, bare scores and ranks   {bare}")
    print(f"one SQL statement that writes the lines    {lines}")
    print(f"re-score with lines, stored and ranked     {whole}")
    print(
        f"ratio to the bare scores {ratios(whole, bare)}, to those with lines"
        f" {ratios(whole, lines)}"
    )


def fill(reps: int) -> tuple[Section, tuple[date, date]]:
    """The last whole month gets a total for everybody, metric and weekday."""
    company = build(reps=reps, facts=reps, benchmarks=LINES)
    last = company.last_day.replace(day=1) - timedelta(days=1)
    month = last.replace(day=1), last
    Benchmark.objects.filter(section=company.monthly).update(target=250)
    DailyTotal.objects.filter(day__range=month).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO scorecards_dailytotal (rep_id, metric_id, day, total, facts)"
            " SELECT rep, metric, day::date, 1 + (rep * 7 + metric * 3) %% 23, 3"
            " FROM unnest(%s::bigint[]) rep CROSS JOIN unnest(%s::bigint[]) metric"
            " CROSS JOIN generate_series(%s::date, %s::date, '1 day') day"
            " WHERE extract(isodow FROM day) < 6",
            [company.reps, [metric.pk for metric in company.metrics], *month],
        )
        cursor.execute(TABLE)
    change_totals()
    return company.monthly, month


def change_totals() -> None:
    """Those of one metric, so every score; and tidied up, as the database does when left alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE scorecards_dailytotal SET total = 1 + (total + 7) % 23 WHERE metric_id ="
            " (SELECT metric_id FROM scorecards_benchmark ORDER BY id LIMIT 1)"
        )
        cursor.execute("VACUUM ANALYZE scorecards_dailytotal, scorecards_score, bare")


def run(statement: str, values: dict[str, int | date], runs: int) -> Measured:
    def once() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)

    once()  # the rows are there from then on, as those of the scores are
    return measured(once, runs, before=change_totals)


def rescore_everybody(month: tuple[date, date]) -> None:
    reps = User.objects.reps().values_list("pk", flat=True)
    mark_stale(reps=reps, from_day=month[0], to_day=month[1])
    work_off_marks(now=timezone.now())
    counted = Score.objects.filter(scored_period__starts_on=month[0]).aggregate(n=Count("pk"))
    if StaleMark.objects.exists() or counted["n"] != len(reps):
        raise SystemExit("Not everybody was re-scored: the figures mean nothing.")


if __name__ == "__main__":
    main()
