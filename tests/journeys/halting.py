"""Run a program of the product that halts at steps, so that a test can kill it there.

`python -m tests.journeys.halting FOLDER after:1:accounts.tasks.recompute_soon … -- celery …`
runs `python -m celery …`. When the first call of that function has returned, the file FOLDER/0
appears with the number of the process, which then waits to be killed. "before:2:…" halts before
the second call that a process makes. Steps are taken in their order, by one process or by several
that were forked.
"""

import os
import pkgutil
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any
from unittest.mock import patch

import django


def main() -> None:
    end = sys.argv.index("--")
    folder, steps, program = Path(sys.argv[1]), sys.argv[2:end], sys.argv[end + 1 :]
    django.setup()
    for number, step in enumerate(steps):
        when, turn, function = step.split(":")
        halt = _halt(folder, number)
        original = pkgutil.resolve_name(function)
        patch(function, _halting(original, halt, when, int(turn))).start()
    sys.argv = program
    runpy.run_module(program[0], run_name="__main__", alter_sys=True)


def _halt(folder: Path, number: int) -> Callable[[], None]:
    """Waits for ever when it is this step's turn, once."""
    own, before = folder / str(number), folder / str(number - 1)

    def halt() -> None:
        if own.exists() or (number and not before.exists()):
            return
        unfinished = own.with_suffix(".unfinished")
        unfinished.write_text(str(os.getpid()))
        unfinished.rename(own)
        Event().wait()

    return halt


def _halting(
    original: Callable[..., Any], halt: Callable[[], None], when: str, turn: int
) -> Callable[..., Any]:
    turns = 0

    def called(*args: Any, **kwargs: Any) -> Any:
        nonlocal turns
        turns += 1
        if when == "before" and turns >= turn:
            halt()
        result = original(*args, **kwargs)
        if when == "after" and turns >= turn:
            halt()
        return result

    return called


if __name__ == "__main__":
    main()
