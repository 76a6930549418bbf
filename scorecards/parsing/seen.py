"""Which texts came before in a file of millions of rows, in little memory."""

from array import array

_FEW = 1 << 12
_BITS = (1 << 64) - 1


class Seen:
    """Keeps a hash of 64 bits of each text, in 12 to 24 bytes; a set of a million takes 100 MB.

    An open table: a hash stands at the place that its low bits name, or at the next free one.
    """

    def __init__(self) -> None:
        self._table = array("Q", bytes(8 * _FEW))
        self._count = 0

    def is_new(self, text: str | bytes) -> bool:
        """Whether the text comes for the first time; from now on it has come."""
        # 0 stands for a free place.
        number = hash(text) & _BITS or 1
        table = self._table
        last = len(table) - 1
        place = number & last
        while found := table[place]:
            if found == number:
                return False
            place = place + 1 & last
        table[place] = number
        self._count += 1
        if 3 * self._count > 2 * len(table):
            self._grow()
        return True

    def _grow(self) -> None:
        """Twice the places, and each hash at its place among them."""
        table = array("Q", bytes(16 * len(self._table)))
        last = len(table) - 1
        for number in self._table:
            if number:
                place = number & last
                while table[place]:
                    place = place + 1 & last
                table[place] = number
        self._table = table


class Times:
    """How many times a text has come, itself included; most come once."""

    def __init__(self) -> None:
        self._seen = Seen()
        self._again: dict[bytes, int] = {}

    def of(self, text: bytes) -> int:
        if self._seen.is_new(text):
            return 1
        self._again[text] = self._again.get(text, 1) + 1
        return self._again[text]
