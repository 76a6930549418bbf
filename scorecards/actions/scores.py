"""Store scores, set-wise: one statement for the rows of a batch."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from scorecards.models import Score, ScoredPeriod
from scorecards.periods import Period
from scorecards.queries.rebuilt import as_stored, key_of, stored_keys
from scorecards.queries.scoring import DayRange, RepScore
from scorecards.scoring.line_records import line_record

_BATCH = 500
_PeriodKey = tuple[int, str]
"""Section id and period key."""


def store_scores(
    computed: Sequence[RepScore], *, ranges: Mapping[int, Sequence[DayRange]], now: datetime
) -> None:
    """Put these scores in place of the reps' former ones in the periods touching the ranges.

    Runs in the caller's transaction, under the lock of the reps: nobody else writes their rows.
    """
    former = stored_keys(ranges)
    gone = former.keys() - {key_of(score) for score in computed}
    if gone:
        Score.objects.filter(pk__in=[former[key] for key in gone]).delete()
    periods = _periods_of(computed)
    for start in range(0, len(computed), _BATCH):
        batch = computed[start : start + _BATCH]
        rows = [_row(score, periods[score.section.section_id, score.period.key]) for score in batch]
        _upsert(rows, now)


def _periods_of(computed: Iterable[RepScore]) -> dict[_PeriodKey, int]:
    """The ids of the scored periods; missing ones are made, in one order for all workers."""
    wanted = {(s.section.section_id, s.period.key): s.period for s in computed}
    known = _known_periods(wanted)
    missing = sorted(wanted.keys() - known.keys())
    if missing:
        ScoredPeriod.objects.bulk_create(
            (_scored_period(key, wanted[key]) for key in missing),
            batch_size=_BATCH,
            ignore_conflicts=True,
        )
        known = _known_periods(wanted)
    _cut_anew(known, wanted)
    return {key: row.pk for key, row in known.items()}


def _known_periods(wanted: Mapping[_PeriodKey, Period]) -> dict[_PeriodKey, ScoredPeriod]:
    rows = ScoredPeriod.objects.filter(
        section__in={section for section, _ in wanted}, key__in={key for _, key in wanted}
    )
    return {(p.section_id, p.key): p for p in rows if (p.section_id, p.key) in wanted}


def _scored_period(key: _PeriodKey, period: Period) -> ScoredPeriod:
    return ScoredPeriod(section_id=key[0], key=key[1], starts_on=period.starts, ends_on=period.ends)


def _cut_anew(
    known: Mapping[_PeriodKey, ScoredPeriod], wanted: Mapping[_PeriodKey, Period]
) -> None:
    """A week keeps its key when the organisation lets weeks start on another day."""
    moved = []
    for key, period in wanted.items():
        row = known[key]
        if (row.starts_on, row.ends_on) != (period.starts, period.ends):
            row.starts_on, row.ends_on = period.starts, period.ends
            moved.append(row)
    if moved:
        ScoredPeriod.objects.bulk_update(moved, ["starts_on", "ends_on"], batch_size=_BATCH)


def _row(score: RepScore, scored_period: int) -> dict[str, Any]:
    """The score as JSON with the names of its columns; decimals as strings."""
    scored = score.scored
    return {
        "rep_id": score.rep_id,
        "scored_period_id": scored_period,
        "score": _kept(scored.score),
        "points": _kept(scored.points),
        "weight": str(scored.weight),
        "lines": [line_record(line) for line in scored.lines],
        "presence": [str(share) for share in scored.presence],
        "working_days": str(scored.working_days),
        "present_days": str(scored.present_days),
        "counted_from": score.counted_from.isoformat(),
        "counted_to": score.counted_to.isoformat(),
    }


def _kept(value: Decimal | None) -> str | None:
    kept = as_stored(value)
    return None if kept is None else str(kept)


def _upsert(rows: Sequence[dict[str, Any]], now: datetime) -> None:
    """One JSON parameter for all rows: binding each value costs more than the statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _UPSERT.format(
                columns=", ".join(_COLUMNS),
                rows=_ROWS[connection.vendor],
                changes=", ".join(f"{name} = excluded.{name}" for name in _CHANGING),
            ),
            [connection.ops.adapt_datetimefield_value(now), json.dumps(rows)],
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
