"""The company that the figures are measured on: 10,000 reps, 40 teams, a year of 10,000,000 facts.

    DATABASE_URL=postgresql://postgres@127.0.0.1/bench python bench/company.py [--facts 10000]

Import it before everything of Django or of the house: it sets Django up. `build()` fills an empty
PostgreSQL database: the same rows from the same arguments on the same day. One that it has filled
with as much today, and that nobody has measured on, is taken as it is, so that a copy
(`createdb -T company bench`) saves the minutes of building it again. Nobody is scored yet. Every
login has the same password; reps are r0@bench.test, r1@…, managers of the teams m0@bench.test, …,
there are leader@bench.test and admin@bench.test.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.backends.utils import CursorWrapper  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Calendar, Membership, Role, StaleMark, Team, User  # noqa: E402
from scorecards.models import (  # noqa: E402
    Activity,
    Assignment,
    Benchmark,
    Metric,
    Score,
    Scorecard,
    Section,
    Version,
)

PASSWORD = "bench-repscore"  # noqa: S105 - of made-up people in a database made for measuring
_HASH = make_password(PASSWORD)
REGIONS = ("North", "Middle", "South")


@dataclass(frozen=True)
class Company:
    """Who and what was made. Facts lie on the working days from `first_day` to `last_day`, which
    was yesterday: nothing is in the future, and today is free for what a bench logs itself."""

    reps: list[int]
    teams: list[int]
    metrics: list[Metric]
    first_day: date
    last_day: date
    monthly: Section
    daily: Section | None


def build(
    reps: int = 10_000,
    teams: int = 40,
    facts: int = 10_000_000,
    days: int = 365,
    benchmarks: int = 10,
    daily: bool = False,
) -> Company:
    """`daily`: the scorecard also has a section of the first three metrics for each day."""
    if connection.vendor != "postgresql":
        raise SystemExit("Figures are measured on PostgreSQL: set DATABASE_URL.")
    call_command("migrate", verbosity=0)
    last_day = timezone.now().date() - timedelta(days=1)
    first_day = last_day - timedelta(days=days - 1)
    metrics = list(Metric.objects.logged().filter(direction="higher", aggregation="sum"))
    metrics = metrics[:benchmarks]
    if User.objects.exists():
        _refuse_other_than(reps, teams, facts, metrics, first_day)
    else:
        groups = _people(reps, teams, first_day)
        _facts(facts, _reps(), metrics, (first_day, last_day))
        _card(metrics, groups, first_day)
    monthly = Section.objects.get(kind="objectives")
    section = _daily(monthly.version, metrics) if daily else None
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    groups = Team.objects.without_tree_fields().filter(name__startswith="Team ").order_by("pk")
    return Company(
        _reps(), [team.pk for team in groups], metrics, first_day, last_day, monthly, section
    )


def _refuse_other_than(
    reps: int, teams: int, facts: int, metrics: list[Metric], first_day: date
) -> None:
    """Facts that a bench has logged have another source; what it has scored has scores."""
    asked = (reps, teams, facts, len(metrics), first_day)
    found = (
        len(_reps()),
        Team.objects.filter(name__startswith="Team ").count(),
        Activity.objects.filter(source="bench").count(),
        Benchmark.objects.count(),
        Membership.objects.order_by("starts_on").values_list("starts_on", flat=True).first(),
    )
    used = Score.objects.exists() or StaleMark.objects.exists()
    if found != asked or used or Activity.objects.exclude(source="bench").exists():
        raise SystemExit(f"Not empty, nor a company of {asked} that is new: {found}, {used=}.")


def _reps() -> list[int]:
    return list(User.objects.reps().order_by("pk").values_list("pk", flat=True))


def _people(reps: int, teams: int, first_day: date) -> list[Team]:
    """The teams of the reps, in order."""
    Calendar.default()
    regions = [Team.objects.create(name=name) for name in REGIONS]
    groups = [
        Team.objects.create(name=f"Team {n}", parent=regions[n % len(regions)])
        for n in range(teams)
    ]
    _logins("r", Role.REP, reps, first_day)
    _logins("m", Role.MANAGER, teams, first_day)
    for role in (Role.LEADER, Role.ADMIN):
        User.objects.create(
            email=f"{role}@bench.test", name=str(role.label), role=role, password=_HASH
        )
    Membership.objects.bulk_create(
        (
            Membership(user_id=rep, team=groups[n % teams], starts_on=first_day)
            for n, rep in enumerate(_reps())
        ),
        batch_size=1000,
    )
    managers = User.objects.filter(role=Role.MANAGER).order_by("pk")
    for team, manager in zip(groups, managers, strict=True):
        team.managers.add(manager)
    return groups


def _logins(letter: str, role: Role, count: int, first_day: date) -> None:
    User.objects.bulk_create(
        (
            User(
                email=f"{letter}{n}@bench.test",
                name=f"{role.label} {n}",
                role=role,
                external_id=f"{letter}-{n}",
                joined_on=first_day,
                password=_HASH,
            )
            for n in range(count)
        ),
        batch_size=1000,
    )


def _facts(count: int, people: list[int], metrics: list[Metric], span: tuple[date, date]) -> None:
    """The log in the order of time, everybody in turn; then the totals of its days."""
    days = [span[0] + timedelta(days=n) for n in range((span[1] - span[0]).days + 1)]
    working = [day for day in days if day.weekday() < 5]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        with _without_indexes(cursor, "scorecards_activity"):
            cursor.execute(
                _LOG,
                {
                    "count": count,
                    "reps": people,
                    "metrics": [metric.pk for metric in metrics],
                    "days": working,
                },
            )
        with _without_indexes(cursor, "scorecards_dailytotal"):
            cursor.execute(_TOTALS)


# Squared, so that a third of all facts are of the first metric and a twentieth of the last.
_LOG = """
    WITH numbers AS (
        SELECT n, (n * cardinality(%(days)s::date[]) / %(count)s)::int + 1 AS day,
               (n %% cardinality(%(reps)s::bigint[]))::int + 1 AS rep,
               (n * 7919 + n / cardinality(%(reps)s::bigint[]) * 104729) %% 1000 AS luck
        FROM generate_series(0, %(count)s::bigint - 1) n
    )
    INSERT INTO scorecards_activity (rep_id, metric_id, quantity, occurred_at, day, note, source,
                                     external_id, entered_at)
    SELECT (%(reps)s::bigint[])[rep],
           (%(metrics)s::bigint[])[
               1 + floor(cardinality(%(metrics)s::bigint[]) * (luck / 1000.0::float8) ^ 2)::int],
           1 + n %% 5, ((%(days)s::date[])[day] + time '09:00') AT TIME ZONE 'UTC'
               + (luck * 28) * interval '1 second',
           (%(days)s::date[])[day], '', 'bench', 'b-' || n, now()
    FROM numbers ORDER BY n
"""

_TOTALS = """
    INSERT INTO scorecards_dailytotal (rep_id, metric_id, day, total, facts)
    SELECT rep_id, metric_id, day, SUM(quantity), COUNT(*) FROM scorecards_activity
    GROUP BY rep_id, metric_id, day
"""


@contextmanager
def _without_indexes(cursor: CursorWrapper, table: str) -> Iterator[None]:
    """Drops all but the primary key and makes it again afterwards: ten times as fast."""
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype IN ('u', 'f')",
        [table],
    )
    constraints = cursor.fetchall()
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN"
        " (SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass)",
        [table, table],
    )
    indexes = cursor.fetchall()
    for name, _ in constraints:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    # Checks of foreign keys that wait for the commit would forbid to alter the table.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for _, definition in indexes:
        cursor.execute(definition)
    for name, definition in constraints:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def _card(metrics: list[Metric], teams: list[Team], first_day: date) -> None:
    """Targets are what a rep does on average: about half of them are met."""
    card = Scorecard.objects.create(name="Bench")
    version = Version.objects.create(
        scorecard=card, number=1, starts_on=first_day.replace(day=1), published_at=timezone.now()
    )
    monthly = Section.objects.create(version=version, kind="objectives", period="month")
    _benchmarks(monthly, metrics, working_days=21)
    Assignment.objects.bulk_create(
        Assignment(scorecard=card, team=team, starts_on=version.starts_on) for team in teams
    )


def _daily(version: Version, metrics: list[Metric]) -> Section:
    section = Section.objects.create(version=version, kind="activities", period="day")
    _benchmarks(section, metrics[:3], working_days=1)
    return section


def _benchmarks(section: Section, metrics: list[Metric], working_days: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT metric_id, ceil(%s * SUM(total) / COUNT(DISTINCT day)"
            " / (SELECT COUNT(*) FROM accounts_user WHERE role = 'rep'))"
            " FROM scorecards_dailytotal GROUP BY metric_id",
            [working_days],
        )
        usual = dict(cursor.fetchall())
    Benchmark.objects.bulk_create(
        Benchmark(
            section=section, metric=metric, position=n, target=usual.get(metric.pk, 1), weight=10
        )
        for n, metric in enumerate(metrics)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=10_000)
    parser.add_argument("--teams", type=int, default=40)
    parser.add_argument("--facts", type=int, default=10_000_000)
    parser.add_argument("--daily", action="store_true", help="with a section for each day")
    asked = parser.parse_args()
    started = time.perf_counter()
    company = build(asked.reps, asked.teams, asked.facts, daily=asked.daily)
    print(
        f"{len(company.reps):,} reps in {len(company.teams)} teams, {asked.facts:,} facts from"
        f" {company.first_day} to {company.last_day}: {time.perf_counter() - started:.0f} s"
    )


if __name__ == "__main__":
    main()
