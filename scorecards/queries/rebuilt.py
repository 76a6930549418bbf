"""Stored against rebuilt: what a rebuild from the facts would change. Writes nothing."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Context, Decimal

from django.db import connection
from django.db.models import Min

from accounts.models import Role, User
from scorecards.models import Activity, Opportunity, Score
from scorecards.queries.closed import frozen_ranges, open_days
from scorecards.queries.facts_sql import facts_sql, latest_metrics
from scorecards.queries.scoring import DayRange, RepScore, compute_scores
from scorecards.queries.stored_scores import key_of, stored_keys
from scorecards.queries.tallies import Span, spans_sql, spans_values
from scorecards.scoring.line_records import line_record

# As the columns keep a score: far below what is ever shown, and far above.
_STORED_DIGITS = Decimal("1e-12")
_STORED_MOST = Decimal(999_999_999_999)
# What SQLite gives back of a number: a score of 1234 has eleven decimals there.
_FIFTEEN_DIGITS = Context(prec=15)


def first_fact_day() -> date | None:
    """The day of the organisation's oldest fact."""
    firsts = [
        Activity.objects.aggregate(first=Min("day"))["first"],
        *Opportunity.objects.aggregate(a=Min("opened_on"), b=Min("closed_on")).values(),
    ]
    return min((first for first in firsts if first), default=None)


def changed_days(spans: Sequence[Span]) -> set[tuple[int, date]]:
    """The (rep id, day) pairs of these spans whose facts do not add up to the stored totals.

    The spans of a rep must not overlap: a fact counts in each that holds it.
    """
    if not spans:
        return set()
    stored, rebuilt = _totals(spans)
    keys = stored.keys() | rebuilt.keys()
    return {(rep, day) for rep, metric, day in keys if _differ(stored, rebuilt, (rep, metric, day))}


def differences(people: Sequence[User], *, days: DayRange, now: datetime) -> Iterator[str]:
    """A sentence for every total and score of these people that a rebuild would change.

    Scores of people who are no reps any more are kept as they were, and so is all that is
    closed (rule 27).
    """
    yield from _total_differences(people, days)
    reps = [person for person in people if person.role == Role.REP]
    ranges = {rep.pk: [days] for rep in reps}
    ids = stored_keys(ranges)
    rows = Score.objects.in_bulk(list(ids.values()))
    stored = {key: rows[pk] for key, pk in ids.items()}
    computed = {key_of(score): score for score in compute_scores(reps, ranges=ranges, now=now)}
    for key in sorted(computed.keys() | stored.keys()):
        name = "score of rep {} in section {}, {}".format(*key)
        if key not in stored:
            yield f"{name}: missing"
        elif key not in computed:
            yield f"{name}: stored, but not due"
        else:
            for field, kept, rebuilt in _changed(stored[key], computed[key]):
                yield f"{name}: {field} is {kept}, rebuilt {rebuilt}"


def as_stored(value: Decimal | None) -> Decimal | None:
    """A score or points as the columns keep them. A figure beyond them comes from a typo in a
    target or a quantity; it must not keep the other reps of its batch from being scored."""
    if value is None:
        return None
    return _FIFTEEN_DIGITS.plus(min(value, _STORED_MOST).quantize(_STORED_DIGITS))


def _total_differences(people: Sequence[User], days: DayRange) -> Iterator[str]:
    frozen = frozen_ranges([person.pk for person in people])
    spans = [
        (person.pk, *left)
        for person in people
        for left in open_days([days], frozen=frozen.get(person.pk, ()))
    ]
    stored, rebuilt = _totals(spans)
    for key in sorted(stored.keys() | rebuilt.keys()):
        if _differ(stored, rebuilt, key):
            name = "total of rep {}, metric {}, {}".format(*key)
            yield f"{name}: {stored.get(key)}, rebuilt {rebuilt.get(key)}"


_Total = tuple[Decimal, int, Decimal | None]
_TotalKey = tuple[int, int, date]
_Totals = dict[_TotalKey, _Total]


def _totals(spans: Sequence[Span]) -> tuple[_Totals, _Totals]:
    """What is stored for these spans, and what their facts add up to."""
    if not spans:
        return {}, {}
    sql = _TOTALS.format(spans=spans_sql(), facts=facts_sql(latest_metrics(), spans=spans))
    with connection.cursor() as cursor:
        cursor.execute(sql, spans_values(spans))
        return _by_key(cursor.fetchall())


def _differ(stored: _Totals, rebuilt: _Totals, key: _TotalKey) -> bool:
    return stored.get(key) != rebuilt.get(key)


def _by_key(rows: Sequence[tuple]) -> tuple[_Totals, _Totals]:
    sides: tuple[_Totals, _Totals] = {}, {}
    for side, rep, metric, day, total, facts, latest in rows:
        value = _four_places(total), facts, None if latest is None else _four_places(latest)
        sides[side][rep, metric, _day(day)] = value
    return sides


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _four_places(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.0001"))


def _changed(stored: Score, computed: RepScore) -> Iterator[tuple[str, object, object]]:
    scored = computed.scored
    rebuilt = {
        "score": as_stored(scored.score),
        "points": as_stored(scored.points),
        "weight": scored.weight,
        "lines": [line_record(line) for line in scored.lines],
        "presence": [str(share) for share in scored.presence],
        "counted_from": computed.counted_from,
        "counted_to": computed.counted_to,
    }
    for field, value in rebuilt.items():
        if getattr(stored, field) != value:
            yield field, getattr(stored, field), value


_TOTALS = """
    WITH spans AS ({spans}), rebuilt AS ({facts})
    SELECT 1, rep_id, metric_id, day, total, facts, latest FROM rebuilt
    UNION ALL
    SELECT 0, daily.rep_id, daily.metric_id, daily.day, daily.total, daily.facts, daily.latest
    FROM spans JOIN scorecards_dailytotal daily
      ON daily.rep_id = spans.rep_id AND daily.day BETWEEN spans.from_day AND spans.to_day
"""
