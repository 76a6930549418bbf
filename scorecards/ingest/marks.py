"""Marks for the days that a batch touches."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from accounts.actions.marks import mark_spans_changed

_NEAR = timedelta(days=60)


def mark_days(rep_days: Iterable[tuple[int, date]]) -> None:
    """Days of a rep that lie less than two months apart are marked as one stretch: a batch of deals
    would write thousands of marks otherwise, and the days in between are only rebuilt to what they
    are."""
    by_rep: dict[int, set[date]] = defaultdict(set)
    for rep, day in rep_days:
        by_rep[rep].add(day)
    mark_spans_changed(
        spans=[
            (rep, first, last)
            for rep, days in sorted(by_rep.items())
            for first, last in _stretches(sorted(days))
        ]
    )


def _stretches(days: list[date]) -> Iterable[tuple[date, date]]:
    """First and last of sorted days that are near one another."""
    first = last = days[0]
    for day in days[1:]:
        if day - last >= _NEAR:
            yield first, last
            first = day
        last = day
    yield first, last
