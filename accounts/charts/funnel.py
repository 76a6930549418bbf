"""A funnel: stages below each other, each as wide as its amount, joined by what goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

from accounts.charts.svg import WIDTH, Amount, number, path, picture

STEP_HEIGHT = 10
JOINT_HEIGHT = 10
# So that five deals under forty thousand calls are still seen.
NARROWEST = 14.0


class Step(Protocol):
    """A stage: see FunnelStep."""

    @property
    def name(self) -> str: ...
    @property
    def amount(self) -> Amount | None: ...
    @property
    def rate(self) -> Amount | None: ...
    @property
    def unit(self) -> str: ...


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A stage from the top (most) down; `rate` is the share (0 to 1) that gets to the next one.

    The last stage has no rate. `unit` as of metrics: a stage of another unit than the one above
    (deals, then their money) is drawn as wide as that one.
    """

    name: str
    amount: Amount | None
    rate: Amount | None = None
    unit: str = ""


def widths(steps: Sequence[Step], *, most: float) -> list[float]:
    """How wide each stage is: the square root of its share of the most.

    In proportion, fifty deals under forty thousand calls would be thinner than a hair.
    """
    found: list[float] = []
    for place, step in enumerate(steps):
        if place and step.unit != steps[place - 1].unit:
            found.append(found[-1])
        else:
            share = max(float(step.amount or 0), 0.0) / most if most else 0.0
            found.append(max(sqrt(min(share, 1.0)) * WIDTH, NARROWEST) if share else 0.0)
    return found


def most_of(*scenarios: Sequence[Step]) -> float:
    """The largest amount in the unit of the first stage, over all scenarios; 0 for none."""
    units = [steps[0].unit for steps in scenarios if steps]
    amounts = [step.amount for steps in scenarios for step in steps if step.unit in units[:1]]
    return max((float(amount) for amount in amounts if amount is not None), default=0.0)


def step_svg(width: float, *, other: float | None = None, css: str = "") -> str:
    """The bar of a stage, and outlined the one of a second scenario."""
    shapes = [path(css="funnel-step", steps=_between(width, width, STEP_HEIGHT))]
    if other is not None:
        shapes.append(path(css="funnel-other", steps=_between(other, other, STEP_HEIGHT)))
    return picture(css=f"funnel-bar {css}".strip(), height=STEP_HEIGHT, shapes=shapes)


def joint_svg(above: float, below: float) -> str:
    """What goes on from one stage to the next: from the width of the one to that of the other."""
    steps = _between(above, below, JOINT_HEIGHT)
    return picture(
        css="funnel-joint", height=JOINT_HEIGHT, shapes=[path(css="funnel-flow", steps=steps)]
    )


def _between(above: float, below: float, height: int) -> str:
    """A shape in the middle, so wide at its top and so wide at its foot; nothing for nothing."""
    if not above and not below:
        return ""
    (left, right), (foot_left, foot_right) = _sides(above), _sides(below)
    return f"M{left} 0H{right}L{foot_right} {height}H{foot_left}Z"


def _sides(width: float) -> tuple[str, str]:
    return number((WIDTH - width) / 2), number((WIDTH + width) / 2)
