"""How many people are in which range of attainment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.charts.svg import WIDTH, picture, rect

# The lower ends of the ranges, as shares of the target: 0–50, 50–80, 80–100, 100 % and more.
BANDS = (Decimal(0), Decimal("0.5"), Decimal("0.8"), Decimal(1))


@dataclass(frozen=True, slots=True)
class Band:
    """People from `low` up to, but not including, `high` (None: no end), and its bar."""

    low: Decimal
    high: Decimal | None
    count: int
    share: Decimal | None
    svg: str


def counted(shares: Iterable[Decimal | None]) -> tuple[int, ...]:
    """How many of the shares (1 is on target) are in each of the bands; unknown ones in none."""
    counts = [0] * len(BANDS)
    for share in shares:
        if share is not None:
            reached = sum(share >= low for low in BANDS[1:])
            counts[reached] += 1
    return tuple(counts)


def bands(counts: Sequence[int]) -> tuple[Band, ...]:
    """The ranges with a bar each, as wide as its part of the fullest one."""
    people, most = sum(counts), max(counts, default=0)
    highs = (*BANDS[1:], None)
    return tuple(
        Band(
            low=low,
            high=high,
            count=count,
            share=Decimal(count) / people if people else None,
            svg=_bar(count / most if most else 0.0, reached=low >= 1),
        )
        for low, high, count in zip(BANDS, highs, counts, strict=True)
    )


def _bar(share: float, *, reached: bool) -> str:
    css = "bin-reached" if reached else "bin"
    return picture(
        css="band-bar",
        height=10,
        shapes=[
            rect(css="bullet-track", x=0, width=WIDTH, y=0, height=10),
            rect(css=css, x=0, width=share * WIDTH, y=0, height=10),
        ],
    )
