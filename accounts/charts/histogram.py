"""How often which amount happened, and where a target falls among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from accounts.charts.scale import round_step
from accounts.charts.svg import WIDTH, Amount, line, picture, rect

HEIGHT = 100
MOST_BINS = 12
GAP = 6


@dataclass(frozen=True, slots=True)
class Bin:
    """Amounts from `low` up to, but not including, `high`."""

    low: Decimal
    high: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """The picture and its bins, lowest first; no bins when nothing is known."""

    svg: str
    bins: tuple[Bin, ...]


def histogram(
    *,
    values: Sequence[Amount | None],
    target: Amount | None = None,
    title: str = "",
    description: str = "",
) -> Histogram:
    """Counts per round-width bin; bins that reach the target are marked, so is the target."""
    known = [Decimal(str(value)) for value in values if value is not None]
    goal = None if target is None else Decimal(str(target))
    bins = _bins(known, goal)
    shapes = _bars(bins, goal)
    if bins and goal is not None:
        x = float((goal - bins[0].low) / (bins[-1].high - bins[0].low)) * WIDTH
        shapes.append(line(css="bin-marker", x1=x, y1=0, x2=x, y2=HEIGHT))
    svg = picture(
        css="chart-plot",
        height=HEIGHT,
        shapes=shapes,
        title=title,
        description=description,
    )
    return Histogram(svg=svg, bins=bins)


def _bins(values: Sequence[Decimal], target: Decimal | None) -> tuple[Bin, ...]:
    if not values:
        return ()
    ends = [*values] if target is None else [*values, target]
    step = round_step(span=float(max(ends) - min(ends)), most=MOST_BINS)
    first, last = _place(min(ends), step), _place(max(ends), step)
    counts = dict.fromkeys(range(first, last + 1), 0)
    for value in values:
        counts[_place(value, step)] += 1
    return tuple(Bin(step * place, step * (place + 1), count) for place, count in counts.items())


def _place(value: Decimal, step: Decimal) -> int:
    return int((value / step).to_integral_value(ROUND_FLOOR))


def _bars(bins: Sequence[Bin], target: Decimal | None) -> list[str]:
    most = max((each.count for each in bins), default=1)
    width = WIDTH / max(len(bins), 1)
    return [
        rect(
            css="bin-reached" if target is not None and each.low >= target else "bin",
            x=width * place + GAP / 2,
            width=width - GAP,
            y=HEIGHT * (1 - each.count / most),
            height=HEIGHT * each.count / most,
        )
        for place, each in enumerate(bins)
    ]
