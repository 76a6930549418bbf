"""What becomes of rows that a program sends, whatever they are about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError, OperationalError

from accounts.queries.database import database_is_away

_ATTEMPTS = 3


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


def stored_once(store: Callable[[], Posted]) -> Posted:
    """What one transaction made of the rows; begun again when another request got in between:
    its rows are then there to be compared.

    Not when the database went away: the rows may be stored already, and those without an
    external id would be stored twice.
    """
    for _attempt in range(1, _ATTEMPTS):
        try:
            return store()
        except (IntegrityError, OperationalError) as error:
            if database_is_away(error):
                raise
    return store()
