"""Which scores and scored periods are stored, in one statement."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from scorecards.queries.closed import DayRange, held_sql
from scorecards.queries.scoring import RepScore, ScoreKey
from scorecards.queries.tallies import Span, spans_sql, spans_values

PeriodKey = tuple[int, str]
"""Section id and period key."""


@dataclass(frozen=True)
class KnownPeriod:
    """A scored period as it is stored."""

    pk: int
    starts: date
    ends: date


@dataclass(frozen=True)
class Stored:
    """`scores`: ids of the reps' scores in the open periods that touch their ranges."""

    scores: dict[ScoreKey, int]
    periods: dict[PeriodKey, KnownPeriod]


def stored_scores(
    ranges: Mapping[int, Sequence[DayRange]], *, wanted: Collection[PeriodKey]
) -> Stored:
    """With the `wanted` periods as far as they are stored, also without a score of these reps."""
    spans = [(rep, first, last) for rep, found in ranges.items() for first, last in found]
    found = Stored({}, {})
    for rep, section, key, pk, first, last in _rows(spans, wanted):
        if rep is not None:
            found.scores[rep, section, key] = pk
        elif (section, key) in wanted:
            found.periods[section, key] = KnownPeriod(pk, _day(first), _day(last))
    return found


def stored_keys(ranges: Mapping[int, Sequence[DayRange]]) -> dict[ScoreKey, int]:
    return stored_scores(ranges, wanted=()).scores


def key_of(score: RepScore) -> ScoreKey:
    return score.rep_id, score.section.section_id, score.period.key


def _rows(spans: Sequence[Span], wanted: Collection[PeriodKey]) -> Iterable[Sequence]:
    statement = _SCORES.format(spans=spans_sql(), held=held_sql())
    parameters = [*spans_values(spans)]
    if wanted:
        sections, keys = zip(*wanted, strict=True)
        statement += _PERIODS.format(
            sections=", ".join(map(str, sorted(set(sections)))),
            keys=", ".join(["%s"] * len(set(keys))),
        )
        parameters += sorted(set(keys))
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


_SCORES = """
    WITH spans AS ({spans})
    SELECT score.rep_id, period.section_id, period.key, score.id,
        CAST(NULL AS DATE), CAST(NULL AS DATE)
    FROM spans
    JOIN scorecards_score score ON score.rep_id = spans.rep_id
    JOIN scorecards_scoredperiod period
      ON period.id = score.scored_period_id
     AND period.starts_on <= spans.to_day AND period.ends_on >= spans.from_day
    JOIN scorecards_section section ON section.id = period.section_id
    JOIN scorecards_version version ON version.id = section.version_id
    WHERE NOT {held}
"""
_PERIODS = """
    UNION ALL
    SELECT NULL, section_id, key, id, starts_on, ends_on FROM scorecards_scoredperiod
    WHERE section_id IN ({sections}) AND key IN ({keys})
"""
