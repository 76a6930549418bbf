"""Facts that were entered, changed or withdrawn after their day was closed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from scorecards.models import Activity, Closing, LateDay, Metric, Opportunity
from scorecards.queries.closings.late_states import (
    FactState,
    RepDay,
    adds_alike,
    days_of,
    state_of_activity,
    state_of_deal,
)
from scorecards.queries.rebuilt import changed_days

# So many are listed; what they change is reckoned from all.
MOST = 2000
# Of so many rows that changed it is looked up what they said before.
_LOOKED_AT = 5 * MOST

LateDays = Mapping[tuple[int, date], datetime]
"""By rep id and day, since when it is closed."""


@dataclass(frozen=True)
class LateFact:
    """A fact as the closing found it and as it is now; None: it did not count.

    `change` is "entered", "corrected", "withdrawn", "restored" or "gone" (entered and
    withdrawn since); `shown` is what it said last, `days` are all it counted or counts on.
    `former_rep` is whose it was, if it was somebody else's; a name that the reader may not
    know is empty.
    """

    rep_name: str
    former_rep: str | None
    change: str
    before: FactState | None
    after: FactState | None
    shown: FactState
    at: datetime
    by: str
    source: str
    days: frozenset[RepDay]


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
    metrics = Metric.objects.in_bulk()

    def of_activity(row: Any) -> FactState | None:
        return state_of_activity(row, metrics)

    activities, deals = _activities(closing, days), _opportunities(closing, days)
    found = [
        *_changed(activities, Activity.history.all(), days, of_activity, named),
        *_changed(deals, Opportunity.history.all(), days, state_of_deal, named),
    ]
    until = closing.reopened_at
    listed = [fact for fact in found if until is None or fact.at <= until]
    return sorted(listed, key=lambda fact: fact.at, reverse=True)[:MOST]


def unlisted_days(days: LateDays, facts: Iterable[LateFact]) -> int:
    """How many of the days add up to something else without a fact that is listed for them.

    What was being stored at the moment of the closing was entered before it; and another way
    of counting a metric changes no fact.
    """
    listed = {day for fact in facts for day in fact.days}
    return len(changed_days([(rep, day, day) for rep, day in days if (rep, day) not in listed]))


def _activities(closing: Closing, days: LateDays) -> QuerySet[Activity]:
    return _since(Activity.objects.all(), Activity.history.all(), closing, days, ("day",))


def _opportunities(closing: Closing, days: LateDays) -> QuerySet[Opportunity]:
    on = ("opened_on", "closed_on")
    return _since(Opportunity.objects.all(), Opportunity.history.all(), closing, days, on)


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
    return rows.filter(Q(pk__in=new) | Q(pk__in=were)).order_by("-pk")[:_LOOKED_AT]


def _changed(
    rows: QuerySet[Any],
    history: QuerySet[Any],
    days: LateDays,
    said: Callable[[Any], FactState | None],
    named: Collection[int] | None,
) -> Iterable[LateFact]:
    found = list(rows)
    records: dict[int, list[Any]] = defaultdict(list)
    ids = [row.pk for row in found]
    for record in history.filter(id__in=ids).order_by("history_date", "history_id"):
        records[record.id].append(record)
    names = _names(found, records)
    for row in found:
        own = records[row.pk]
        since = _closed_at(row, own, days)
        is_new = row.entered_at >= since
        before, after = said(_former(row, own, since)), said(row)
        if not is_new and adds_alike(before, after, on=days.keys()):
            continue
        last = own[-1] if own and own[-1].history_date >= since else None
        author = last.history_user_id if last else getattr(row, "entered_by_id", None)
        former = before.rep_id if before and before.rep_id != row.rep_id else None
        shown = after or before or said(_as_entered(row))
        if shown is None:
            continue
        yield LateFact(
            rep_name=_known(names, row.rep_id, named),
            former_rep=None if former is None else _known(names, former, named),
            change=_change(is_new, before, after),
            before=before,
            after=after,
            shown=shown,
            at=last.history_date if last else row.entered_at,
            by=names.get(author, ""),
            source=row.source,
            days=frozenset(day for each in (row, *own) for day in days_of(each)),
        )


def _known(names: Mapping[int | None, str], rep: int, named: Collection[int] | None) -> str:
    return names.get(rep, "") if named is None or rep in named else ""


def _change(is_new: bool, before: FactState | None, after: FactState | None) -> str:
    if before is not None:
        return "corrected" if after else "withdrawn"
    if after is None:
        return "gone"
    return "entered" if is_new else "restored"


def _former(row: Any, records: list[Any], since: datetime) -> Any:
    """The row as it was when its day was closed; None when it was not there yet.

    A row stored in bulk is written into its history only before its first change.
    """
    if row.entered_at >= since:
        return None
    earlier = [record for record in records if record.history_date < since]
    return [*records[:1], *earlier][-1] if records else row


def _as_entered(row: Any) -> Any:
    row.withdrawn_at = None
    return row


def _closed_at(row: Any, records: list[Any], days: LateDays) -> datetime:
    """When the first of its days was closed on which the fact is or was."""
    met = [days[day] for each in (row, *records) for day in days_of(each) if day in days]
    return min(met, default=min(days.values()))


def _names(rows: Iterable[Any], records: Mapping[int, list[Any]]) -> dict[int | None, str]:
    wanted = {row.rep_id for row in rows}
    wanted |= {record.rep_id for found in records.values() for record in found}
    wanted |= {getattr(row, "entered_by_id", None) for row in rows}
    wanted |= {record.history_user_id for found in records.values() for record in found}
    return dict(User.objects.filter(pk__in=wanted - {None}).values_list("pk", "name"))
