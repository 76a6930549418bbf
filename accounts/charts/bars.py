"""Bars: one amount against where it should be."""

from accounts.charts.svg import WIDTH, Amount, picture, rect

# Room beyond the target, so that its mark is seen and a surplus shows.
BEYOND_TARGET = 1.12


def bullet(
    *,
    actual: Amount | None,
    expected: Amount | None = None,
    target: Amount | None = None,
    css: str = "",
    title: str = "",
    description: str = "",
) -> str:
    """A bar for the actual, a shade up to what is expected by now, a mark at the target.

    Unknown amounts are left out; an actual below zero has no bar.
    """
    full = _full_scale(actual=actual, expected=expected, target=target)
    shapes = [rect(css="bullet-track", x=0, width=WIDTH, y=0, height=10)]
    shapes.append(rect(css="bullet-expected", x=0, width=_along(expected, full), y=0, height=10))
    shapes.append(rect(css="bullet-actual", x=0, width=_along(actual, full), y=2.2, height=5.6))
    if target:
        shapes.append(
            rect(css="bullet-target", x=_along(target, full) - 5, width=10, y=0, height=10)
        )
    return picture(
        css=f"bullet {css}".strip(),
        height=10,
        shapes=shapes,
        title=title,
        description=description,
    )


def progress(*, share: Amount | None, css: str = "", title: str = "", description: str = "") -> str:
    """A bar filled to a share (1 is full); more than full stays full, unknown stays empty."""
    done = _along(share, 1.0)
    return picture(
        css=f"progress {css}".strip(),
        height=10,
        shapes=[
            rect(css="progress-track", x=0, width=WIDTH, y=0, height=10),
            rect(css="progress-done", x=0, width=done, y=0, height=10),
        ],
        title=title,
        description=description,
    )


def heat(*, share: Amount | None, css: str = "", title: str = "", description: str = "") -> str:
    """A cell whose filling is the more opaque the nearer the share is to 1; unknown is empty."""
    strength = _along(share, 1.0) / WIDTH
    shapes = [rect(css="heat-ground", x=0, width=WIDTH, y=0, height=10)]
    if strength:
        shapes.append(
            f'<rect class="heat-fill" width="{WIDTH}" height="10" opacity="{strength:.2f}"/>'
        )
    return picture(
        css=f"heat {css}".strip(),
        height=10,
        shapes=shapes,
        title=title,
        description=description,
    )


def _full_scale(*, actual: Amount | None, expected: Amount | None, target: Amount | None) -> float:
    """The amount at the right end, never 0."""
    goal = max(float(expected or 0), float(target or 0)) * BEYOND_TARGET
    return max(goal, float(actual or 0)) or 1.0


def _along(amount: Amount | None, full: float) -> float:
    if amount is None:
        return 0.0
    return min(max(float(amount) / full, 0.0), 1.0) * WIDTH
