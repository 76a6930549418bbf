"""What people bring a working day, as far as their history tells (scoring.md rule 19).

All in binary fractions: these are estimates, no amounts that anybody owes. docs/chance.md says
in words what stands here in numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

# A person's own lumpiness counts as much as the team's after so many days with something in it.
LUMPS_OF_THE_TEAM = 10.0
# Before a history has said anything: how far units differ, and how many units that is worth.
USUAL_DRIFT = 0.15
UNITS_OF_USUAL_DRIFT = 4.0
_TINY = 1e-12


@dataclass(frozen=True)
class Past:
    """What people did: a row each, a column a unit (a week or a month); the last one still runs.

    `days`: their present working days; `totals`: the sums. `within`: the squared differences of
    the days from the mean of their unit, of all units together, and `freedom`: what that sum
    would be if every lump were 1 in size. `lumps`: how many there seem to have been. `pool`:
    the number of each row's team, from 0 on; a group has a pool of its own.
    """

    days: Floats
    totals: Floats
    within: Floats
    freedom: Floats
    lumps: Floats
    pool: Places


@dataclass(frozen=True)
class Rates:
    """Per row: the amount a day and its uncertainty (variance), and how it scatters.

    `lumpiness` is variance ÷ mean of what any days bring (1 for single things that come by
    chance), `lump` the size of a single one, `drift` the relative variance from unit to unit.
    """

    mean: Floats
    variance: Floats
    lumpiness: Floats
    lump: Floats
    drift: Floats


def past_of(*, days: Floats, totals: Floats, squares: Floats, busy: Floats, pool: Places) -> Past:
    """`squares`: the sums of the squared day totals, `busy`: days with something, by unit."""
    all_days = days.sum(axis=1)
    mean = _ratio(totals.sum(axis=1), all_days)
    within = np.where(days > 1, squares - _ratio(totals**2, days), 0).clip(0).sum(axis=1)
    quiet = np.maximum(all_days - busy.sum(axis=1), 0.5)
    return Past(
        days=days,
        totals=totals,
        within=within,
        freedom=mean * (days - 1).clip(0).sum(axis=1),
        lumps=-np.log(_ratio(quiet, all_days).clip(_TINY, 1)) * all_days,
        pool=pool,
    )


def with_groups(past: Past, groups: Sequence[Sequence[int]]) -> Past:
    """Below the rows of people a row for each group of them (their numbers), added up."""
    if not groups:
        return past
    next_pool = past.pool.max(initial=-1) + 1
    return Past(
        days=_joined(past.days, groups),
        totals=_joined(past.totals, groups),
        within=_joined(past.within, groups),
        freedom=_joined(past.freedom, groups),
        lumps=_joined(past.lumps, groups),
        pool=np.concatenate([past.pool, next_pool + np.arange(len(groups))]),
    )


def rates_of(past: Past) -> Rates:
    """Every row's own history, shrunk towards its pool as far as it says little (empirical Bayes).

    A row that is alone in its pool has nobody to be shrunk towards.
    """
    lumpiness, lump = _lumpiness(past)
    rough = _rough_mean(past)
    drift = _drift(past, rough, lumpiness)
    noise = _ratio(lumpiness[:, None], rough[:, None] * past.days) + drift[:, None]
    weight = np.where(past.days > 0, 1 / np.maximum(noise, _TINY), 0)
    own = _ratio((weight * _ratio(past.totals, past.days)).sum(axis=1), weight.sum(axis=1))
    error = _ratio(np.maximum(rough, _TINY) ** 2, weight.sum(axis=1))
    mean, variance = _shrunk(past, own, error)
    return Rates(mean, variance, lumpiness, lump, drift)


def _lumpiness(past: Past) -> tuple[Floats, Floats]:
    """Variance ÷ mean of the days within a unit, and the size of a lump; both after the team's."""
    pool = past.pool
    of_team = _ratio(_pooled(past.within, pool), _pooled(past.freedom, pool))
    own = _ratio(past.within, past.freedom)
    weight = past.lumps / (past.lumps + LUMPS_OF_THE_TEAM)
    lumpiness = weight * own + (1 - weight) * of_team[pool]
    size = _ratio(_pooled(past.totals.sum(axis=1), pool), _pooled(past.lumps, pool))
    # Lumps of different sizes scatter more than their mean size says, never less.
    return lumpiness, np.minimum(1, _ratio(size, of_team))[pool] * lumpiness


def _rough_mean(past: Past) -> Floats:
    """The amount a day, with one lump of the team's added, so that nobody is at 0."""
    pool, days, totals = past.pool, past.days.sum(axis=1), past.totals.sum(axis=1)
    lump = _ratio(_pooled(past.within, pool), _pooled(past.freedom, pool))[pool]
    of_team = _ratio(_pooled(totals, pool), _pooled(days, pool))[pool]
    return _ratio(totals + lump, days + _ratio(lump, of_team))


def _drift(past: Past, rough: Floats, lumpiness: Floats) -> Floats:
    """By how much finished units differ beyond what the scatter of the days explains, pooled.

    A few units of the usual drift are mixed in: twelve units that happen to be alike are no
    proof that the next one is, too.
    """
    days, totals = past.days[:, :-1], past.totals[:, :-1]
    all_days = days.sum(axis=1, keepdims=True)
    mean = _ratio(totals.sum(axis=1, keepdims=True), all_days)
    rest = 1 - _ratio(days, all_days)
    excess = (totals - mean * days) ** 2 - lumpiness[:, None] * mean * days * rest
    scale = np.maximum(rough**2, _TINY)
    seen = _pooled(excess.sum(axis=1) / scale, past.pool)
    room = _pooled((((mean * days) ** 2) * rest).sum(axis=1) / scale, past.pool)
    one = _ratio((days**2).sum(axis=1), (days > 0).sum(axis=1).astype(float))
    usual = UNITS_OF_USUAL_DRIFT * _ratio(
        _pooled(one, past.pool), _pooled(np.ones_like(one), past.pool)
    )
    drift = _ratio(seen + usual * USUAL_DRIFT**2, room + usual)
    return np.maximum(drift, 0)[past.pool]


def _shrunk(past: Past, own: Floats, error: Floats) -> tuple[Floats, Floats]:
    """Own means drawn towards the pool's: by their error against how far people differ."""
    pool, present = past.pool, past.days.sum(axis=1) > 0
    differ, people = _between(pool, own, error, present)
    weight = np.where(present, 1 / np.maximum(error + differ[pool], _TINY), 0)
    centre = _ratio(_pooled(weight * own, pool), _pooled(weight, pool))
    unsure = _ratio(np.ones_like(centre), _pooled(weight, pool))
    share = np.where(people[pool] > 1, _ratio(differ[pool], error + differ[pool]), 1.0)
    share = np.where(present, share, 0.0)
    mean = share * own + (1 - share) * centre[pool]
    variance = np.where(present, share * error, differ[pool]) + (1 - share) ** 2 * unsure[pool]
    return mean, variance


def _between(
    pool: Places, own: Floats, error: Floats, present: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """The variance of the true rates in each pool by the method of moments, and its people."""
    weight = np.where(present, 1 / np.maximum(error, _TINY), 0)
    total, people = _pooled(weight, pool), _pooled(present.astype(float), pool)
    centre = _ratio(_pooled(weight * own, pool), total)
    spread = _pooled(weight * (own - centre[pool]) ** 2, pool)
    room = total - _ratio(_pooled(weight**2, pool), total)
    return np.maximum(_ratio(spread - (people - 1), room), 0), people


def _pooled(values: Floats, pool: Places) -> Floats:
    return np.bincount(pool, values).astype(np.float64)


def _joined(values: Floats, groups: Sequence[Sequence[int]]) -> Floats:
    sums = [values[list(group)].sum(axis=0) for group in groups]
    return np.concatenate([values, np.array(sums)])


def _ratio(above: Floats, below: Floats) -> Floats:
    """0 where there is nothing to divide by."""
    return np.where(below > _TINY, above / np.where(below > _TINY, below, 1), 0.0)
