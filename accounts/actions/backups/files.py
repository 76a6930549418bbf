"""The file of a backup: whole or not there, and for nobody but its owner."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from accounts.actions.refusals import Refused


@contextmanager
def made_whole(path: Path) -> Iterator[Path]:
    """The name to write to; it becomes `path` when the block ends well, else it is removed.

    Raises Refused when there is such a file already, or none can be made.
    """
    if path.exists() or path.is_symlink():  # one that leads nowhere: a disk that is not there
        raise Refused(f"{path} exists: a backup overwrites nothing.")
    try:
        number, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # mode 0600
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from error
    os.close(number)
    unfinished = Path(name)
    try:
        yield unfinished
        _kept_on_disk(unfinished)
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _kept_on_disk(path: Path) -> None:
    """So that a power cut leaves no empty file under the name of a backup."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def first_bytes(path: Path) -> bytes:
    """Enough of it to tell its kind. Raises Refused when it cannot be read."""
    if path.exists() and not path.is_file():
        raise Refused(f"{path} is no file.")
    try:
        with path.open("rb") as file:
            return file.read(16)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from error
