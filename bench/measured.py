"""Medians of a few runs, of wall and of CPU time: these machines are shared and noisy.

Import it after `company`, which sets Django up.
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

_USER, _SYSTEM = 11, 12  # fields of /proc/PID/stat, counted after the program's name


@dataclass(frozen=True)
class Measured:
    """Seconds. `wall` and `cpu` (this process's own) are medians; `database` is the mean of the
    CPU time of PostgreSQL's processes that serve this database, counted in hundredths."""

    wall: float
    cpu: float
    database: float
    runs: int

    @property
    def busy(self) -> float:
        """What it would take of a core that does nothing else, waits for the disk left out."""
        return self.cpu + self.database

    def __str__(self) -> str:
        return (
            f"{_readable(self.wall)} wall, {_readable(self.cpu)} CPU and"
            f" {_readable(self.database)} of the database (median of {self.runs})"
        )


def measured(
    work: Callable[[], object], runs: int = 5, before: Callable[[], object] = lambda: None
) -> Measured:
    """Runs `work` so many times; `before` each of them, not counted."""
    walls, cpus, database = [], [], 0.0
    for _ in range(runs):
        before()
        database -= database_cpu()
        started, busy = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - started)
        cpus.append(time.process_time() - busy)
        database += database_cpu()
    return Measured(statistics.median(walls), statistics.median(cpus), database / runs, runs)


def ratios(ours: Measured, theirs: Measured) -> str:
    return f"{ours.wall / theirs.wall:.2f} (of CPU {ours.busy / theirs.busy:.2f})"


def database_cpu() -> float:
    """Seconds that the open connections to this database have cost, if it runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        paths = [Path(f"/proc/{pid}/stat") for (pid,) in cursor.fetchall()]
    fields = [path.read_text().rpartition(")")[2].split() for path in paths if path.exists()]
    ticks = sum(int(found[_USER]) + int(found[_SYSTEM]) for found in fields)
    return ticks / os.sysconf("SC_CLK_TCK")


def _readable(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.1f} ms"
