"""Short ways to say what a scoring test is about."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.calendars import DayShare
from scorecards.scoring.lines import score_line
from scorecards.scoring.records import (
    Aggregation,
    BenchmarkTerms,
    Direction,
    PeriodTarget,
    ScoredLine,
    Tally,
)

MONDAY = date(2026, 3, 2)

Number = int | str | Decimal


def benchmark(
    metric: str = "calls",
    *,
    target: Number = 100,
    weight: Number = 10,
    aggregation: Aggregation = Aggregation.SUM,
    direction: Direction = Direction.HIGHER,
    start_gate: Number | None = None,
    stop_gate: Number | None = None,
    profile: str | None = None,
    prorated: bool = True,
) -> BenchmarkTerms:
    """A benchmark; the profile is written "60 50 50 40 20 0 0", Monday first."""
    return BenchmarkTerms(
        metric=metric,
        name=metric.title(),
        unit="",
        aggregation=aggregation,
        direction=direction,
        target=Decimal(target),
        weight=Decimal(weight),
        start_gate=None if start_gate is None else Decimal(start_gate),
        stop_gate=None if stop_gate is None else Decimal(stop_gate),
        weekday_profile=tuple(map(Decimal, profile.split())) if profile else None,
        prorated=prorated,
    )


def tally(total: Number, *, facts: int = 1, latest: Number | None = None) -> Tally:
    value = None if latest is None else Decimal(latest)
    return Tally(total=Decimal(total), facts=facts, latest=value)


def days(presence: str, *, starts: date = MONDAY) -> tuple[DayShare, ...]:
    """One letter a day: P present, h half a day, a absent, - no working day."""
    shares = {"P": Decimal(1), "h": Decimal("0.5"), "a": Decimal(0), "-": Decimal(0)}
    return tuple(
        DayShare(
            day=starts + timedelta(days=n),
            working=Decimal(0 if letter == "-" else 1),
            present=shares[letter],
        )
        for n, letter in enumerate(presence)
    )


def presence(letters: str) -> tuple[Decimal, ...]:
    return tuple(share.present for share in days(letters))


def scored(terms: BenchmarkTerms, actual: Number | Tally, *, target: Number = 100) -> ScoredLine:
    """A line whose target is given, gates as written."""
    return score_line(
        terms=terms,
        tally=actual if isinstance(actual, Tally) else tally(actual),
        target=PeriodTarget(
            target=Decimal(target),
            full_target=Decimal(target),
            parts=(),
            start_gate=terms.start_gate,
            stop_gate=terms.stop_gate,
        ),
    )
