"""A backup is written while people log and workers score; another database becomes what it was.

Backups and restores are processes of their own, as an operator starts them.
"""

import random
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from scorecards.actions.activities import withdraw_activity
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Activity, Score
from tests.journeys.facts import log_calls
from tests.journeys.installation import Installation, Step, database_url, wait_until
from tests.journeys.other_database import empty_database, rows_of

# What the worker does with the marks that were waiting, then the comparison.
WORKS_OFF = (
    "from django.core.management import call_command; from django.utils import timezone;"
    " from scorecards.actions.recompute import work_off_marks;"
    " work_off_marks(now=timezone.now()); call_command('recompute', '--check')"
)
BEFORE_THE_END = {
    "postgresql": Step("before", "accounts.actions.backups.postgresql._commit"),
    "sqlite": Step("after", "accounts.actions.backups.sqlite.Progress.made"),
}

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_backup_made_while_people_log_is_one_moment_and_comes_back_whole(
    reps: list[User], tmp_path: Path
) -> None:
    file = tmp_path / "repscore.backup"
    with empty_database(tmp_path) as url:
        running = Installation(tmp_path)
        other = Installation(tmp_path, database=url)

        with _people_at_work(reps):
            wait_until(Score.objects.exists)
            code, written = running.run("backup", str(file))
            held = Activity.objects.count()
            wait_until(lambda: Activity.objects.count() > held)

        assert code == 0, written
        assert (file.stat().st_mode & 0o777, list(tmp_path.glob(".*"))) == (0o600, [])
        code, restored = other.run("restore", str(file))
        assert code == 0, restored
        assert rows_of(url) == _rows(written) == _rows(restored)
        assert rows_of(url)["scorecards_activity"] >= 1
        code, checked = other.run("shell", "--verbosity", "0", "-c", WORKS_OFF)
        assert code == 0, checked
        assert checked.startswith("Stored = rebuilt for 3 reps")


def test_a_restore_killed_before_its_end_leaves_what_was_there(
    reps: list[User], embedded: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "repscore.backup"
    call_command("backup", str(file), stdout=StringIO())
    log_calls(reps)
    work_off_marks(now=timezone.now())
    before = rows_of(database_url())
    connection.close()

    restore = embedded.command(
        ("restore", "--replace", str(file)), BEFORE_THE_END[connection.vendor]
    )
    restore.wait_until_halted()
    restore.kill()

    assert rows_of(database_url()) == before
    call_command("recompute", "--check", stdout=StringIO())
    assert embedded.run("restore", "--replace", str(file))[0] == 0
    assert not Activity.objects.exists()
    assert User.objects.count() == len(reps)


@contextmanager
def _people_at_work(reps: list[User]) -> Iterator[None]:
    """Two people log and withdraw, one worker scores, until the block ends."""
    over = threading.Event()
    failures: list[BaseException] = []

    def until_over() -> None:
        choose = random.Random(threading.current_thread().name)
        try:
            while not over.is_set():
                log_calls([choose.choice(reps)], days=2)
                if fact := Activity.objects.filter(withdrawn_at=None).order_by("?").first():
                    withdraw_activity(activity=fact, by=fact.rep, now=timezone.now())
                if choose.random() < 0.5:
                    work_off_marks(now=timezone.now())
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=until_over) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert failures == []


def _rows(printed: str) -> dict[str, int]:
    """What the commands print: "table: 1,234"."""
    lines = re.findall(r"^(\w+): ([\d,]+)$", printed, re.MULTILINE)
    return {table: int(count.replace(",", "")) for table, count in lines}
