"""The next best action: where one more unit earns most towards being on pace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from scorecards.scoring.lines import earned
from scorecards.scoring.pace import Pace
from scorecards.scoring.records import ZERO, LineState, ScoredLine
from scorecards.scoring.rounding import settled


@dataclass(frozen=True, slots=True)
class NextAction:
    """The units of one metric that bring its line on pace, and what they are worth.

    `hours` is the time in which the rep usually does as much; None when no rate is known.
    """

    metric: str
    name: str
    unit: str
    units: Decimal
    points: Decimal
    hours: Decimal | None

    @property
    def whole_units(self) -> int:
        """Rounded up: nobody makes 2.3 calls."""
        return int(settled(self.units).to_integral_value(ROUND_CEILING))


def next_best_action(
    *,
    lines: Sequence[tuple[ScoredLine, Pace]],
    usual_per_hour: Mapping[str, Decimal | None],
) -> NextAction | None:
    """The best of the lines that grow day by day and are behind what is expected by now.

    Best is the line that brings most points per hour at the rep's usual rate; lines without a
    known rate come after those, by the points they bring; the scorecard's order settles the
    rest. None when every line is on pace, or when what is missing would earn nothing.
    """
    actions = (_action(line, pace, usual_per_hour.get(line.metric)) for line, pace in lines)
    return max((each for each in actions if each is not None), key=_preference, default=None)


def _action(line: ScoredLine, pace: Pace, per_hour: Decimal | None) -> NextAction | None:
    if line.state != LineState.COUNTS or not line.cumulative or line.actual is None:
        return None
    units = _aim(line, pace) - line.actual
    if units <= ZERO:
        return None
    reached = earned(line=line, actual=line.actual + units, weight=line.weight) or ZERO
    gained = reached - (line.points or ZERO)
    if gained <= ZERO:
        return None
    hours = units / per_hour if per_hour else None
    return NextAction(line.metric, line.name, line.unit, units, gained, hours)


def _aim(line: ScoredLine, pace: Pace) -> Decimal:
    """What is expected by now, or the start gate below which it would earn nothing."""
    if pace.expected is None or line.actual is None or line.actual >= pace.expected:
        return ZERO
    aim = pace.expected
    if line.start_gate is not None:
        aim = max(aim, line.start_gate)
    return aim if line.stop_gate is None else min(aim, line.stop_gate)


def _preference(action: NextAction) -> tuple[bool, Decimal, Decimal]:
    if not action.hours:
        return False, ZERO, action.points
    return True, action.points / action.hours, action.points
