"""A request's rows are stored again only where nothing of them can be stored already."""

import psycopg
import pytest
from django.db import IntegrityError, OperationalError

from scorecards.ingest.posted import Posted, stored_once

DONE = Posted(created=1, updated=0, unchanged=0, rejected=())


class Store:
    """Fails as it was told, one time after the other, then stores."""

    def __init__(self, *failures: Exception) -> None:
        self._failures = list(failures)
        self.times = 0

    def __call__(self) -> Posted:
        self.times += 1
        if self._failures:
            raise self._failures.pop(0)
        return DONE


def broken_line() -> OperationalError:
    """As Django tells it: perhaps after the COMMIT was carried out."""
    error = OperationalError("the connection is closed")
    error.__cause__ = psycopg.OperationalError("the connection is closed")
    return error


def deadlock() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = psycopg.errors.DeadlockDetected("deadlock detected")
    return error


@pytest.mark.parametrize("failure", [IntegrityError("taken"), deadlock()])
def test_another_request_that_got_in_between_is_met_by_beginning_again(failure: Exception) -> None:
    store = Store(failure)
    assert (stored_once(store), store.times) == (DONE, 2)


def test_a_broken_line_is_told_and_nothing_is_stored_twice() -> None:
    store = Store(broken_line())
    with pytest.raises(OperationalError):
        stored_once(store)
    assert store.times == 1


def test_it_does_not_try_for_ever() -> None:
    store = Store(*[IntegrityError("taken")] * 9)
    with pytest.raises(IntegrityError):
        stored_once(store)
    assert store.times == 3
