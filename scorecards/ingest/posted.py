"""What becomes of rows that a program sends, whatever they are about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not stored; `field` None: the row as a whole."""

    index: int
    field: str | None
    code: str
    message: str


@dataclass(frozen=True)
class Posted:
    """How many rows did what, and the others."""

    created: int
    updated: int
    unchanged: int
    rejected: Sequence[Rejected]

    @property
    def changed(self) -> bool:
        return self.created + self.updated > 0

    def with_rejected(self, others: Sequence[Rejected]) -> "Posted":
        """With rows that were rejected before, all in the order in which they were sent."""
        return replace(
            self, rejected=sorted([*self.rejected, *others], key=lambda fault: fault.index)
        )
