"""500 people log, look and read boards for two minutes: nothing fails and nothing is lost.

    DATABASE_URL=postgresql://postgres@127.0.0.1/bench REDIS_URL=redis://127.0.0.1:6379/1 \\
        VAR_DIR=/tmp/bench python bench/load.py [--people 500] [--seconds 120] [--web 2]

Web processes, two workers (one of what cannot wait, one of all) and the timetable, driven by Locust
(load_reps.py). Each of the 500 does something every 10 to 30 seconds, about 25 requests a second in
all: 15 calls are logged, 7 homes and 3 team boards looked at. Afterwards every call that was
answered with yes must stand in the table once, and what is stored must be what a rebuild gives.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from live import fill  # sets Django up  # isort: skip
from company import Company
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from running import HOST, running
from static_files import collect

from accounts.models import StaleMark, User
from scorecards.models import Activity

WORKERS = ("interactive,celery", "interactive,bulk")
_SCORED_WITHIN = 60
_LOCUSTFILE = Path(__file__).resolve().with_name("load_reps.py")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--facts", type=int, default=50_000)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--web", type=int, default=2, help="processes")
    parser.add_argument("--port", type=int, default=8140)
    asked = parser.parse_args()
    collect()
    company = fill(asked.people, asked.facts)
    people = settings.VAR_DIR / "load_people.json"
    people.write_text(json.dumps(_people(company)))
    before = Activity.objects.count()
    with running(settings.VAR_DIR, asked.port, asked.web, WORKERS):
        _locust(people, asked.people, asked.seconds, asked.port)
        waited = _wait_until_scored()
    done = json.loads(people.with_suffix(".done").read_text())
    stored = Activity.objects.count() - before
    print(f"{done['logged']} calls answered with yes, {stored} stored; {done['failed']} failures;")
    print(f"all scored {waited:.1f} s after the last answer")
    call_command("recompute", "--check", "--from", str(timezone.now().date().replace(day=1)))
    if done["failed"] or stored != done["logged"]:
        raise SystemExit("Something failed or was lost.")


def _people(company: Company) -> list[dict[str, str]]:
    managers = {
        user.managed_teams.get().pk: _session(user) for user in User.objects.filter(role="manager")
    }
    found = []
    for rep in User.objects.filter(pk__in=company.reps).order_by("pk"):
        team = rep.memberships.get().team_id
        found.append(
            {
                "rep_session": _session(rep),
                "home": f"/reps/{rep.pk}/",
                "manager_session": managers[team],
                "board": f"/teams/{team}/",
            }
        )
    return found


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _locust(people: Path, count: int, seconds: int, port: int) -> None:
    """Everybody comes within the first 20 seconds; who is at something at the end finishes it."""
    subprocess.run(  # noqa: S603 - our own program
        [
            *(sys.executable, "-m", "locust", "--locustfile", str(_LOCUSTFILE)),
            *("--headless", "--only-summary"),
            *("--users", str(count), "--spawn-rate", str(max(1, count // 20))),
            *("--run-time", f"{seconds}s", "--stop-timeout", "20"),
            *("--host", f"http://{HOST}:{port}"),
        ],
        env=os.environ | {"LOAD_PEOPLE": str(people)},
        check=False,
    )


def _wait_until_scored() -> float:
    began = time.monotonic()
    while StaleMark.objects.exists():
        if time.monotonic() - began > _SCORED_WITHIN:
            raise SystemExit("The workers do not keep up.")
        time.sleep(0.1)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
