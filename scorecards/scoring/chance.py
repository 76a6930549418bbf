"""The chance of reaching a quota by the end of a period (scoring.md rule 19, docs/chance.md)."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from scorecards.scoring.daily_rates import Floats, Past, Places, Rates, rates_of

# As long as it is not decided, nothing is certain.
LEAST, MOST = 0.001, 0.999
# Of 100 end figures, so many lie within the range.
RANGE = 0.8
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
_HALVINGS = 18
_TINY = 1e-12


@dataclass(frozen=True)
class Ahead:
    """What is asked, an entry each: of which row of the past, and which working days are left.

    `days_now`: those of the unit that runs; `days_later`: those of the units after it, with
    `squares_later` the sum of the squares of each one's days. `short`: what is missing to the
    quota now, 0 or less when it is reached.
    """

    rows: Places
    short: Floats
    days_now: Floats
    days_later: Floats
    squares_later: Floats


@dataclass(frozen=True)
class Outlook:
    """For each asked: the chance (0 to 1), and between which amounts the rest will bring."""

    share: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class _Rest:
    """What the days left bring: its mean, how unsure that mean is (relative variance), its lumps.

    `whole`: only whole numbers can come.
    """

    mean: Floats
    unsure: Floats
    lumpiness: Floats
    lump: Floats
    whole: bool


def outlook(past: Past, ahead: Ahead) -> Outlook:
    """From the histories alone: the same figures for the same facts, without any dice."""
    whole = bool(np.all(past.totals == np.floor(past.totals)))
    rest = _rest(past, rates_of(past), ahead, whole=whole)
    share = 1 - _share_below(rest, np.ceil(ahead.short) - 0.5 if whole else ahead.short)
    days = ahead.days_now + ahead.days_later
    open_share = np.where(days > 0, share.clip(LEAST, MOST), 0.0)
    return Outlook(
        share=np.where(ahead.short <= 0, 1.0, open_share),
        low=np.where(days > 0, _amount_at(rest, (1 - RANGE) / 2), 0.0),
        high=np.where(days > 0, _amount_at(rest, (1 + RANGE) / 2), 0.0),
    )


def _rest(past: Past, rates: Rates, ahead: Ahead, *, whole: bool) -> _Rest:
    """The unit that runs goes on partly as it began, those after it at the usual rate."""
    rows = ahead.rows
    mean, drift, lumpiness = rates.mean[rows], rates.drift[rows], rates.lumpiness[rows]
    usual = mean * past.days[rows, -1]
    with np.errstate(divide="ignore", invalid="ignore"):
        trust = np.where(usual > _TINY, drift / (drift + lumpiness / usual), 0.0)
        so_far = np.where(usual > _TINY, past.totals[rows, -1] / usual, 1.0)
    trust = np.nan_to_num(trust)
    going = np.maximum(1 + trust * (so_far - 1), 0)
    amount = mean * (going * ahead.days_now + ahead.days_later)
    of_mean = rates.variance[rows] * ((1 - trust) * ahead.days_now + ahead.days_later) ** 2
    of_units = (1 - trust) * going * ahead.days_now**2 + ahead.squares_later
    return _Rest(
        mean=amount,
        unsure=(of_mean + drift * mean**2 * of_units) / np.maximum(amount, _TINY) ** 2,
        lumpiness=lumpiness,
        lump=rates.lump[rows],
        whole=whole,
    )


def _share_below(rest: _Rest, amount: Floats) -> Floats:
    """The probability that the rest brings less than an amount above 0, or no more than that.

    Over nine levels that the true rate may have (a lognormal, by its Gauss–Hermite points)
    the mean of: nothing comes at all, or else a gamma of the mean and variance that lumps have.
    """
    spread = np.sqrt(np.log1p(rest.unsure))[:, None]
    level = rest.mean[:, None] * np.exp(spread * _NODES - spread**2 / 2)
    none = np.exp(-level / np.maximum(rest.lump, _TINY)[:, None])
    some = np.maximum(1 - none, _TINY)
    if_any = np.maximum(level / some, _TINY)
    scatter = rest.lumpiness[:, None] * level / some - none * if_any**2
    scatter = np.maximum(scatter, 1e-9 * if_any**2)
    reach = np.maximum(amount, 0)[:, None] * if_any / scatter
    below = (none + (1 - none) * special.gammainc(if_any**2 / scatter, reach)) @ _WEIGHTS
    certain = np.where(amount >= 0, 1.0, 0.0)
    return np.where((rest.mean > _TINY) & (amount >= 0), below, certain)


def _amount_at(rest: _Rest, share: float) -> Floats:
    """The amount that the rest does not exceed in this share of the cases, by halving; 0 is 0."""
    low = np.zeros_like(rest.mean)
    high = rest.mean * (1 + 8 * np.sqrt(rest.unsure)) + 8 * (
        np.sqrt(rest.lumpiness * rest.mean) + rest.lumpiness
    )
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        reached = _share_below(rest, middle) >= share
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return np.asarray(np.round(low) if rest.whole else low, dtype=np.float64)
