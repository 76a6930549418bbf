"""Places by score (scoring.md rule 24)."""

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import TypeVar

from scorecards.scoring.rounding import settled

K = TypeVar("K", bound=Hashable)


def ranked(scores: Mapping[K, Decimal | None]) -> dict[K, int]:
    """The place of everybody who has a score, best first; equals share one: 1, 2, 2, 4."""
    known = _known(scores)
    best_first = sorted(known.items(), key=lambda item: item[1], reverse=True)
    places: dict[Decimal, int] = {}
    for place, (_, score) in enumerate(best_first, start=1):
        places.setdefault(score, place)
    return {key: places[score] for key, score in best_first}


def distance_to_next_place(*, key: K, scores: Mapping[K, Decimal | None]) -> Decimal | None:
    """What is missing to the next better score; None for the first and for who has no score."""
    known = _known(scores)
    if key not in known:
        return None
    better = [score for score in known.values() if score > known[key]]
    return min(better) - known[key] if better else None


def _known(scores: Mapping[K, Decimal | None]) -> dict[K, Decimal]:
    return {key: settled(score) for key, score in scores.items() if score is not None}
