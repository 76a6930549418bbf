"""Lines over time: the sparkline beside a figure, the trend with its target."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from accounts.charts.scale import round_top
from accounts.charts.svg import WIDTH, Amount, dot, line, number, path, picture

Point = tuple[float, float]

SPARK_HEIGHT = 28
TREND_HEIGHT = 200
# Keeps dots and line ends inside the picture.
SPARK_EDGE = 3
DOT_EDGE = 12


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One moment: what was reached and what the straight path asked for; None is unknown."""

    label: str
    actual: Amount | None
    expected: Amount | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """The picture with the amounts at its top and middle (its foot is 0)."""

    svg: str
    top: Decimal
    middle: Decimal


def sparkline(
    *,
    values: Sequence[Amount | None],
    target: Amount | None = None,
    css: str = "",
    title: str = "",
    description: str = "",
) -> str:
    """The last periods as one line, oldest first, gaps where unknown, a dot on the latest."""
    known = [float(value) for value in (*values, target) if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    heights = [None if value is None else _spark_y(float(value), low, high) for value in values]
    points = _spread(heights, edge=DOT_EDGE)
    shapes = [path(css="spark-area", steps=_area(points, foot=SPARK_HEIGHT))]
    if target is not None:
        y = _spark_y(float(target), low, high)
        shapes.append(line(css="spark-target", x1=0, y1=y, x2=WIDTH, y2=y))
    shapes.append(path(css="spark-line", steps=_steps(points)))
    shapes.extend(dot(css="spark-last", x=x, y=y) for x, y in _known(points)[-1:])
    return picture(
        css=f"sparkline {css}".strip(),
        height=SPARK_HEIGHT,
        shapes=shapes,
        title=title,
        description=description,
    )


def trend(
    *,
    points: Sequence[TrendPoint],
    target: Amount | None = None,
    title: str = "",
    description: str = "",
) -> Trend:
    """The course of an amount from 0 up, the path expected of it and the target across."""
    top = _trend_top(points, target)
    actual = _trend_line([point.actual for point in points], top)
    expected = _trend_line([point.expected for point in points], top)
    shapes = [_grid_line(share) for share in (0, 0.5, 1)]
    shapes.append(path(css="trend-area", steps=_area(actual, foot=TREND_HEIGHT)))
    shapes.append(path(css="trend-expected", steps=_steps(expected)))
    if target is not None:
        y = _trend_y(float(target), top)
        shapes.append(line(css="trend-target", x1=0, y1=y, x2=WIDTH, y2=y))
    shapes.append(path(css="trend-actual", steps=_steps(actual)))
    shapes.extend(dot(css="trend-dot", x=x, y=y) for x, y in _known(actual)[-1:])
    svg = picture(
        css="chart-plot",
        height=TREND_HEIGHT,
        shapes=shapes,
        title=title,
        description=description,
    )
    return Trend(svg=svg, top=top, middle=top / 2)


def _spark_y(value: float, low: float, high: float) -> float:
    if high == low:
        return SPARK_HEIGHT / 2
    room = SPARK_HEIGHT - 2 * SPARK_EDGE
    return SPARK_EDGE + room * (high - value) / (high - low)


def _trend_top(points: Sequence[TrendPoint], target: Amount | None) -> Decimal:
    amounts = [amount for point in points for amount in (point.actual, point.expected)]
    return round_top(max((float(a) for a in (*amounts, target) if a is not None), default=0))


def _trend_line(amounts: Sequence[Amount | None], top: Decimal) -> list[Point | None]:
    heights = [None if amount is None else _trend_y(float(amount), top) for amount in amounts]
    return _spread(heights, edge=0)


def _trend_y(amount: float, top: Decimal) -> float:
    share = min(max(amount / float(top), 0.0), 1.0)
    return TREND_HEIGHT * (1 - share)


def _grid_line(share: float) -> str:
    y = TREND_HEIGHT * share
    return line(css="chart-grid", x1=0, y1=y, x2=WIDTH, y2=y)


def _spread(heights: Sequence[float | None], *, edge: float) -> list[Point | None]:
    """The heights at equal distances from the left edge to the right one."""
    gaps = max(len(heights) - 1, 1)
    step = (WIDTH - 2 * edge) / gaps
    return [None if y is None else (edge + step * place, y) for place, y in enumerate(heights)]


def _known(points: Sequence[Point | None]) -> list[Point]:
    return [point for point in points if point is not None]


def _stretches(points: Sequence[Point | None]) -> Iterator[list[Point]]:
    """The unbroken runs of known points."""
    for is_known, run in groupby(points, key=lambda point: point is not None):
        if is_known:
            yield _known(list(run))


def _steps(points: Sequence[Point | None]) -> str:
    return "".join(f"M{joined(run)}" for run in _stretches(points))


def _area(points: Sequence[Point | None], *, foot: float) -> str:
    return "".join(
        f"M{number(run[0][0])} {number(foot)}L{joined(run)}V{number(foot)}Z"
        for run in _stretches(points)
        if len(run) > 1
    )


def joined(run: Sequence[Point]) -> str:
    """The steps of a path through these points; a single one is a line of no length."""
    steps = "L".join(f"{number(x)} {number(y)}" for x, y in run)
    return steps if len(run) > 1 else f"{steps}h0"
