"""`POST /activities/` with 10,000 rows through the real view, beside one upsert of the same rows.

    DATABASE_URL=postgresql://postgres@127.0.0.1/bench python bench/post_facts.py [--rows 10000]

The database must exist and be empty, or hold the company of company.py. Each request goes through
URLs, middleware, token, JSON, checks, storing and answer, and carries new facts of all reps in
turn; at the end one is sent again.
"""

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

from company import Company, build
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from import_rows import UPSERT
from measured import Measured, measured, ratios

from accounts.actions.tokens import create_token
from accounts.models import User
from scorecards.models import Activity

PATH = "/api/v1/activities/"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--reps", type=int, default=10_000)
    parser.add_argument("--facts", type=int, default=10_000_000, help="in the log beforehand")
    parser.add_argument("--runs", type=int, default=7)
    asked = parser.parse_args()
    company = build(asked.reps, facts=asked.facts)
    settings.ALLOWED_HOSTS = ["*"]
    _token, key = create_token(
        user=User.objects.get(email="admin@bench.test"), name="bench", scope="facts"
    )
    client = Client(headers={"Authorization": f"Token {key}"})
    requests, by_hand = bodies(company, asked.rows), columns(company, asked.rows)
    ready = [next(requests) for _ in range(asked.runs + 1)]
    again = ready[0]
    post(client, ready.pop(), "created", asked.rows)
    posted = measured(lambda: post(client, ready.pop(), "created", asked.rows), asked.runs)
    unchanged = measured(lambda: post(client, again, "unchanged", asked.rows), asked.runs)
    lists = [next(by_hand) for _ in range(asked.runs)]
    upserted = measured(lambda: upsert(lists.pop()), asked.runs)
    if Activity.objects.filter(source="api").count() != asked.rows * (asked.runs + 1):
        raise SystemExit("Not every row was stored: the figures mean nothing.")
    print(f"{asked.rows:,} rows of {asked.reps:,} reps beside {asked.facts:,} facts")
    told("posted", posted, asked.rows)
    told("posted again", unchanged, asked.rows)
    told("upserted by hand", upserted, asked.rows)
    print(f"posted over upserted by hand   {ratios(posted, upserted)}")


def bodies(company: Company, rows: int) -> Iterator[str]:
    """A request after the other, each with ids of its own."""
    emails = list(User.objects.reps().order_by("pk").values_list("email", flat=True))
    for number in range(1_000_000):
        yield json.dumps(
            [
                {
                    "rep": emails[n % len(emails)],
                    "metric": company.metrics[n % len(company.metrics)].slug,
                    "quantity": str(1 + n % 9),
                    "occurred_at": f"{moment(company, n):%FT%TZ}",
                    "external_id": f"{number}-{n}",
                }
                for n in range(rows)
            ]
        )


def columns(company: Company, rows: int) -> Iterator[list[list[Any]]]:
    """The same for the statement: ids, reps, metrics, quantities, moments."""
    reps, metrics = company.reps, [metric.pk for metric in company.metrics]
    for number in range(1_000_000):
        yield [
            [f"{number}-{n}" for n in range(rows)],
            [reps[n % len(reps)] for n in range(rows)],
            [metrics[n % len(metrics)] for n in range(rows)],
            [1 + n % 9 for n in range(rows)],
            [moment(company, n) for n in range(rows)],
        ]


def moment(company: Company, number: int) -> datetime:
    return datetime.combine(company.last_day, time(9), UTC) + timedelta(seconds=number)


def post(client: Client, body: str, outcome: str, rows: int) -> None:
    answer = client.post(PATH, body, content_type="application/json")
    if answer.status_code != 200 or answer.json()[outcome] != rows:
        raise SystemExit(f"{answer.status_code} {answer.content[:300]!r}")


def upsert(values: list[list[Any]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(UPSERT, values)


def told(name: str, found: Measured, rows: int) -> None:
    print(f"{name:<20}{rows / found.wall:10,.0f} rows a second of wall,", end="")
    print(f"{rows / found.cpu:10,.0f} of CPU; {found}")


if __name__ == "__main__":
    main()
