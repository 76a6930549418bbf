"""Reading on while the database works: the same items, the same errors, no thread left behind."""

from collections.abc import Iterator
from threading import active_count

import pytest

from scorecards.ingest.ahead import read_ahead


def broken_after(items: int) -> Iterator[int]:
    yield from range(items)
    raise ValueError("line 3 is broken")


def test_all_items_come_in_their_order() -> None:
    assert list(read_ahead(iter(range(1000)))) == list(range(1000))
    assert list(read_ahead(iter(()))) == []


def test_an_error_comes_after_the_items_before_it() -> None:
    ahead = read_ahead(broken_after(2))
    assert [next(ahead), next(ahead)] == [0, 1]
    with pytest.raises(ValueError, match="line 3 is broken"):
        next(ahead)


def test_a_caller_that_breaks_off_leaves_no_thread() -> None:
    threads = active_count()
    ahead = read_ahead(iter(range(1000)))
    assert next(ahead) == 0
    assert active_count() == threads + 1
    ahead.close()  # type: ignore[attr-defined]
    assert active_count() == threads
