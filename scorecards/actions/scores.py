"""Store scores, set-wise: one statement for the rows of a batch."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import connection

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
        _upsert(rows, now)


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
        for key, period in wanted.items()
        if (known[key].starts, known[key].ends) != (period.starts, period.ends)
    ]
    if moved:
        ScoredPeriod.objects.bulk_update(moved, ["starts_on", "ends_on"], batch_size=_BATCH)


def _row(score: RepScore, scored_period: int) -> str:
    """The score as JSON with the names of its columns; decimals as strings."""
    targets, figures = score.targets, score.figures
    return _ROW % (
        score.rep_id,
        scored_period,
        _kept(figures.score),
        _kept(figures.points),
        figures.weight,
        lines_text(targets, figures),
        targets.presence_text,
        targets.working_days,
        targets.present_days,
        score.counted_from,
        score.counted_to,
    )


_ROW = (
    '{"rep_id":%d,"scored_period_id":%d,"score":%s,"points":%s,"weight":"%s","lines":%s,'
    '"presence":%s,"working_days":"%s","present_days":"%s","counted_from":"%s","counted_to":"%s"}'
)


def _kept(value: Decimal | None) -> str:
    return "null" if value is None else f'"{as_stored(value)}"'


def _upsert(rows: Collection[str], now: datetime) -> None:
    """One JSON parameter for all rows: binding each value costs more than the statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _UPSERT.format(
                columns=", ".join(_COLUMNS),
                rows=_ROWS[connection.vendor],
                changes=", ".join(f"{name} = excluded.{name}" for name in _CHANGING),
            ),
            [connection.ops.adapt_datetimefield_value(now), f"[{','.join(rows)}]"],
        )


_COLUMNS = {
    "rep_id": "bigint",
    "scored_period_id": "bigint",
    "score": "numeric",
    "points": "numeric",
    "weight": "numeric",
    "lines": "jsonb",
    "presence": "jsonb",
    "working_days": "numeric",
    "present_days": "numeric",
    "counted_from": "date",
    "counted_to": "date",
}
_CHANGING = [*list(_COLUMNS)[2:], "scored_at"]
_TYPED = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
_READ = ", ".join(f"json_extract(value, '$.{name}')" for name in _COLUMNS)
# The time of scoring, then the rows as one JSON array.
_ROWS = {
    "postgresql": f"SELECT row.*, %s::timestamptz FROM jsonb_to_recordset(%s::jsonb)"  # noqa: S608
    f" row({_TYPED})",
    "sqlite": f"SELECT {_READ}, %s FROM json_each(%s)",  # noqa: S608 – our own column names
}

_UPSERT = """
    INSERT INTO scorecards_score ({columns}, scored_at)
    {rows} WHERE TRUE
    ON CONFLICT (scored_period_id, rep_id) DO UPDATE SET {changes}
"""
