"""What a closing wrote down of stored scores beside their figures: names and thresholds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.queries.many import among
from scorecards.models import FrozenScore, Score
from scorecards.scoring.pace import Thresholds


@dataclass(frozen=True)
class FrozenWords:
    """The scorecard's name, the version and the thresholds of the day of the closing."""

    scorecard: str
    version: int
    thresholds: Thresholds


def frozen_words(scores: Collection[Score]) -> dict[int, FrozenWords]:
    """By score id, of those that a standing closing holds; one query, none for no scores.

    Of several closings, by what the first one wrote down (rule 27).
    """
    if not scores:
        return {}
    rows = FrozenScore.objects.filter(
        closing__reopened_at__isnull=True,
        rep__in=among([score.rep_id for score in scores]),
        ends_on__in={score.scored_period.ends_on for score in scores},
    ).order_by("-closing__closed_at", "-closing")
    said = {
        (rep, section, key): words
        for rep, section, key, words in rows.values_list("rep", "section_id", "key", "standing")
    }
    keys = {
        score.pk: (score.rep_id, score.scored_period.section_id, score.scored_period.key)
        for score in scores
    }
    return {pk: _words(said[key]) for pk, key in keys.items() if key in said}


def _words(said: Mapping[str, Any]) -> FrozenWords:
    return FrozenWords(said["scorecard"], said["version"], _thresholds(said))


def _thresholds(words: Mapping[str, Any]) -> Thresholds:
    """Those that a frozen score was written down with."""
    return Thresholds(
        ahead=Decimal(words["ahead_from"]),
        on_track=Decimal(words["on_track_from"]),
        at_risk=Decimal(words["at_risk_from"]),
    )
