"""Facts that were entered, changed or withdrawn after their day was closed."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from scorecards.models import Activity, Closing, LateDay, Metric, Opportunity
from scorecards.queries.closings.late_changes import LateDays, LateFact, Reading, changed_facts
from scorecards.queries.closings.late_states import state_of_activity, state_of_deal
from scorecards.queries.rebuilt import changed_days

# So many are listed; what they change is reckoned from all.
MOST = 2000
# Of so many rows that changed it is looked up what they said before.
_LOOKED_AT = 5 * MOST


def late_days(closing: Closing, *, people: Collection[int] | None = None) -> LateDays:
    """The days whose facts changed since they were closed; of these people (ids) only.

    What was late for a former closing, and stayed so in this one, counts from that one.
    """
    rows = LateDay.objects.filter(closing=closing)
    if people is not None:
        rows = rows.filter(rep__in=people)
    former = LateDay.objects.filter(
        Q(closing__reopened_at__isnull=True) | Q(closing__reopened_at__gt=closing.closed_at),
        Exists(rows.filter(rep=OuterRef("rep"), day=OuterRef("day"))),
        closing__closed_at__lte=closing.closed_at,
    )
    since: dict[tuple[int, date], datetime] = {}
    for rep, day, at in former.values_list("rep", "day", "closing__closed_at"):
        since[rep, day] = min(at, since.get((rep, day), at))
    return since


def late_facts(
    closing: Closing, days: LateDays, *, named: Collection[int] | None = None
) -> list[LateFact]:
    """What came for these days since they were closed, the newest first, no more than `MOST`.

    Of a closing that was taken back: what had come until then. `named`: the people (ids) whose
    names the reader may know, None: all. A constant number of queries.
    """
    if not days:
        return []
    found = [
        fact
        for rows, history, reading in _readings(closing, days, named)
        for fact in changed_facts(list(rows[:_LOOKED_AT]), history, reading)
    ]
    return sorted(_until(closing, found), key=lambda fact: fact.at, reverse=True)[:MOST]


def every_late_fact(
    closing: Closing, days: LateDays, *, named: Collection[int] | None = None
) -> Iterator[LateFact]:
    """All of them, the last entered first, activities before deals: so many rows at a time."""
    if not days:
        return
    for rows, history, reading in _readings(closing, days, named):
        batch = list(rows[:MOST])
        while batch:
            yield from _until(closing, changed_facts(batch, history, reading))
            batch = list(rows.filter(pk__lt=batch[-1].pk)[:MOST])


def unlisted_days(days: LateDays, facts: Iterable[LateFact]) -> int:
    """How many of the days add up to something else without a fact that is listed for them.

    What was being stored at the moment of the closing was entered before it; and another way
    of counting a metric changes no fact.
    """
    listed = {day for fact in facts for day in fact.days}
    return len(changed_days([(rep, day, day) for rep, day in days if (rep, day) not in listed]))


def _readings(
    closing: Closing, days: LateDays, named: Collection[int] | None
) -> Iterable[tuple[QuerySet[Any], QuerySet[Any], Reading]]:
    """Of activities and of deals: the rows in question, their history and how they are read."""
    metrics = Metric.objects.in_bulk()
    activities, calls = Activity.objects.all(), Activity.history.all()
    rows = _since(activities, calls, closing, days, ("day",))
    yield rows, calls, Reading(days, lambda row: state_of_activity(row, metrics), named)
    deals, changes = Opportunity.objects.all(), Opportunity.history.all()
    rows = _since(deals, changes, closing, days, ("opened_on", "closed_on"))
    yield rows, changes, Reading(days, state_of_deal, named)


def _until(closing: Closing, facts: Iterable[LateFact]) -> Iterator[LateFact]:
    until = closing.reopened_at
    return (fact for fact in facts if until is None or fact.at <= until)


def _since(
    rows: QuerySet[Any],
    history: QuerySet[Any],
    closing: Closing,
    days: LateDays,
    fields: Iterable[str],
) -> QuerySet[Any]:
    """Rows that are or were on one of the days, and are new or changed since it was closed."""
    since = min(days.values())
    late = LateDay.objects.filter(closing=closing, rep__in={rep for rep, _ in days})
    here = Q(pk__in=())
    for field in fields:
        here |= Q(Exists(late.filter(rep=OuterRef("rep"), day=OuterRef(field))))
    changed = history.filter(history_date__gte=since)
    were = history.filter(here, id__in=changed.values("id")).values("id")
    new = rows.filter(here, entered_at__gte=since).values("pk")
    return rows.filter(Q(pk__in=new) | Q(pk__in=were)).order_by("-pk")
