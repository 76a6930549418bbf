"""Marks for the days that a batch touches."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from accounts.actions.marks import mark_facts_changed

_NEAR = timedelta(days=60)
_A_DAY = timedelta(days=1)


def mark_days(rep_days: Iterable[tuple[int, date]]) -> None:
    """Days of a rep that lie less than two months apart are marked as one stretch: a batch of deals
    would write thousands of marks otherwise, and the days in between are only rebuilt to what they
    are."""
    by_rep: dict[int, set[date]] = defaultdict(set)
    for rep, day in rep_days:
        by_rep[rep].add(day)
    mark_facts_changed(
        rep_days=[(rep, day) for rep, days in by_rep.items() for day in _stretched(sorted(days))]
    )


def _stretched(days: list[date]) -> Iterable[date]:
    """Sorted days, and all days of the short gaps between them."""
    for day, following in zip(days, [*days[1:], date.max], strict=True):
        end = following if following - day < _NEAR else day + _A_DAY
        while day < end:
            yield day
            day += _A_DAY
