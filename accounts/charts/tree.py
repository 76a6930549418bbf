"""A tree as an indented list: the lines that join each node to the one above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from accounts.charts.svg import WIDTH, Amount, line, picture

HEIGHT = 100
# Where a branch turns off to its node: beside the node's name, the first line of the row.
TURN = 32.0


class Node(Protocol):
    """A node of the tree: see TreeNode."""

    @property
    def name(self) -> str: ...
    @property
    def depth(self) -> int: ...
    @property
    def progress(self) -> Amount | None: ...
    @property
    def status(self) -> Any: ...
    @property
    def url(self) -> str: ...
    @property
    def note(self) -> str: ...


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A node in the order of reading: each parent before its children, `depth` 0 at the top.

    `progress` is a share (1 is full, None unknown), `status` as of the badge, `note` a few words
    after the name (the owner, the due day).
    """

    name: str
    depth: int
    progress: Amount | None = None
    status: Any = None
    url: str = ""
    note: str = ""


class Limb(StrEnum):
    """What one column left of a node shows."""

    NOTHING = "nothing"
    PASSES = "passes"  # a later child of a node above is still to come
    BRANCHES = "branches"  # this node, and a later one of the same parent
    TURNS = "turns"  # this node is its parent's last


def limbs(depths: Sequence[int]) -> list[tuple[Limb, ...]]:
    """For each node, top down, the columns left of it: as many as it is deep."""
    return [
        tuple(_limb(depths, place, column) for column in range(1, depth + 1))
        for place, depth in enumerate(depths)
    ]


def parents(depths: Sequence[int]) -> list[int | None]:
    """For each node the place of the one it hangs on: the nearest above that is less deep."""
    found: list[int | None] = []
    for place, depth in enumerate(depths):
        above = (n for n in range(place - 1, -1, -1) if depths[n] < depth)
        found.append(next(above, None))
    return found


def limb_svg(limb: Limb) -> str:
    """One column of the lines, stretched to the height of its row."""
    middle = WIDTH / 2
    shapes = []
    if limb in (Limb.PASSES, Limb.BRANCHES):
        shapes.append(line(css="branch-line", x1=middle, y1=0, x2=middle, y2=HEIGHT))
    if limb is Limb.TURNS:
        shapes.append(line(css="branch-line", x1=middle, y1=0, x2=middle, y2=TURN))
    if limb in (Limb.BRANCHES, Limb.TURNS):
        shapes.append(line(css="branch-line", x1=middle, y1=TURN, x2=WIDTH, y2=TURN))
    return picture(css="branch-limb", height=HEIGHT, shapes=shapes)


def _limb(depths: Sequence[int], place: int, column: int) -> Limb:
    more = _goes_on(depths, place, column)
    if column == depths[place]:
        return Limb.BRANCHES if more else Limb.TURNS
    return Limb.PASSES if more else Limb.NOTHING


def _goes_on(depths: Sequence[int], place: int, column: int) -> bool:
    """Whether a later node hangs on the same parent in this column."""
    later = (depth for depth in depths[place + 1 :] if depth <= column)
    return next(later, 0) == column
