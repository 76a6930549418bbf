"""Who did it: written into the history with the change."""

from django.db.models import Model

from accounts.models import User


def sign(row: Model, by: User | None) -> None:
    """The history row that the next save or delete of `row` writes names this person."""
    vars(row).update(_history_user=by)
