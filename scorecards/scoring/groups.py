"""The line and the score of a group, and its quota (scoring.md rules 20 to 23)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from scorecards.scoring.lines import attainment, points, ratio
from scorecards.scoring.pace import DEFAULT_THRESHOLDS, Pace, Status, Thresholds, status_of
from scorecards.scoring.records import (
    HUNDRED,
    ONE,
    ZERO,
    Aggregation,
    Direction,
    LineState,
    ScoredLine,
)
from scorecards.scoring.sections import score_of


class Roster(StrEnum):
    """Who is counted: every member with the metric, or only those with a fact of it."""

    FULL = "full_roster"
    CONTRIBUTORS = "contributors"


@dataclass(frozen=True, slots=True)
class MemberLines:
    """One member's scored lines, and their paces by metric when the group's pace is wanted.

    Who moved brings the lines of the days in this group, no others (rule 22).
    """

    lines: Sequence[ScoredLine]
    paces: Mapping[str, Pace] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One metric of a group; `members` have it on their scorecard, `contributors` have facts."""

    metric: str
    name: str
    unit: str
    aggregation: Aggregation
    direction: Direction
    actual: Decimal | None
    target: Decimal | None
    weight: Decimal
    attainment: Decimal | None
    points: Decimal | None
    state: LineState
    members: int
    contributors: int
    elapsed: Decimal | None
    expected: Decimal | None
    pace: Decimal | None
    status: Status | None


@dataclass(frozen=True, slots=True)
class GroupSection:
    """A group's lines and score, for the roster that its label names."""

    roster: Roster
    score: Decimal | None
    points: Decimal
    weight: Decimal
    lines: tuple[GroupLine, ...]
    expected: Decimal | None
    pace: Decimal | None
    status: Status | None


@dataclass(frozen=True, slots=True)
class GroupStanding:
    full: GroupSection
    contributors: GroupSection


def group_lines(
    members: Sequence[MemberLines], *, thresholds: Thresholds = DEFAULT_THRESHOLDS
) -> GroupStanding:
    """The group's lines and score for the full roster and for contributors only (rule 20).

    A line's attainment is Σ actuals ÷ Σ targets, its weight the sum of its members' weights.
    An average is Σ values ÷ Σ facts (rule 21) against the mean of the members' targets. Gates
    are the members' own and do not hold the group. A member whose line is not expected, being
    away for instance, brings the volume that was done but neither target nor weight.
    """
    return GroupStanding(
        full=_section(Roster.FULL, members, thresholds),
        contributors=_section(Roster.CONTRIBUTORS, members, thresholds),
    )


def group_quota(*, own: Decimal | None, members: Iterable[Decimal | None]) -> Decimal | None:
    """A group's own quota, or else the sum of its members'; None when there is neither."""
    known = [quota for quota in members if quota is not None]
    return sum(known, ZERO) if own is None and known else own


def over_assignment(*, own: Decimal | None, members: Iterable[Decimal | None]) -> Decimal | None:
    """Σ members' quotas ÷ the group's own − 1; below 0 it is under-assigned (rule 23)."""
    assigned = group_quota(own=None, members=members)
    if own is None or assigned is None:
        return None
    return ratio(numerator=assigned - own, denominator=own)


def total_attainment(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Σ actual ÷ Σ quota over periods or groups, never a mean of percentages (rule 23)."""
    actuals, quotas = ZERO, ZERO
    for actual, quota in parts:
        actuals, quotas = actuals + actual, quotas + quota
    return ratio(numerator=actuals, denominator=quotas)


_Entry = tuple[ScoredLine, Pace | None]


def _section(
    roster: Roster, members: Sequence[MemberLines], thresholds: Thresholds
) -> GroupSection:
    by_metric: dict[str, list[_Entry]] = {}
    for member in members:
        for line in member.lines:
            if roster == Roster.FULL or line.facts:
                entry = (line, member.paces.get(line.metric))
                by_metric.setdefault(line.metric, []).append(entry)
    lines = tuple(_line(entries, thresholds) for entries in by_metric.values())
    total = sum((line.points for line in lines if line.points is not None), ZERO)
    weight = sum((line.weight for line in lines), ZERO)
    score = score_of(points=total, weight=weight)
    expected = _expected_score(lines, weight)
    reached = None
    if score is not None and expected is not None:
        reached = ratio(numerator=score, denominator=expected)
    status = status_of(reached, thresholds)
    return GroupSection(roster, score, total, weight, lines, expected, reached, status)


def _line(entries: Sequence[_Entry], thresholds: Thresholds) -> GroupLine:
    lines = [line for line, _ in entries]
    counting = [entry for entry in entries if entry[0].state == LineState.COUNTS]
    first, actual, target = lines[0], _actual(lines), _target([line for line, _ in counting])
    weight = sum((line.weight for line, _ in counting), ZERO)
    earned = share = elapsed = None
    if actual is not None and target is not None:
        earned = points(weight=weight, actual=actual, target=target, direction=first.direction)
        share = attainment(actual=actual, target=target, direction=first.direction)
        elapsed = _elapsed(counting)
    reached = _reached(share, elapsed)
    return GroupLine(
        metric=first.metric,
        name=first.name,
        unit=first.unit,
        aggregation=first.aggregation,
        direction=first.direction,
        actual=actual,
        target=target,
        weight=weight,
        attainment=share,
        points=earned,
        state=_state(lines),
        members=len(lines),
        contributors=sum(1 for line in lines if line.facts),
        elapsed=elapsed,
        expected=None if elapsed is None or target is None else target * elapsed,
        pace=reached,
        status=status_of(reached, thresholds),
    )


def _actual(lines: Sequence[ScoredLine]) -> Decimal | None:
    if lines[0].aggregation == Aggregation.AVERAGE:
        total = sum((line.total for line in lines), ZERO)
        return ratio(numerator=total, denominator=Decimal(sum(line.facts for line in lines)))
    if not lines[0].aggregation.is_volume:
        lines = [line for line in lines if line.state == LineState.COUNTS]
    known = [line.actual for line in lines if line.actual is not None]
    return sum(known, ZERO) if known else None


def _target(counting: Sequence[ScoredLine]) -> Decimal | None:
    if not counting:
        return None
    total = sum((line.target for line in counting), ZERO)
    return total / len(counting) if counting[0].aggregation == Aggregation.AVERAGE else total


def _state(lines: Sequence[ScoredLine]) -> LineState:
    states = {line.state for line in lines}
    for state in (LineState.COUNTS, LineState.UNKNOWN):
        if state in states:
            return state
    return LineState.NOT_EXPECTED


def _elapsed(counting: Sequence[_Entry]) -> Decimal | None:
    """The members' elapsed shares, each by its target; None when one is not known."""
    due = ZERO
    shares = []
    for line, pace in counting:
        if pace is None:
            return None
        shares.append(pace.elapsed)
        due += line.target * pace.elapsed
    if not counting[0][0].cumulative:
        return ONE if any(shares) else ZERO
    return ratio(numerator=due, denominator=sum((line.target for line, _ in counting), ZERO))


def _reached(share: Decimal | None, elapsed: Decimal | None) -> Decimal | None:
    return None if share is None or not elapsed else share / elapsed


def _expected_score(lines: Sequence[GroupLine], weight: Decimal) -> Decimal | None:
    due = ZERO
    for line in lines:
        if line.state != LineState.COUNTS:
            continue
        if line.elapsed is None:
            return None
        due += line.weight * line.elapsed
    return ratio(numerator=HUNDRED * due, denominator=weight)
