"""The few SVG elements that the charts are drawn with.

Colour and thickness come from css/charts.css through the class names. Pictures are stretched to
the room they get, so a box counts its width in `WIDTH` parts and lines keep their thickness.
"""

from collections.abc import Sequence
from decimal import Decimal
from html import escape

Amount = Decimal | int | float

WIDTH = 1000


def picture(
    *, css: str, height: int, shapes: Sequence[str], title: str = "", description: str = ""
) -> str:
    """An `<svg>` that readers hear as title and description; without a title it is decoration."""
    return (
        f'<svg class="{escape(css)}" viewBox="0 0 {WIDTH} {height}" preserveAspectRatio="none"'
        f"{_role(title, description)}{''.join(shapes)}</svg>"
    )


def rect(*, css: str, x: float, width: float, y: float, height: float) -> str:
    """A bar, left out when it would have no size."""
    if width <= 0 or height <= 0:
        return ""
    return (
        f'<rect class="{css}" x="{number(x)}" y="{number(y)}"'
        f' width="{number(width)}" height="{number(height)}"/>'
    )


def line(*, css: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<line class="{css}" x1="{number(x1)}" y1="{number(y1)}"'
        f' x2="{number(x2)}" y2="{number(y2)}"/>'
    )


def path(*, css: str, steps: str) -> str:
    """A path, left out when it goes nowhere."""
    return f'<path class="{css}" d="{steps}"/>' if steps else ""


def dot(*, css: str, x: float, y: float) -> str:
    """A round dot at any stretch: a line of no length with round ends."""
    return path(css=css, steps=f"M{number(x)} {number(y)}h0")


def number(value: float) -> str:
    """A coordinate with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def _role(title: str, description: str) -> str:
    if not title:
        return ' aria-hidden="true" focusable="false">'
    words = f"<title>{escape(title)}</title>"
    if description:
        words += f"<desc>{escape(description)}</desc>"
    return f' role="img">{words}'
