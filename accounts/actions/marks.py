"""Say what must be computed anew, in the transaction of the change that calls for it."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from accounts.models import StaleMark

_BATCH = 1000
# A change without an end (a membership, an override) touches every later day.
FAR_FUTURE = date(9999, 12, 31)
# More rows of marks at once than any page makes by hand: work for the workers that may wait.
BULK_FROM = 50


def mark_stale(*, reps: Iterable[int], from_day: date, to_day: date | None) -> None:
    """Scores of these reps (ids) from `from_day` to `to_day` (None: without end) are out of date.

    For changes of targets, weights, calendars, memberships and time off: the totals
    hold, only scores are computed anew.
    """
    last = to_day or FAR_FUTURE
    _mark(
        [
            StaleMark(rep_id=rep, from_day=from_day, to_day=last, facts_changed=False)
            for rep in sorted(set(reps))
        ]
    )


def whole_months(from_day: date, to_day: date | None) -> tuple[date, date | None]:
    """The days with all others of their months: a month's quota spreads over its working days,
    so that one of them less changes what the others owe (rule 29)."""
    first = from_day.replace(day=1)
    if to_day is None or to_day >= FAR_FUTURE:
        return first, None
    return first, to_day.replace(day=monthrange(to_day.year, to_day.month)[1])


def mark_facts_changed(*, rep_days: Iterable[tuple[int, date]]) -> None:
    """Facts of these (rep id, day) pairs were added, changed or withdrawn."""
    _mark(
        [
            StaleMark(rep_id=rep, from_day=first, to_day=last, facts_changed=True)
            for rep, first, last in _runs(sorted(set(rep_days)))
        ]
    )


def _mark(marks: list[StaleMark]) -> None:
    for mark in marks:
        mark.bulk = len(marks) >= BULK_FROM
    StaleMark.objects.bulk_create(marks, batch_size=_BATCH)


def _runs(rep_days: Iterable[tuple[int, date]]) -> Iterable[tuple[int, date, date]]:
    """Days in a row of one rep become one run: an import of a year marks few rows."""
    run: tuple[int, date, date] | None = None
    for rep, day in rep_days:
        if run and run[0] == rep and day == run[2] + timedelta(days=1):
            run = (rep, run[1], day)
            continue
        if run:
            yield run
        run = (rep, day, day)
    if run:
        yield run
