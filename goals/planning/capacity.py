"""What a plan asks of a rep and day, against what reps ever did (rule 35).

What somebody can do is their daily mean over their best four weeks in a row of the last 52
finished ones: a record day proves nothing, and four weeks can be kept up. The weeks are looked at
in thirteen blocks of four, and a block with fewer than ten days present proves nothing either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scorecards.scoring.records import ZERO
from scorecards.scoring.rounding import settled

BLOCK_WEEKS = 4
BLOCKS = 13
FEWEST_DAYS = 10


class Verdict(StrEnum):
    """From what more than half of the reps did, to what nobody ever did."""

    USUAL = "usual"
    STRETCH = "stretch"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Block:
    """What a rep did in four weeks, and the days on which they were present."""

    done: Decimal
    days: Decimal


@dataclass(frozen=True, slots=True)
class Ability:
    """What one rep ever did of a metric, per day present; None without enough days.

    `best` is of the best four weeks, `usual` of all the blocks together.
    """

    best: Decimal | None
    usual: Decimal | None


@dataclass(frozen=True, slots=True)
class Capacity:
    """A stage's need per rep and day, against the group. `able` of `known` reps ever did it."""

    metric: str
    needed: Decimal | None
    best: Decimal | None
    median: Decimal | None
    usual: Decimal | None
    able: int
    known: int
    verdict: Verdict | None


def ability(blocks: Sequence[Block]) -> Ability:
    counted = [block for block in blocks if block.days >= FEWEST_DAYS]
    days = sum((block.days for block in counted), ZERO)
    return Ability(
        best=max((block.done / block.days for block in counted), default=None),
        usual=sum((block.done for block in counted), ZERO) / days if days else None,
    )


def capacity(metric: str, needed: Decimal | None, abilities: Mapping[int, Ability]) -> Capacity:
    """Whether the group's reps (by id) can do it; what none of them ever did proves nothing."""
    bests = [each.best for each in abilities.values() if each.best is not None]
    usual = [each.usual for each in abilities.values() if each.usual is not None]
    if not any(bests):
        return Capacity(metric, needed, None, None, None, 0, 0, None)
    best, middle = max(bests), median(bests)
    return Capacity(
        metric=metric,
        needed=needed,
        best=best,
        median=middle,
        usual=median(usual),
        able=0 if needed is None else sum(settled(each) >= settled(needed) for each in bests),
        known=len(bests),
        verdict=verdict(needed, best=best, median=middle),
    )


def verdict(needed: Decimal | None, *, best: Decimal, median: Decimal) -> Verdict | None:
    if needed is None:
        return None
    if settled(needed) > settled(best):
        return Verdict.NEVER
    return Verdict.STRETCH if settled(needed) > settled(median) else Verdict.USUAL


def median(numbers: Sequence[Decimal]) -> Decimal:
    """The middle one, of an even number the mean of the two. Raises ValueError without any."""
    if not numbers:
        raise ValueError("Of no numbers there is no middle one.")
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
