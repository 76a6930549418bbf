"""What the scoring engine takes in and gives back: plain frozen records of exact decimals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)


class Aggregation(StrEnum):
    """How a metric's value over a period follows from its facts (rule 10).

    A count is the number of facts, whatever their quantities; a sum is the total of quantities.
    """

    SUM = "sum"
    COUNT = "count"
    AVERAGE = "average"
    LATEST = "latest"

    @property
    def is_volume(self) -> bool:
        """Whether days add up, so that a target is owed day by day (rule 15)."""
        return self in (Aggregation.SUM, Aggregation.COUNT)


class Direction(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"


class LineState(StrEnum):
    """Whether a line is in the score, or why it left it (rules 5 and 6)."""

    COUNTS = "counts"
    UNKNOWN = "unknown"
    NOT_EXPECTED = "not_expected"


class TargetSource(StrEnum):
    """Where the amount in force on a day comes from (rule 11)."""

    SCORECARD = "scorecard"
    OVERRIDE = "override"
    QUOTA = "quota"
    RAMP = "ramp"


class Gate(StrEnum):
    """The gate that holds a line back: below its start, or beyond its stop (rule 3)."""

    NONE = ""
    START = "start"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class BenchmarkTerms:
    """One metric on a scorecard version, as its editor wrote it.

    The weekday profile (Monday first) holds the targets themselves in a section of one day, and
    relative weights of the days in a longer one (rule 13). Gates are in units of the metric and
    belong to the target as written.
    """

    metric: str
    name: str
    unit: str
    aggregation: Aggregation
    direction: Direction
    target: Decimal
    weight: Decimal
    start_gate: Decimal | None = None
    stop_gate: Decimal | None = None
    weekday_profile: tuple[Decimal, ...] | None = None
    prorated: bool = True
    from_quota: bool = False

    @property
    def follows_quota(self) -> bool:
        """Whether a quota sets the target: only volumes of which more is better are owed."""
        is_owed = self.aggregation.is_volume and self.direction == Direction.HIGHER
        return self.from_quota and is_owed


@dataclass(frozen=True, slots=True)
class OverrideTerms:
    """Another target for one rep and metric from a day on, to a last day or until further."""

    target: Decimal
    starts: date
    ends: date | None
    label: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What the facts of one rep and metric come to: total, number, last reported value."""

    total: Decimal
    facts: int
    latest: Decimal | None = None
    latest_on: date | None = None


NO_FACTS = Tally(total=ZERO, facts=0)


@dataclass(frozen=True, slots=True)
class QuotaMonth:
    """The month of which some days are owed, and what holds on them.

    `ramp_share` is a newcomer's part of the amount (1: all of it) in their `tenure_month` (0:
    without ramp); `month_days` the working days over which the month spreads it, or all of its
    days (`every_day`) when there is no working day.
    """

    month: date
    ramp_share: Decimal
    tenure_month: int
    month_days: Decimal
    every_day: bool = False

    @property
    def ramp_percent(self) -> Decimal:
        return self.ramp_share * HUNDRED


@dataclass(frozen=True, slots=True)
class TargetPart:
    """One amount in force on some days of the period.

    `amount` is the target of the whole period, had it been in force throughout; `share` the part
    of the period's working days (weighted by the profile) for which it is owed; `days` the same
    unweighted. Of a quota, `amount` is that of the whole `quota` month, and `share` the part of
    it that is owed: ramp × days ÷ the days of the month. Σ amount × share is the target.
    """

    source: TargetSource
    label: str
    amount: Decimal
    share: Decimal
    days: Decimal
    quota: QuotaMonth | None = None

    @property
    def owed(self) -> Decimal:
        """What it adds to the target."""
        return self.amount * self.share


Spread = tuple[tuple[int, Decimal], ...]
"""Runs of days from the first day of a period on: how many, and the weight of a working day."""


@dataclass(frozen=True, slots=True)
class PeriodTarget:
    """A line's target and gates for one rep and period; `full_target` is before time off.

    `spread`: how a target that follows a quota falls on the days; () evenly, or by the profile.
    """

    target: Decimal
    full_target: Decimal
    parts: tuple[TargetPart, ...]
    start_gate: Decimal | None = None
    stop_gate: Decimal | None = None
    spread: Spread = ()


class Figures(NamedTuple):
    """A line's part that comes from facts: what it earns after `gate`, or its `state` else.

    Millions are made in a rebuild, so it is a plain tuple.
    """

    actual: Decimal | None
    attainment: Decimal | None
    points: Decimal | None
    state: LineState
    gate: Gate
    total: Decimal
    facts: int


@dataclass(frozen=True, slots=True)
class ScoredLine:
    """One line of a score and all that is needed to explain it.

    `attainment` and `points` are what the line earns, after gates; both are None when the line
    does not count. `unit_worth` is in points per unit; on a lower-is-better line it is what one
    unit costs. `cumulative` lines grow towards their target day by day.
    """

    metric: str
    name: str
    unit: str
    aggregation: Aggregation
    direction: Direction
    actual: Decimal | None
    target: Decimal
    full_target: Decimal
    weight: Decimal
    unit_worth: Decimal | None
    attainment: Decimal | None
    points: Decimal | None
    state: LineState
    parts: tuple[TargetPart, ...] = ()
    start_gate: Decimal | None = None
    stop_gate: Decimal | None = None
    prorated: bool = True
    weekday_profile: tuple[Decimal, ...] | None = None
    spread: Spread = ()
    held_by_gate: Gate = Gate.NONE
    total: Decimal = ZERO
    facts: int = 0

    @property
    def cumulative(self) -> bool:
        return self.aggregation.is_volume and self.direction is Direction.HIGHER


@dataclass(frozen=True, slots=True)
class ScoredSection:
    """A rep's section in one period: Σ points and Σ weights are over the lines that count.

    `presence` holds the present share of each day of the period, from its first day on.
    """

    score: Decimal | None
    points: Decimal
    weight: Decimal
    lines: tuple[ScoredLine, ...]
    working_days: Decimal
    present_days: Decimal
    presence: tuple[Decimal, ...]
