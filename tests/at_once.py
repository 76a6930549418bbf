"""Several things at the same moment, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection


def only_where_writers_race() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: nothing can race")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each gave, or the exception it ended with."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except Exception as failure:
            return failure
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))
