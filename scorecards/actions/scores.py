"""Store scores, set-wise: one statement for the rows of a batch."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from scorecards.actions.score_rows import Row, upsert_rows
from scorecards.models import Score, ScoredPeriod
from scorecards.periods import Period
from scorecards.queries.rebuilt import as_stored
from scorecards.queries.scoring import DayRange, RepScore
from scorecards.queries.stored_scores import KnownPeriod, PeriodKey, key_of, stored_scores
from scorecards.scoring.sections import lines_text

_BATCH = 500


def store_scores(
    computed: Sequence[RepScore], *, ranges: Mapping[int, Sequence[DayRange]], now: datetime
) -> None:
    """Put these scores in place of the reps' former ones in the periods touching the ranges.

    Runs in the caller's transaction, under the lock of the reps: nobody else writes their rows.
    """
    wanted = {(score.section.section_id, score.period.key): score.period for score in computed}
    stored = stored_scores(ranges, wanted=wanted)
    gone = stored.scores.keys() - {key_of(score) for score in computed}
    if gone:
        Score.objects.filter(pk__in=[stored.scores[key] for key in gone]).delete()
    periods = _made(stored.periods, wanted)
    for start in range(0, len(computed), _BATCH):
        batch = computed[start : start + _BATCH]
        rows = [_row(score, periods[score.section.section_id, score.period.key]) for score in batch]
        upsert_rows(rows, now=now)


def _made(
    known: Mapping[PeriodKey, KnownPeriod], wanted: Mapping[PeriodKey, Period]
) -> dict[PeriodKey, int]:
    """The ids of the scored periods; missing ones are made, in one order for all workers."""
    missing = sorted(wanted.keys() - known.keys())
    if missing:
        ScoredPeriod.objects.bulk_create(
            (_scored_period(key, wanted[key]) for key in missing),
            batch_size=_BATCH,
            ignore_conflicts=True,
        )
        known = stored_scores({}, wanted=wanted).periods
    _cut_anew(known, wanted)
    return {key: row.pk for key, row in known.items()}


def _scored_period(key: PeriodKey, period: Period) -> ScoredPeriod:
    return ScoredPeriod(section_id=key[0], key=key[1], starts_on=period.starts, ends_on=period.ends)


def _cut_anew(known: Mapping[PeriodKey, KnownPeriod], wanted: Mapping[PeriodKey, Period]) -> None:
    """A week keeps its key when the organisation lets weeks start on another day."""
    moved = [
        ScoredPeriod(pk=known[key].pk, starts_on=period.starts, ends_on=period.ends)
        for key, period in sorted(wanted.items())  # in one order for all workers
        if (known[key].starts, known[key].ends) != (period.starts, period.ends)
    ]
    if moved:
        ScoredPeriod.objects.bulk_update(moved, ["starts_on", "ends_on"], batch_size=_BATCH)


def _row(score: RepScore, scored_period: int) -> Row:
    targets, figures = score.targets, score.figures
    return (
        str(score.rep_id),
        str(scored_period),
        _kept(figures.score),
        _kept(figures.points),
        str(figures.weight),
        lines_text(targets, figures),
        targets.presence_text,
        str(targets.working_days),
        str(targets.present_days),
        score.counted_from.isoformat(),
        score.counted_to.isoformat(),
    )


def _kept(value: Decimal | None) -> str | None:
    return None if value is None else str(as_stored(value))
