"""How far a long command has come, on standard error: a bar at a terminal, else some lines."""

from collections.abc import Callable
from typing import TextIO

_WIDTH = 30


class Progress:
    """`clock` gives seconds that only ever grow."""

    def __init__(self, stream: TextIO, *, total: int, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._total = max(total, 1)
        self._clock = clock
        self._started = clock()
        self._tenths = 0
        self._is_terminal = stream.isatty()

    def show(self, done: int) -> None:
        share = min(done / self._total, 1)
        speed = done / max(self._clock() - self._started, 0.001)
        words = f"{share:4.0%}  {done:,} of {self._total:,} rows, {speed:,.0f} rows/s"
        if self._is_terminal:
            filled = round(share * _WIDTH)
            self._stream.write(f"\r[{'#' * filled}{'.' * (_WIDTH - filled)}] {words} ")
        elif int(share * 10) > self._tenths:
            self._tenths = int(share * 10)
            self._stream.write(f"{words}\n")
        self._stream.flush()

    def close(self) -> None:
        if self._is_terminal:
            self._stream.write("\n")
