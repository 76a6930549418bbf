"""One line of a scorecard: its value, attainment, points and gates (scoring.md rules 1 to 6)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from scorecards.scoring.records import (
    ONE,
    ZERO,
    Aggregation,
    BenchmarkTerms,
    Direction,
    Figures,
    Gate,
    LineState,
    PeriodTarget,
    ScoredLine,
    Tally,
)


def attainment(*, actual: Decimal, target: Decimal, direction: Direction) -> Decimal | None:
    """Share of the target that was reached, uncapped; None when nothing was expected.

    Higher is better: actual ÷ target (rule 1). Lower is better: 2 − actual ÷ target and never
    below 0 (rule 4).
    """
    return points(weight=ONE, actual=actual, target=target, direction=direction)


def points(
    *, weight: Decimal, actual: Decimal, target: Decimal, direction: Direction
) -> Decimal | None:
    """weight × attainment (rule 2), divided last so that 30 points for 1 of 3 are exactly 10."""
    if direction is Direction.LOWER:
        return _points_for_less(weight, actual, target)
    return weight * actual / target if target else None


def unit_worth(*, weight: Decimal, target: Decimal) -> Decimal | None:
    """Points that one unit brings (rule 2); None when nothing was expected."""
    return weight / target if target else None


def weight_from_worth(*, worth: Decimal, target: Decimal) -> Decimal:
    """The weight of a benchmark whose editor typed the points per unit (rule 2)."""
    return worth * target


def ratio(*, numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """Ratio of two sums; unknown without a denominator (rules 6 and 10)."""
    return numerator / denominator if denominator else None


def value_of(tally: Tally, aggregation: Aggregation) -> Decimal | None:
    """A metric's value over the period (rule 10); None when it is unknown (rule 6)."""
    if aggregation is Aggregation.SUM:
        return tally.total
    if aggregation is Aggregation.COUNT:
        return Decimal(tally.facts)
    if aggregation is Aggregation.AVERAGE:
        return ratio(numerator=tally.total, denominator=Decimal(tally.facts))
    return tally.latest


def combined(tallies: Iterable[Tally]) -> Tally:
    """Several tallies as one, such as those of a period's days or of a team's reps.

    The latest value is that of the latest day; tallies that do not name one come in order.
    """
    total, facts = ZERO, 0
    latest: Decimal | None = None
    latest_on: date | None = None
    for tally in tallies:
        total, facts = total + tally.total, facts + tally.facts
        is_later = (tally.latest_on or date.min) >= (latest_on or date.min)
        if tally.latest is not None and is_later:
            latest, latest_on = tally.latest, tally.latest_on
    return Tally(total=total, facts=facts, latest=latest, latest_on=latest_on)


def past_gates(
    *,
    actual: Decimal,
    start_gate: Decimal | None,
    stop_gate: Decimal | None,
    direction: Direction,
) -> tuple[Decimal | None, Gate]:
    """The part of the actual that earns, None for nothing, and the gate that holds (rule 3).

    On a lower-is-better line the gates are mirrored: above the start nothing is earned, and
    going below the stop earns nothing more.
    """
    sign = -1 if direction == Direction.LOWER else 1
    if start_gate is not None and sign * actual < sign * start_gate:
        return None, Gate.START
    if stop_gate is not None and sign * actual > sign * stop_gate:
        return stop_gate, Gate.STOP
    return actual, Gate.NONE


def earned(*, line: ScoredLine, actual: Decimal, weight: Decimal) -> Decimal | None:
    """Points that a line would earn for some other actual or weight, gates included."""
    earning, _ = past_gates(
        actual=actual,
        start_gate=line.start_gate,
        stop_gate=line.stop_gate,
        direction=line.direction,
    )
    return _earned(weight, earning, line.target, line.direction)


def score_line(*, terms: BenchmarkTerms, tally: Tally, target: PeriodTarget) -> ScoredLine:
    """The line with its points, or with the state that keeps it out of the score."""
    return scored_line(terms, target, figures_of(terms, target, tally))


def figures_of(terms: BenchmarkTerms, target: PeriodTarget, tally: Tally) -> Figures:
    """What the facts come to against the target: what differs from rep to rep in a line."""
    actual = value_of(tally, terms.aggregation)
    state = _state(actual, target.target, terms.direction)
    if actual is None or state is not LineState.COUNTS:
        return Figures(actual, None, None, state, Gate.NONE, tally.total, tally.facts)
    earning: Decimal | None = actual
    gate = Gate.NONE
    if target.start_gate is not None or target.stop_gate is not None:
        earning, gate = past_gates(
            actual=actual,
            start_gate=target.start_gate,
            stop_gate=target.stop_gate,
            direction=terms.direction,
        )
    share = _earned(ONE, earning, target.target, terms.direction)
    worth = _earned(terms.weight, earning, target.target, terms.direction)
    return Figures(actual, share, worth, state, gate, tally.total, tally.facts)


def not_expected(figures: Figures) -> Figures:
    """Of a line that leaves the score because the rep was not there (rule 15)."""
    return figures._replace(
        attainment=None, points=None, state=LineState.NOT_EXPECTED, gate=Gate.NONE
    )


def scored_line(terms: BenchmarkTerms, target: PeriodTarget, figures: Figures) -> ScoredLine:
    return ScoredLine(
        metric=terms.metric,
        name=terms.name,
        unit=terms.unit,
        aggregation=terms.aggregation,
        direction=terms.direction,
        actual=figures.actual,
        target=target.target,
        full_target=target.full_target,
        weight=terms.weight,
        unit_worth=unit_worth(weight=terms.weight, target=target.target),
        attainment=figures.attainment,
        points=figures.points,
        state=figures.state,
        parts=target.parts,
        start_gate=target.start_gate,
        stop_gate=target.stop_gate,
        prorated=terms.prorated,
        weekday_profile=terms.weekday_profile,
        spread=target.spread,
        held_by_gate=figures.gate,
        total=figures.total,
        facts=figures.facts,
    )


def _earned(
    weight: Decimal, earning: Decimal | None, target: Decimal, direction: Direction
) -> Decimal | None:
    if earning is None:
        return ZERO
    if direction is Direction.LOWER:
        return _points_for_less(weight, earning, target)
    return weight * earning / target if target else None


def _state(actual: Decimal | None, target: Decimal, direction: Direction) -> LineState:
    if not target and direction is Direction.HIGHER:
        return LineState.NOT_EXPECTED
    return LineState.UNKNOWN if actual is None else LineState.COUNTS


def _points_for_less(weight: Decimal, actual: Decimal, target: Decimal) -> Decimal:
    if not target:
        return ZERO if actual else weight
    return max(ZERO, weight * (2 * target - actual) / target)
