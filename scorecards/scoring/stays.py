"""Where a person was and by which calendar, day for day without a gap (rules 14, 22)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from scorecards.scoring.day_counts import DayCounts

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """Days in a row in one team (None: in none) that work by one calendar."""

    starts: date
    ends: date
    team: int | None
    counts: DayCounts

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends

    def cut(self, starts: date, ends: date) -> tuple[date, date] | None:
        """The part of the stay between two days."""
        first, last = max(self.starts, starts), min(self.ends, ends)
        return (first, last) if first <= last else None


def without_gaps(
    stays: Sequence[Stay], *, starts: date, ends: date, default: DayCounts
) -> tuple[Stay, ...]:
    """The stays between two days, in order, and what lies before, between and after them.

    A day outside of every stay is in no team and works by the calendar of the nearest one; of
    two at the same distance, and of two that overlap, by the later one.
    """
    if not stays:
        return (Stay(starts, ends, None, default),)
    ordered = sorted(stays, key=lambda stay: stay.starts)
    ended = [_ended_by(stay, after) for stay, after in pairwise(ordered)]
    known = [stay for stay in (*ended, ordered[-1]) if stay.starts <= stay.ends]
    return tuple(
        Stay(*days, stay.team, stay.counts)
        for stay in _with_gaps(known, starts, ends)
        if (days := stay.cut(starts, ends)) is not None
    )


def _ended_by(stay: Stay, after: Stay) -> Stay:
    """Until the day before the next one starts."""
    return Stay(stay.starts, min(stay.ends, after.starts - _A_DAY), stay.team, stay.counts)


def _with_gaps(stays: Sequence[Stay], starts: date, ends: date) -> Iterator[Stay]:
    first, last = stays[0], stays[-1]
    if starts < first.starts:
        yield Stay(starts, first.starts - _A_DAY, None, first.counts)
    for stay, after in pairwise(stays):
        yield stay
        yield from _gap(stay, after)
    yield last
    if last.ends < ends:
        yield Stay(last.ends + _A_DAY, ends, None, last.counts)


def _gap(stay: Stay, after: Stay) -> Iterator[Stay]:
    """The days between two stays: the nearer half by each one's calendar."""
    days = (after.starts - stay.ends).days - 1
    half = stay.ends + timedelta(days=days // 2)
    if stay.ends < half:
        yield Stay(stay.ends + _A_DAY, half, None, stay.counts)
    if half + _A_DAY < after.starts:
        yield Stay(half + _A_DAY, after.starts - _A_DAY, None, after.counts)
