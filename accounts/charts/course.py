"""The course of an amount against the straight path to a target on its due day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import ceil
from typing import Protocol

from accounts.charts.lines import Point, joined
from accounts.charts.scale import round_step
from accounts.charts.svg import WIDTH, Amount, dot, line, path, picture

HEIGHT = 200
MOST_STEPS = 4
MOST_ROWS = 31


class OnPath(Protocol):
    """A day, what was reached by its end and what the straight path asks for; None is unknown."""

    @property
    def day(self) -> date: ...
    @property
    def actual(self) -> Amount | None: ...
    @property
    def expected(self) -> Amount | None: ...


@dataclass(frozen=True, slots=True)
class PathPoint:
    """See OnPath. Points come in order: first where the path starts, last the due day."""

    day: date
    actual: Amount | None
    expected: Amount | None


@dataclass(frozen=True, slots=True)
class Course:
    """The picture, and the amounts at its top, middle and foot."""

    svg: str
    top: Decimal
    middle: Decimal
    foot: Decimal


def course(
    *,
    points: Sequence[OnPath],
    target: Amount | None = None,
    today: date | None = None,
    css: str = "",
    title: str = "",
    description: str = "",
) -> Course:
    """The actual as a line, the path dashed, the target across and at its due day, today's mark.

    Days stand at their distance in the calendar. The scale covers what there is, so that a
    goal from 22 to 28 is seen; it starts at 0 only where an amount does.
    """
    foot, top = _ends(points, target)
    actual = _places(points, [point.actual for point in points], foot, top)
    expected = _places(points, [point.expected for point in points], foot, top)
    shapes = [line(css="chart-grid", x1=0, y1=y, x2=WIDTH, y2=y) for y in _grid()]
    shapes += _target_shapes(target, foot, top)
    shapes += _today_shapes(points, today)
    shapes.append(path(css="course-path", steps=_line(expected)))
    shapes.append(path(css="course-actual", steps=_line(actual)))
    shapes.extend(dot(css="course-last", x=x, y=y) for x, y in actual[-1:])
    svg = picture(
        css=f"chart-plot course {css}".strip(),
        height=HEIGHT,
        shapes=shapes,
        title=title,
        description=description,
    )
    return Course(svg=svg, top=top, middle=(top + foot) / 2, foot=foot)


def few(points: Sequence[OnPath]) -> list[OnPath]:
    """The points of the table: evenly few of many, always the first, the last and the latest."""
    apart = max(ceil(len(points) / MOST_ROWS), 1)
    known = [number for number, point in enumerate(points) if point.actual is not None]
    kept = set(range(0, len(points), apart)) | {len(points) - 1} | set(known[-1:])
    return [point for number, point in enumerate(points) if number in kept]


def _ends(points: Sequence[OnPath], target: Amount | None) -> tuple[Decimal, Decimal]:
    """Round amounts at the foot and the top of the picture, never the same."""
    known = [amount for point in points for amount in (point.actual, point.expected)]
    exact = [Decimal(str(amount)) for amount in (*known, target) if amount is not None]
    if not exact:
        return Decimal(0), Decimal(1)
    step = round_step(span=float(max(exact) - min(exact)), most=MOST_STEPS)
    foot = (min(exact) / step).to_integral_value(ROUND_FLOOR) * step
    top = (max(exact) / step).to_integral_value(ROUND_CEILING) * step
    return foot, top if top > foot else foot + step


def _grid() -> tuple[float, ...]:
    return (0, HEIGHT / 2, HEIGHT)


def _places(
    points: Sequence[OnPath], amounts: Sequence[Amount | None], foot: Decimal, top: Decimal
) -> list[Point]:
    """Where the known amounts lie; the line runs through days of which nothing is known."""
    return [
        (_along(points, point.day), _height(amount, foot, top))
        for point, amount in zip(points, amounts, strict=True)
        if amount is not None
    ]


def _along(points: Sequence[OnPath], day: date) -> float:
    days = (points[-1].day - points[0].day).days
    return WIDTH * (day - points[0].day).days / days if days else 0.0


def _height(amount: Amount, foot: Decimal, top: Decimal) -> float:
    return HEIGHT * float(1 - (Decimal(str(amount)) - foot) / (top - foot))


def _line(places: Sequence[Point]) -> str:
    return f"M{joined(places)}" if places else ""


def _target_shapes(target: Amount | None, foot: Decimal, top: Decimal) -> list[str]:
    if target is None:
        return []
    y = _height(target, foot, top)
    return [
        line(css="trend-target", x1=0, y1=y, x2=WIDTH, y2=y),
        dot(css="course-due", x=WIDTH, y=y),
    ]


def _today_shapes(points: Sequence[OnPath], today: date | None) -> list[str]:
    """A mark across on a day of the path, none before it starts or after it is over."""
    if today is None or not points or not points[0].day <= today <= points[-1].day:
        return []
    x = _along(points, today)
    return [line(css="course-today", x1=x, y1=0, x2=x, y2=HEIGHT)]
