"""Import 1,000,000 activity rows by file, beside hand-written upserts of the same rows.

    DATABASE_URL=postgresql://postgres@127.0.0.1/bench python bench/import_rows.py [--rows 1000000]

The database must exist and be empty, or hold the company of company.py. Each file is imported by a
process of its own, whose time is counted from its start to its end, both readings of the file
included; peak memory is what the system says of that process. The rows are a call log in the order
of time, everybody in turn.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from company import Company, build
from django.core.management import call_command
from django.db import connection, transaction
from measured import database_cpu

from accounts.models import StaleMark, User
from scorecards.models import Activity, Metric

COLUMNS = ("external_id", "rep", "metric", "quantity", "occurred_at")
UPSERT = """
    INSERT INTO scorecards_activity (source, external_id, rep_id, metric_id, quantity,
                                     occurred_at, day, note, entered_at)
    SELECT 'hand', row.id, row.rep, row.metric, row.quantity, row.at,
           (row.at AT TIME ZONE 'UTC')::date, '', now()
    FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::numeric[], %s::timestamptz[])
         row(id, rep, metric, quantity, at)
    ON CONFLICT (source, external_id) DO UPDATE SET
        rep_id = excluded.rep_id, metric_id = excluded.metric_id, quantity = excluded.quantity,
        occurred_at = excluded.occurred_at, day = excluded.day
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--reps", type=int, default=10_000)
    parser.add_argument("--facts", type=int, default=10_000_000, help="in the log beforehand")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        child(*asked.child)
        return
    company = build(asked.reps, facts=asked.facts)
    print(f"{asked.facts:,} facts of {asked.reps:,} reps in the log; files of rows are imported:")
    with TemporaryDirectory() as folder:
        few, many = Path(folder) / "few.csv", Path(folder) / "many.csv"
        write(few, company, asked.rows // 10)
        write(many, company, asked.rows)
        small = imported("a tenth", few, "few", asked.rows // 10)
        large = imported("all", many, "many", asked.rows)
        again = imported("all again", many, "many", asked.rows)
        by_hand = upserted(many, asked.rows)
    check(asked.rows)
    more = large["memory"] - small["memory"]
    print(f"memory of all above that of a tenth    {more:8.0f} MB")
    print(f"time over that of upserts by hand      {large['wall'] / by_hand:8.1f}")
    print(f"nothing to change, over the first time {again['wall'] / large['wall']:8.1f}")


def write(path: Path, company: Company, rows: int) -> None:
    emails = list(User.objects.reps().order_by("pk").values_list("email", flat=True))
    slugs = [metric.slug for metric in company.metrics]
    start = datetime.combine(company.last_day - timedelta(days=30), datetime.min.time(), UTC)
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(COLUMNS)
        for n in range(rows):
            at = start + timedelta(seconds=n * 30 * 86_400 // rows)
            slug = slugs[n // len(emails) % len(slugs)]
            lines.writerow([f"call-{n}", emails[n % len(emails)], slug, 1 + n % 9, f"{at:%FT%TZ}"])


def imported(name: str, path: Path, source: str, rows: int) -> dict[str, float]:
    """Seconds of wall and of CPU, and MB, of a process that imports the file."""
    started = time.perf_counter()
    words = [sys.executable, __file__, "--child", str(path), source]
    done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603
    wall = time.perf_counter() - started
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(
        f"{name:<10} {rows:>10,} rows  {wall:7.1f} s {rows / wall:8,.0f} rows a second,"
        f" {told['cpu']:6.1f} s CPU {rows / told['cpu']:8,.0f}; {told['database']:.1f} s of the"
        f" database; peak {told['memory']:.0f} MB"
    )
    return {**told, "wall": wall}


def child(path: str, source: str) -> None:
    database = -database_cpu()
    call_command("import_file", "activities", path, source=source, rejects=Path(path + ".no"))
    database += database_cpu()
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(json.dumps({"cpu": cpu, "memory": memory, "database": database}))


def upserted(path: Path, rows: int, batch: int = 1000) -> float:
    """Seconds that the database needs for the same rows, ready in lists, by single statements."""
    wall = 0.0
    for values in by_hand(path, batch):
        started = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(UPSERT, values)
        wall += time.perf_counter() - started
    print(f"by hand    {rows:>10,} rows  {wall:7.1f} s {rows / wall:8,.0f} rows a second")
    return wall


def by_hand(path: Path, batch: int) -> Iterator[list[list[Any]]]:
    reps = dict(User.objects.values_list("email", "pk"))
    metrics = dict(Metric.objects.values_list("slug", "pk"))
    with closing(path.open(newline="")) as file:
        lines = csv.reader(file)
        next(lines)
        columns: list[list[Any]] = [[] for _ in COLUMNS]
        for key, email, slug, quantity, at in lines:
            row = (key, reps[email], metrics[slug], Decimal(quantity), datetime.fromisoformat(at))
            for column, value in zip(columns, row, strict=True):
                column.append(value)
            if len(columns[0]) == batch:
                yield columns
                columns = [[] for _ in COLUMNS]
    if columns[0]:
        yield columns


def check(rows: int) -> None:
    stored = Activity.objects.filter(source="many").count()
    if stored != rows or not StaleMark.objects.exists():
        raise SystemExit("Not every row was stored and marked: the figures mean nothing.")


if __name__ == "__main__":
    main()
