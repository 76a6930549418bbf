"""One bar cut into the parts of a whole."""

from collections.abc import Sequence

from accounts.charts.svg import WIDTH, Amount, picture, rect

# A thin line of ground between two parts, so that they are told apart without colour.
GAP = 8.0


def stacked(
    parts: Sequence[tuple[str, Amount]], *, css: str = "", title: str = "", description: str = ""
) -> str:
    """Parts (class, amount) beside each other, as wide as their share; nothing for no amount."""
    total = float(sum(amount for _, amount in parts))
    shapes = [rect(css="stacked-track", x=0, width=WIDTH, y=0, height=10)]
    x = 0.0
    for part_css, amount in parts:
        width = float(amount) / total * WIDTH if total else 0.0
        is_last = x + width > WIDTH - 1
        shapes.append(
            rect(css=part_css, x=x, width=width if is_last else width - GAP, y=0, height=10)
        )
        x += width
    return picture(
        css=f"stacked {css}".strip(),
        height=10,
        shapes=shapes,
        title=title,
        description=description,
    )
