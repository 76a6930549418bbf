"""Say what must be computed anew, in the transaction of the change that calls for it."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import StaleMark
from accounts.queries.arrays import numbers

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
    _mark([(rep, from_day, last) for rep in sorted(set(reps))], facts_changed=False)


def whole_months(from_day: date, to_day: date | None) -> tuple[date, date | None]:
    """The days with all others of their months: a month's quota spreads over its working days,
    so that one of them less changes what the others owe (rule 29)."""
    first = from_day.replace(day=1)
    if to_day is None or to_day >= FAR_FUTURE:
        return first, None
    return first, to_day.replace(day=monthrange(to_day.year, to_day.month)[1])


def mark_facts_changed(*, rep_days: Iterable[tuple[int, date]]) -> None:
    """Facts of these (rep id, day) pairs were added, changed or withdrawn."""
    mark_spans_changed(spans=list(_runs(sorted(set(rep_days)))))


def mark_spans_changed(*, spans: Sequence[tuple[int, date, date]]) -> None:
    """Facts of these (rep id, first day, last day) were added, changed or withdrawn."""
    _mark(spans, facts_changed=True)


def _mark(spans: Sequence[tuple[int, date, date]], *, facts_changed: bool) -> None:
    bulk = len(spans) >= BULK_FROM
    if bulk and connection.vendor == "postgresql":
        _mark_at_once(spans, facts_changed=facts_changed)
        return
    StaleMark.objects.bulk_create(
        (
            StaleMark(
                rep_id=rep, from_day=first, to_day=last, facts_changed=facts_changed, bulk=bulk
            )
            for rep, first, last in spans
        ),
        batch_size=_BATCH,
    )


def _mark_at_once(spans: Sequence[tuple[int, date, date]], *, facts_changed: bool) -> None:
    """An import marks as many spans as it stores facts: a tenth of the time of `bulk_create`."""
    reps, firsts, lasts = zip(*spans, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_stalemark"
            " (rep_id, from_day, to_day, facts_changed, bulk, marked_at)"
            " SELECT span.*, %s, TRUE, %s"
            " FROM unnest(%s::bigint[], %s::date[], %s::date[]) span",
            [facts_changed, timezone.now(), numbers(reps), numbers(firsts), numbers(lasts)],
        )


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
