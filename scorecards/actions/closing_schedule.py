"""Periods that close by themselves, some working days after their end (rule 27)."""

from datetime import datetime

from django.db import transaction

from accounts.actions.refusals import Refused
from scorecards.actions.closings import close_period
from scorecards.models import Closing, Scorecard
from scorecards.queries.closings.due import DueClosing, due_closings


def close_by_schedule(*, now: datetime) -> list[Closing]:
    """Close what is due, each period in a transaction of its own; what was closed.

    Killed in the middle, or run twice at once, every period is closed once: what is closed
    or was opened again since is looked up under the lock of its scorecard.
    """
    return [closing for due in due_closings(now=now) if (closing := _closed(due, now)) is not None]


@transaction.atomic
def _closed(due: DueClosing, now: datetime) -> Closing | None:
    Scorecard.objects.select_for_update(no_key=True).get(pk=due.scorecard.pk)
    known = Closing.objects.filter(
        scorecard=due.scorecard, kind=due.period.kind.value, key=due.period.key
    )
    if known.exists():
        return None
    try:
        return close_period(scorecard=due.scorecard, period=due.period, by=None, note="", now=now)
    except Refused:  # not over for everybody, or busy: the next turn tries again
        return None
