"""What facts said when their days were closed, and what they say now."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from scorecards.queries.closings.late_states import FactState, RepDay, adds_alike, days_of

LateDays = Mapping[tuple[int, date], datetime]
"""By rep id and day, since when it is closed."""


@dataclass(frozen=True)
class Reading:
    """How rows of facts are read: since when their days are closed, and what a row says.

    `named`: the people (ids) whose names the reader may know, None: all.
    """

    days: LateDays
    said: Callable[[Any], FactState | None]
    named: Collection[int] | None


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


def changed_facts(
    rows: Sequence[Any], history: QuerySet[Any], reading: Reading
) -> Iterable[LateFact]:
    """Of these rows those that add something else to closed days than they did (2 queries)."""
    records: dict[int, list[Any]] = defaultdict(list)
    ids = [row.pk for row in rows]
    for record in history.filter(id__in=ids).order_by("history_date", "history_id"):
        records[record.id].append(record)
    names = _names(rows, records)
    for row in rows:
        fact = _late_fact(row, records[row.pk], names, reading)
        if fact is not None:
            yield fact


def _late_fact(
    row: Any, own: Sequence[Any], names: Mapping[int | None, str], reading: Reading
) -> LateFact | None:
    since = _closed_at(row, own, reading.days)
    is_new = row.entered_at >= since
    before, after = reading.said(_former(row, own, since)), reading.said(row)
    if not is_new and adds_alike(before, after, on=reading.days.keys()):
        return None
    shown = after or before or reading.said(_as_entered(row))
    if shown is None:
        return None
    last = own[-1] if own and own[-1].history_date >= since else None
    author = last.history_user_id if last else getattr(row, "entered_by_id", None)
    former = before.rep_id if before and before.rep_id != row.rep_id else None
    return LateFact(
        rep_name=_known(names, row.rep_id, reading.named),
        former_rep=None if former is None else _known(names, former, reading.named),
        change=_change(is_new, before, after),
        before=before,
        after=after,
        shown=shown,
        at=last.history_date if last else row.entered_at,
        by=names.get(author, ""),
        source=row.source,
        days=frozenset(day for each in (row, *own) for day in days_of(each)),
    )


def _closed_at(row: Any, records: Sequence[Any], days: LateDays) -> datetime:
    """When the first of its days was closed on which the fact is or was."""
    met = [days[day] for each in (row, *records) for day in days_of(each) if day in days]
    return min(met, default=min(days.values()))


def _former(row: Any, records: Sequence[Any], since: datetime) -> Any:
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


def _known(names: Mapping[int | None, str], rep: int, named: Collection[int] | None) -> str:
    return names.get(rep, "") if named is None or rep in named else ""


def _change(is_new: bool, before: FactState | None, after: FactState | None) -> str:
    if before is not None:
        return "corrected" if after else "withdrawn"
    if after is None:
        return "gone"
    return "entered" if is_new else "restored"


def _names(rows: Iterable[Any], records: Mapping[int, list[Any]]) -> dict[int | None, str]:
    wanted = {row.rep_id for row in rows}
    wanted |= {record.rep_id for found in records.values() for record in found}
    wanted |= {getattr(row, "entered_by_id", None) for row in rows}
    wanted |= {record.history_user_id for found in records.values() for record in found}
    return dict(User.objects.filter(pk__in=wanted - {None}).values_list("pk", "name"))
