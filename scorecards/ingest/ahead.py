"""Read on while the database is busy with what was read before."""

from collections.abc import Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

Item = TypeVar("Item")
_SECONDS = 0.1


def read_ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items; a thread takes the next one while the caller works at this one.

    `items` must not touch the database: connections belong to threads. What it raises is raised
    here, after the items before it.
    """
    ready: Queue[Item | _End] = Queue(maxsize=1)
    unwanted = Event()
    reader = Thread(target=_read, args=(items, ready, unwanted), daemon=True)
    reader.start()
    try:
        while not isinstance(item := ready.get(), _End):
            yield item
        if item.error:
            raise item.error
    finally:
        unwanted.set()
        _emptied(ready)
        reader.join()


class _End:
    """Nothing more comes; `error` says why when the items broke off."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def _read(items: Iterator[Item], ready: "Queue[Item | _End]", unwanted: Event) -> None:
    end = _End()
    try:
        for item in items:
            if not _put(item, ready, unwanted):
                return
    except BaseException as error:
        end = _End(error)
    _put(end, ready, unwanted)


def _put(item: Item, ready: "Queue[Item]", unwanted: Event) -> bool:
    """Whether anybody still wants it."""
    while not unwanted.is_set():
        try:
            ready.put(item, timeout=_SECONDS)
        except Full:
            continue
        return True
    return False


def _emptied(ready: "Queue[Item]") -> None:
    try:
        ready.get_nowait()
    except Empty:
        return
