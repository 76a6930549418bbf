"""Reps whose true rates are known, to check the chances that are given against what comes.

`python -m tests.scorecards.scoring.simulated_reps` prints the tables of docs/chance.md.
"""

import sys
from dataclasses import dataclass, replace

import numpy as np

from scorecards.scoring.chance import Ahead, outlook
from scorecards.scoring.daily_rates import Floats, past_of, with_groups

TEAM = 8
DAYS = 21  # working days of a month
MONTHS = 12  # finished ones; newcomers have FEWEST
FEWEST = 8
STARTS = (3, 8, 13, 18)  # working days that are over when the chance is asked for
BINS = 10


@dataclass(frozen=True)
class World:
    """How often something happens a day, how people and months differ, and what one brings.

    `people` and `months` are relative standard deviations; `inertia` is the correlation of a
    month with the one before it. `deal`: the mean size and the spread of its logarithm, None for
    things that are counted. `later`: whole months that follow the one that runs.
    """

    name: str
    a_day: float
    people: float
    months: float
    inertia: float = 0.0
    deal: tuple[float, float] | None = None
    later: int = 0
    team: int = TEAM
    together: bool = False
    newcomers: bool = False


CALLS = World("calls, 40 a day", 40, people=0.3, months=0.15)
MEETINGS = World("meetings, 4 a week", 0.8, people=0.3, months=0.2)
DEALS = World("deals, 2 a month", 0.1, people=0.4, months=0.2)
MONEY = World("money, 2 deals a month", 0.1, people=0.4, months=0.2, deal=(20_000, 0.8))
SMALL_MONEY = World("money, 10 deals a month", 0.5, people=0.4, months=0.3, deal=(5_000, 1.0))
WORLDS = (
    CALLS,
    replace(CALLS, name="calls, every month alike", months=0),
    replace(CALLS, name="calls, good and bad spells", months=0.25, inertia=0.6),
    MEETINGS,
    DEALS,
    MONEY,
    SMALL_MONEY,
    replace(SMALL_MONEY, name="money, newcomers of 8 months", newcomers=True),
    replace(SMALL_MONEY, name="money, rep without a team", team=1),
    replace(SMALL_MONEY, name="money, a team together", together=True),
    replace(SMALL_MONEY, name="money, half a year to go", later=6),
)


@dataclass(frozen=True)
class Outcome:
    """What was said and what came, a case each: the chance, whether it was reached, the range."""

    chance: Floats
    reached: Floats
    inside: Floats


def outcomes(world: World, *, cases: int, seed: int = 20) -> Outcome:
    """About so many cases: a quota around what is to come, asked at several days of the month."""
    dice = np.random.default_rng(seed)
    parts = [_outcome(world, start, cases // len(STARTS), dice) for start in STARTS]
    return Outcome(*map(np.concatenate, zip(*map(_arrays, parts), strict=True)))


def table(found: Outcome) -> list[tuple[int, float, float]]:
    """By tenth: cases, the mean of the chances given, the share that came true."""
    tenth = np.minimum((found.chance * BINS).astype(int), BINS - 1)
    rows = []
    for place in range(BINS):
        here = tenth == place
        if not here.any():
            rows.append((0, 0.0, 0.0))
            continue
        given, came = found.chance[here].mean(), found.reached[here].mean()
        rows.append((int(here.sum()), float(given), float(came)))
    return rows


def _outcome(world: World, start: int, cases: int, dice: np.random.Generator) -> Outcome:
    per_case = TEAM if world.together else 1
    people = cases * per_case // world.team * world.team
    days = _facts(world, people, dice)
    shown = days[:, : MONTHS + 1].copy()
    shown[:, -1, start:] = 0
    worked = np.full(shown.shape[:2], float(DAYS))
    worked[:, -1] = start
    new = np.zeros(people, dtype=bool)
    new[1 :: 2 if world.newcomers else 4] = world.team > 1
    shown[new, : MONTHS - FEWEST], worked[new, : MONTHS - FEWEST] = 0, 0
    past = past_of(
        days=worked,
        totals=shown.sum(axis=2),
        squares=(shown**2).sum(axis=2),
        busy=(shown != 0).sum(axis=2).astype(float),
        pool=np.arange(people) // world.team,
    )
    to_come = days[:, MONTHS, start:].sum(axis=1) + days[:, MONTHS + 1 :].sum(axis=(1, 2))
    rows = np.flatnonzero(new) if world.newcomers else np.arange(people)
    if world.together:
        groups = np.arange(people).reshape(-1, TEAM)
        past = with_groups(past, [list(group) for group in groups])
        rows, to_come = people + np.arange(len(groups)), to_come.reshape(-1, TEAM).sum(axis=1)
    else:
        to_come = to_come[rows]
    size = float(per_case)
    usual = past.totals[rows].sum(axis=1) / past.days[rows].sum(axis=1)
    left = (DAYS - start + DAYS * world.later) * size
    short = np.maximum(usual * left * dice.uniform(0.5, 1.6, len(rows)), 1e-6)
    said = outlook(
        past,
        Ahead(
            rows=rows,
            short=short,
            days_now=np.full(len(rows), (DAYS - start) * size),
            days_later=np.full(len(rows), DAYS * world.later * size),
            squares_later=np.full(len(rows), (DAYS * size) ** 2 * world.later),
        ),
    )
    inside = (said.low - 1e-6 <= to_come) & (to_come <= said.high + 1e-6)
    return Outcome(said.share, (to_come >= short).astype(float), inside.astype(float))


def _facts(world: World, people: int, dice: np.random.Generator) -> Floats:
    """The total of each person, month and day."""
    months = MONTHS + 1 + world.later
    rates = np.full(people, world.a_day)
    if world.people:
        rates = world.a_day * dice.gamma(1 / world.people**2, world.people**2, people)
    mood = dice.normal(size=(people, months))
    for month in range(1, months):
        fresh = np.sqrt(1 - world.inertia**2) * mood[:, month]
        mood[:, month] = world.inertia * mood[:, month - 1] + fresh
    spread = np.sqrt(np.log1p(world.months**2))
    monthly = rates[:, None] * np.exp(spread * mood - spread**2 / 2)
    counts = dice.poisson(monthly[:, :, None], (people, months, DAYS)).astype(float)
    return counts if world.deal is None else _amounts(counts, *world.deal, dice)


def _amounts(counts: Floats, size: float, spread: float, dice: np.random.Generator) -> Floats:
    found = np.zeros_like(counts)
    for number in range(int(counts.max(initial=0))):
        more = counts > number
        found[more] += size * np.exp(dice.normal(size=more.sum()) * spread - spread**2 / 2)
    return found


def tables() -> str:
    """All worlds as a table in Markdown: of the cases of each tenth, so many came true."""
    found = {world.name: outcomes(world, cases=8000) for world in WORLDS}
    everything = [
        np.concatenate(parts) for parts in zip(*map(_arrays, found.values()), strict=True)
    ]
    found["all together"] = Outcome(*everything)
    heads = [f"{n * BINS}–{n * BINS + BINS} %" for n in range(BINS)]
    lines = [["reps", *heads, "in the range"], ["---"] * (BINS + 2)]
    for name, one in found.items():
        cells = [
            f"{came:.0%} of {count:,}" if count >= 100 else "–" for count, _, came in table(one)
        ]
        lines.append([name, *cells, f"{one.inside.mean():.0%}"])
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _arrays(found: Outcome) -> tuple[Floats, Floats, Floats]:
    return found.chance, found.reached, found.inside


if __name__ == "__main__":
    sys.stdout.write(tables())
