"""Facts that came after their day was closed: listed, and counted nowhere (rule 27)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from scorecards.models import LateDay
from scorecards.queries.closed import DayRange, FrozenRange, frozen_days
from scorecards.queries.rebuilt import changed_days
from scorecards.queries.tallies import Span


def note_late_days(
    changed: Mapping[int, Sequence[DayRange]],
    *,
    frozen: Mapping[int, Sequence[FrozenRange]],
    now: datetime,
) -> None:
    """Note the frozen ones of these days (by rep id) whose facts add up to something else now.

    Runs in the caller's transaction, under the lock of the reps.
    """
    met = [
        (rep, kept)
        for rep, days in changed.items()
        for kept in frozen_days(days, frozen=frozen.get(rep, ()))
    ]
    late = changed_days(_apart(met))
    LateDay.objects.bulk_create(
        (
            LateDay(closing_id=kept.closing_id, rep_id=rep, day=day, noticed_at=now)
            for rep, kept in met
            for day in _days(kept)
            if (rep, day) in late
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )


def _apart(met: Sequence[tuple[int, FrozenRange]]) -> list[Span]:
    """The days of each rep once, however many closings hold them."""
    spans: list[Span] = []
    for rep, first, last in sorted((rep, kept.starts, kept.ends) for rep, kept in met):
        if spans and spans[-1][0] == rep and first <= spans[-1][2]:
            spans[-1] = (rep, spans[-1][1], max(spans[-1][2], last))
            continue
        spans.append((rep, first, last))
    return spans


def _days(kept: FrozenRange) -> list[date]:
    return [kept.starts + timedelta(days=n) for n in range((kept.ends - kept.starts).days + 1)]
