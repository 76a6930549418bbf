"""How far a line is against how far its period is (scoring.md rules 16 to 19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from scorecards.scoring.days_gone import DaysGone
from scorecards.scoring.elapsed import Elapsed
from scorecards.scoring.lines import attainment, earned, ratio
from scorecards.scoring.records import (
    HUNDRED,
    ZERO,
    LineState,
    ScoredLine,
    ScoredSection,
)
from scorecards.scoring.rounding import settled


class Status(StrEnum):
    AHEAD = "ahead"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The lowest pace of each status, as shares of what is expected; below them all: behind."""

    ahead: Decimal = Decimal("1.10")
    on_track: Decimal = Decimal("1.00")
    at_risk: Decimal = Decimal("0.80")


@dataclass(frozen=True, slots=True)
class Needed:
    """What every working day left has to bring; `missed` when none is left and some is short."""

    per_day: Decimal | None
    missed: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a line or a section stands at a moment.

    `elapsed` is 0 to 1, `pace` a share of what is expected by now, `days_left` the rep's working
    days with the rest of today; `expected` and `projection` are in units of the metric, or
    points of score for a section. None means unknown: the line does not count, nothing has
    elapsed yet, or (`needed`) the line does not grow by the day.
    """

    elapsed: Decimal
    expected: Decimal | None
    pace: Decimal | None
    status: Status | None
    projection: Decimal | None
    needed_per_day: Needed | None
    days_left: Decimal


DEFAULT_THRESHOLDS = Thresholds()


def line_pace(
    line: ScoredLine,
    *,
    presence: Sequence[Decimal],
    starts: date,
    today: date,
    gone_today: Decimal,
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
) -> Pace:
    """The pace of one line; `presence` is the present share of each day from `starts` on.

    An average, a latest value and a lower-is-better line do not grow towards their target: they
    can be on it on the first day and off it on the last. So once anything has elapsed they are
    held to the whole target, and their elapsed share counts as 1.
    """
    days = DaysGone(presence, starts, today, gone_today)
    elapsed = days.of_line(line)
    days_left = days.left
    if line.state != LineState.COUNTS or line.actual is None:
        return _unknown(elapsed.share, days_left)
    reached = _line_reached(line, line.actual, elapsed)
    return Pace(
        elapsed=elapsed.share,
        expected=expected(target=line.target, elapsed=elapsed),
        pace=reached,
        status=status_of(reached, thresholds),
        projection=_projected(line, days),
        needed_per_day=needed_per_day(actual=line.actual, target=line.target, days_left=days_left)
        if line.cumulative
        else None,
        days_left=days_left,
    )


def section_pace(
    section: ScoredSection,
    *,
    starts: date,
    today: date,
    gone_today: Decimal,
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
) -> Pace:
    """The pace of a section: its score against 100 × Σ weight × elapsed ÷ Σ weight.

    The projected score is that of the lines' projected actuals, gates included.
    """
    days = DaysGone(section.presence, starts, today, gone_today)
    if section.score is None:
        return _unknown(days.bare.share, days.left)
    expected_score = _expected_score(section, days)
    reached = ratio(numerator=_unrounded_score(section), denominator=expected_score)
    return Pace(
        elapsed=days.bare.share,
        expected=expected_score,
        pace=reached,
        status=status_of(reached, thresholds),
        projection=_projected_score(section, days),
        needed_per_day=None,
        days_left=days.left,
    )


def expected(*, target: Decimal, elapsed: Elapsed) -> Decimal:
    """target × elapsed share (rule 17)."""
    return target * elapsed.done / elapsed.total if elapsed.total else ZERO


def pace(*, actual: Decimal, target: Decimal, elapsed: Elapsed) -> Decimal | None:
    """attainment ÷ elapsed share (rule 17); None as long as nothing is expected."""
    return ratio(numerator=actual * elapsed.total, denominator=target * elapsed.done)


def status_of(reached: Decimal | None, thresholds: Thresholds) -> Status | None:
    """The word for a pace (rule 17); None for none."""
    if reached is None:
        return None
    reached = settled(reached)
    if reached >= thresholds.ahead:
        return Status.AHEAD
    if reached >= thresholds.on_track:
        return Status.ON_TRACK
    return Status.AT_RISK if reached >= thresholds.at_risk else Status.BEHIND


def needed_per_day(*, actual: Decimal, target: Decimal, days_left: Decimal) -> Needed:
    """max(0, target − actual) ÷ working days left (rule 18)."""
    short = max(ZERO, target - actual)
    if not days_left:
        return Needed(per_day=None, missed=True) if short else Needed(per_day=ZERO, missed=False)
    return Needed(per_day=short / days_left, missed=False)


def projection(*, actual: Decimal, elapsed: Elapsed) -> Decimal | None:
    """actual ÷ elapsed share (rule 19); None as long as nothing has elapsed."""
    return ratio(numerator=actual * elapsed.total, denominator=elapsed.done)


def _line_reached(line: ScoredLine, actual: Decimal, elapsed: Elapsed) -> Decimal | None:
    """The pace of what was done, whether or not a gate lets it earn."""
    if line.cumulative:
        return pace(actual=actual, target=line.target, elapsed=elapsed)
    if not elapsed.done:
        return None
    return attainment(actual=actual, target=line.target, direction=line.direction)


def _projected(line: ScoredLine, days: DaysGone) -> Decimal | None:
    """Volumes go on as so far, in whichever direction; a rate is expected to stay what it is."""
    if line.actual is None or not days.begun:
        return None
    if not line.aggregation.is_volume:
        return line.actual
    return projection(actual=line.actual, elapsed=days.of_volume(line))


def _unrounded_score(section: ScoredSection) -> Decimal:
    """From the lines, which keep all digits: as stored, a score falls short of a threshold."""
    points = (line.points for line in section.lines if line.points is not None)
    return HUNDRED * sum(points, ZERO) / section.weight


def _expected_score(section: ScoredSection, days: DaysGone) -> Decimal:
    due = sum(
        (
            expected(target=line.weight, elapsed=days.of_line(line))
            for line in section.lines
            if line.state == LineState.COUNTS
        ),
        ZERO,
    )
    return HUNDRED * due / section.weight


def _projected_score(section: ScoredSection, days: DaysGone) -> Decimal | None:
    total = ZERO
    for line in section.lines:
        if line.state != LineState.COUNTS:
            continue
        actual = _projected(line, days)
        if actual is None:
            return None
        total += earned(line=line, actual=actual, weight=line.weight) or ZERO
    return HUNDRED * total / section.weight


def _unknown(elapsed: Decimal, days_left: Decimal) -> Pace:
    return Pace(
        elapsed=elapsed,
        expected=None,
        pace=None,
        status=None,
        projection=None,
        needed_per_day=None,
        days_left=days_left,
    )
