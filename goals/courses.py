"""What a goal's own figure came to at the end of each day (scoring.md rules 10, 32)."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from scorecards.scoring.lines import combined, ratio, value_of
from scorecards.scoring.records import NO_FACTS, ZERO, Aggregation, Tally

Tallies = Mapping[date, Tally]
"""What the facts of one owner and metric add up to, by day."""

# A line over a year says no more with 250 points, and its table could not be read.
MOST_STEPS = 30


@dataclass(frozen=True, slots=True)
class Course:
    """A figure that changes on some days, in order, and stays what it is between them.

    `before` is its value until the first of them; None is unknown.
    """

    before: Decimal | None
    days: tuple[date, ...] = ()
    values: tuple[Decimal | None, ...] = ()

    def on(self, day: date) -> Decimal | None:
        """The figure at the end of a day."""
        position = bisect_right(self.days, day)
        return self.values[position - 1] if position else self.before


@dataclass(frozen=True, slots=True)
class Counted:
    """The facts of one metric from the goal's first day on."""

    tallies: Tallies
    aggregation: Aggregation


def total_course(counted: Counted, *, start: Decimal) -> Course:
    """The start and what was added since; of averages and latest values, the value itself."""
    added = level_course(counted, start=start)
    if not counted.aggregation.is_volume:
        return added
    values = tuple(None if value is None else start + value for value in added.values)
    return Course(start, added.days, values)


def level_course(counted: Counted, *, start: Decimal) -> Course:
    """The metric's own value since the first day.

    An average is unknown until there are samples, a latest value is the start until another is
    reported, a volume begins at 0 (rule 6).
    """
    days, values = [], []
    for day, (tally,) in _running([counted.tallies]):
        days.append(day)
        values.append(value_of(tally, counted.aggregation))
    before = {Aggregation.AVERAGE: None, Aggregation.LATEST: start}
    return Course(before.get(counted.aggregation, ZERO), tuple(days), tuple(values))


def share_course(part: Counted, *, whole: Sequence[Counted]) -> Course:
    """Σ of the part ÷ Σ of what it is a share of, since the first day; unknown without either."""
    counted = [part, *whole]
    days, values = [], []
    for day, tallies in _running([each.tallies for each in counted]):
        known = [
            value_of(tally, each.aggregation) for tally, each in zip(tallies, counted, strict=True)
        ]
        sums = [value for value in known if value is not None]
        complete = len(sums) == len(known)
        days.append(day)
        values.append(
            ratio(numerator=sums[0], denominator=sum(sums[1:], ZERO)) if complete else None
        )
    return Course(None, tuple(days), tuple(values))


def reported_course(reports: Iterable[tuple[date, Decimal]], *, start: Decimal) -> Course:
    """What check-ins said, in their order; of one day the last holds."""
    by_day = dict(reports)
    days = tuple(sorted(by_day))
    return Course(start, days, tuple(by_day[day] for day in days))


def milestones_course(steps: Sequence[tuple[Decimal, date | None]]) -> Course:
    """Done weight ÷ all weight; `steps` are (weight, day done). Unknown without any."""
    whole = sum((weight for weight, _ in steps), ZERO)
    if not whole:
        return Course(None)
    done = ZERO
    by_day: dict[date, Decimal] = {}
    for day, weight in sorted((day, weight) for weight, day in steps if day is not None):
        done += weight
        by_day[day] = done / whole
    return Course(ZERO, tuple(by_day), tuple(by_day.values()))


def path_days(*, starts: date, due: date, today: date) -> tuple[date, ...]:
    """The days through whose ends the path is drawn: from the day before the first, where
    nothing is done yet, in equal steps to the last; today among them.
    """
    before = starts - timedelta(days=1)
    length = (due - before).days
    step = max(1, -(-length // MOST_STEPS))
    days = {before + timedelta(days=n) for n in range(0, length, step)} | {due}
    if starts <= today <= due:
        days.add(today)
    return tuple(sorted(days))


def _running(found: Sequence[Tallies]) -> Iterator[tuple[date, list[Tally]]]:
    """After each day on which one of them changes, what each has come to."""
    sums = [NO_FACTS] * len(found)
    for day in sorted({day for tallies in found for day in tallies}):
        for position, tallies in enumerate(found):
            if day in tallies:
                sums[position] = combined([sums[position], tallies[day]])
        yield day, list(sums)
