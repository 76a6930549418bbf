"""Medians of a few runs, of wall and of CPU time: these machines are shared and noisy."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """Medians, in seconds. `cpu` is this process's own, without the database's."""

    wall: float
    cpu: float
    runs: int

    def __str__(self) -> str:
        return f"{_readable(self.wall)} wall, {_readable(self.cpu)} CPU (median of {self.runs})"


def measured(
    work: Callable[[], object], runs: int = 5, before: Callable[[], object] = lambda: None
) -> Measured:
    """Runs `work` so many times; `before` each of them, not counted."""
    walls, cpus = [], []
    for _ in range(runs):
        before()
        started, busy = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - started)
        cpus.append(time.process_time() - busy)
    return Measured(statistics.median(walls), statistics.median(cpus), runs)


def _readable(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.1f} ms"
