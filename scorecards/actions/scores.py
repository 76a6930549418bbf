"""Store scores and rank them, set-wise."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import connection

from scorecards.models import Score, ScoredPeriod
from scorecards.periods import Period
from scorecards.queries.rebuilt import STORED_DIGITS, key_of, stored_in
from scorecards.queries.scoring import DayRange, RepScore, ScoreKey
from scorecards.scoring.records import line_record

_BATCH = 500
_FIELDS = [
    "score",
    "points",
    "weight",
    "lines",
    "presence",
    "working_days",
    "present_days",
    "counted_from",
    "counted_to",
    "scored_at",
]


def store_scores(
    computed: Sequence[RepScore], *, ranges: dict[int, list[DayRange]], now: datetime
) -> None:
    """Put these scores in place of the reps' former ones in the periods touching the ranges.

    Runs in the caller's transaction, under the lock of the reps. The periods are locked
    in one order before any score is written: two workers never wait for each other.
    """
    former = stored_in(ranges)
    periods = _locked_periods(computed, former)
    keys = {key_of(score) for score in computed}
    gone = [score.pk for key, score in former.items() if key not in keys]
    Score.objects.filter(pk__in=gone).delete()
    Score.objects.bulk_create(
        [_row(score, periods, now) for score in sorted(computed, key=key_of)],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["scored_period", "rep"],
        update_fields=_FIELDS,
    )
    rank_periods(periods.values())


def rank_periods(periods: Collection[ScoredPeriod]) -> None:
    """Rank the scores of these periods (rule 24); rows whose rank holds are not written."""
    ids = [period.pk for period in periods]
    if ids:
        with connection.cursor() as cursor:
            marks = ", ".join(["%s"] * len(ids))
            cursor.execute(_RANK.format(periods=marks), ids)


def _locked_periods(
    computed: Sequence[RepScore], former: dict[ScoreKey, Score]
) -> dict[tuple[int, str], ScoredPeriod]:
    """The periods by (section id, key): made where missing, locked in the order of their ids."""
    wanted = {(s.section.section_id, s.period.key): s.period for s in computed}
    ScoredPeriod.objects.bulk_create(
        (
            ScoredPeriod(section_id=section, key=key, starts_on=p.starts, ends_on=p.ends)
            for (section, key), p in sorted(wanted.items(), key=lambda item: item[0])
        ),
        batch_size=_BATCH,
        ignore_conflicts=True,
    )
    keys = {*wanted, *((section, key) for _, section, key in former)}
    locked = (
        ScoredPeriod.objects.select_for_update(no_key=True)
        .filter(section__in={section for section, _ in keys}, key__in={key for _, key in keys})
        .order_by("pk")
    )
    periods = {(p.section_id, p.key): p for p in locked if (p.section_id, p.key) in keys}
    _cut_anew(periods, wanted)
    return periods


def _cut_anew(
    periods: Mapping[tuple[int, str], ScoredPeriod], wanted: Mapping[tuple[int, str], Period]
) -> None:
    """A week keeps its key when the organisation lets weeks start on another day."""
    moved = []
    for key, period in wanted.items():
        row = periods[key]
        if (row.starts_on, row.ends_on) != (period.starts, period.ends):
            row.starts_on, row.ends_on = period.starts, period.ends
            moved.append(row)
    ScoredPeriod.objects.bulk_update(moved, ["starts_on", "ends_on"], batch_size=_BATCH)


def _row(score: RepScore, periods: dict[tuple[int, str], ScoredPeriod], now: datetime) -> Score:
    scored = score.scored
    return Score(
        rep_id=score.rep_id,
        scored_period=periods[score.section.section_id, score.period.key],
        score=None if scored.score is None else scored.score.quantize(STORED_DIGITS),
        points=scored.points.quantize(STORED_DIGITS),
        weight=scored.weight,
        lines=[line_record(line) for line in scored.lines],
        presence=[str(share) for share in scored.presence],
        working_days=scored.working_days,
        present_days=scored.present_days,
        counted_from=score.counted_from,
        counted_to=score.counted_to,
        scored_at=now,
    )


_RANK = """
    UPDATE scorecards_score SET rank = ranked.rank
    FROM (
        SELECT id, CASE WHEN score IS NULL THEN NULL ELSE RANK() OVER (
            PARTITION BY scored_period_id ORDER BY score DESC NULLS LAST
        ) END AS rank
        FROM scorecards_score WHERE scored_period_id IN ({periods})
    ) ranked
    WHERE ranked.id = scorecards_score.id
      AND COALESCE(ranked.rank, 0) <> COALESCE(scorecards_score.rank, 0)
"""
