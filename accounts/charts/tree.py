"""A tree as an indented list: the lines that join each node to the one above it."""

from dataclasses import dataclass
from typing import Any

from accounts.charts.svg import Amount


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
