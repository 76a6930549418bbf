"""What the scoring engine takes in and gives back: plain frozen records of exact decimals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

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
class TargetPart:
    """One amount in force on some days of the period.

    `amount` is the target of the whole period, had it been in force throughout; `share` the part
    of the period's working days (weighted by the profile) for which it is owed; `days` the same
    unweighted. Σ amount × share is the target.
    """

    source: TargetSource
    label: str
    amount: Decimal
    share: Decimal
    days: Decimal


@dataclass(frozen=True, slots=True)
class PeriodTarget:
    """A line's target and gates for one rep and period; `full_target` is before time off."""

    target: Decimal
    full_target: Decimal
    parts: tuple[TargetPart, ...]
    start_gate: Decimal | None = None
    stop_gate: Decimal | None = None


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


_AMOUNTS = ("actual", "target", "full_target", "start_gate", "stop_gate", "total")
_DECIMALS = (*_AMOUNTS, "weight", "unit_worth", "attainment", "points")
_WORDS = ("metric", "name", "unit", "aggregation", "direction", "state", "held_by_gate")


def line_record(line: ScoredLine) -> dict[str, Any]:
    """The line as plain JSON: decimals as strings, so that nothing is lost on the way."""
    record: dict[str, Any] = {name: _text(getattr(line, name)) for name in _DECIMALS}
    record |= {name: str(getattr(line, name)) for name in _WORDS}
    record["parts"] = [_part_record(part) for part in line.parts]
    record["weekday_profile"] = line.weekday_profile and [str(n) for n in line.weekday_profile]
    return record | {"prorated": line.prorated, "facts": line.facts}


def line_from_record(record: Mapping[str, Any]) -> ScoredLine:
    """The line that was recorded; keys that this version does not know are ignored."""
    values: dict[str, Any] = {name: _number(record[name]) for name in _DECIMALS}
    values |= {name: record[name] for name in ("metric", "name", "unit", "prorated", "facts")}
    return ScoredLine(
        **values,
        aggregation=Aggregation(record["aggregation"]),
        direction=Direction(record["direction"]),
        state=LineState(record["state"]),
        held_by_gate=Gate(record["held_by_gate"]),
        parts=tuple(_part_from_record(part) for part in record["parts"]),
        weekday_profile=_profile(record["weekday_profile"]),
    )


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _part_record(part: TargetPart) -> dict[str, str]:
    numbers = {name: str(getattr(part, name)) for name in ("amount", "share", "days")}
    return {"source": str(part.source), "label": part.label} | numbers


def _part_from_record(record: Mapping[str, str]) -> TargetPart:
    return TargetPart(
        source=TargetSource(record["source"]),
        label=record["label"],
        amount=Decimal(record["amount"]),
        share=Decimal(record["share"]),
        days=Decimal(record["days"]),
    )


def _profile(numbers: Sequence[str] | None) -> tuple[Decimal, ...] | None:
    return None if numbers is None else tuple(Decimal(number) for number in numbers)
