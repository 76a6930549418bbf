"""What a closing keeps, read from the tables themselves."""

from datetime import date
from typing import Any

from scorecards.models import Closing, DailyTotal, FrozenDays, FrozenScore, LateDay, Score
from scorecards.queries.rebuilt import changed_days

FrozenFigures = tuple[dict[Any, Any], set[Any], dict[Any, Any]]
"""The archive, the daily totals of the frozen days, the stored scores that are archived."""


def frozen_figures(closing: Closing) -> FrozenFigures:
    archive = _scores(
        FrozenScore.objects.filter(closing=closing).values_list(
            "rep", "section_id", "key", "score", "points", "lines", "rank"
        )
    )
    stored = Score.objects.filter(scored_period__section__version__scorecard=closing.scorecard_id)
    rows = stored.values_list(
        "rep", "scored_period__section", "scored_period__key", "score", "points", "lines"
    )
    return (
        archive,
        {row for days in _frozen_days(closing) for row in _totals(*days)},
        {key: value for key, value in _scores(rows).items() if key in archive},
    )


def missed_late_days(closing: Closing) -> set[tuple[int, date]]:
    """Frozen days whose facts add up to something else, and that nobody was told of."""
    noted = set(LateDay.objects.filter(closing=closing).values_list("rep", "day"))
    return changed_days(_frozen_days(closing)) - noted


def _frozen_days(closing: Closing) -> list[tuple[int, date, date]]:
    days = FrozenDays.objects.filter(closing=closing)
    return list(days.values_list("rep", "from_day", "to_day"))


def _totals(rep: int, first: date, last: date) -> list[Any]:
    totals = DailyTotal.objects.filter(rep=rep, day__range=(first, last))
    return list(totals.values_list("rep", "metric", "day", "total", "facts", "latest"))


def _scores(rows: Any) -> dict[Any, Any]:
    return {(rep, section, key): figures for rep, section, key, *figures in rows}
