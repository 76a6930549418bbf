"""Publish quotas: rows are added, never changed, and those who owe them are re-scored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.marks import mark_stale
from accounts.actions.refusals import Refused
from accounts.models import User
from scorecards.models import Metric, Quota, QuotaChange
from scorecards.scoring.quotas import QuotaTerms, amount_in_force, end_of_month

_BATCH = 1000
Owner = tuple[str, int]
"""Who owes: the word "rep" or "team", and the id."""


@dataclass(frozen=True, slots=True)
class MonthAmount:
    """What an owner shall owe in the month that begins on `month`; None clears it."""

    owner: Owner
    month: date
    amount: Decimal | None


@transaction.atomic
def publish_quotas(
    *,
    metric: Metric,
    amounts: Iterable[MonthAmount],
    starts_on: date | None,
    origin: str,
    by: User | None,
    now: datetime,
    ramp: Sequence[Decimal] = (),
    note: str = "",
    change: QuotaChange | None = None,
) -> QuotaChange | None:
    """Let these amounts hold from a day on (None: from the first day of each month).

    Only what differs from what is in force becomes a row; None when nothing does. `change`: the
    draft that is published by this; otherwise one is written for the history. Raises Refused for
    a metric that cannot be owed, and when a month ends before `starts_on`.
    """
    if (reason := refusal_of(metric)) is not None:
        raise Refused(reason, "metric")
    wanted = list(amounts)
    rows = _changed_rows(metric, wanted, starts_on, ramp)
    if not rows:
        return None
    published = change or QuotaChange(
        metric=metric, origin=origin, made_by=by, year_starts_on=min(row.month for row in rows)
    )
    published.ramp = [str(share) for share in ramp]
    published.starts_on = starts_on or min(row.month for row in rows)
    published.note = note
    published.published_at, published.published_by = now, by
    published.save()
    for row in rows:
        row.change = published
    Quota.objects.bulk_create(rows, batch_size=_BATCH)
    _mark(rows)
    return published


def refusal_of(metric: Metric) -> str | None:
    """Why nobody can owe this metric, or None: quotas are volumes of which more is better."""
    if metric.aggregation not in (Metric.Aggregation.SUM, Metric.Aggregation.COUNT):
        return _("“%s” does not add up day by day: it cannot be owed as a quota.") % metric.name
    if metric.direction != Metric.Direction.HIGHER:
        return _("Of “%s” less is better: it cannot be owed as a quota.") % metric.name
    return None


def _changed_rows(
    metric: Metric, wanted: Sequence[MonthAmount], starts_on: date | None, ramp: Sequence[Decimal]
) -> list[Quota]:
    known = _known(metric, wanted)
    shares = tuple(ramp)
    rows = []
    for each in wanted:
        if starts_on is not None and starts_on > end_of_month(each.month):
            raise Refused(
                _("%(month)s is over before %(day)s: choose an earlier day.")
                % {"month": f"{each.month:%Y-%m}", "day": starts_on.isoformat()},
                "starts_on",
            )
        starts = max(starts_on or each.month, each.month)
        if _holds_already(known.get((each.owner, each.month), []), each.amount, starts, shares):
            continue
        kind, pk = each.owner
        rows.append(
            Quota(
                metric=metric,
                month=each.month,
                amount=each.amount,
                ramp=[str(share) for share in shares],
                starts_on=starts,
                **{f"{kind}_id": pk},
            )
        )
    return rows


def _holds_already(
    known: Sequence[QuotaTerms], amount: Decimal | None, starts: date, ramp: tuple[Decimal, ...]
) -> bool:
    """Whether from that day on to the end of the month this very amount is owed anyway."""
    days = {starts} | {terms.starts for terms in known if terms.starts > starts}
    held = [amount_in_force(known, on=day) for day in days]
    if amount is None:
        return all(terms is None or terms.amount is None for terms in held)
    return all(terms and (terms.amount, terms.ramp) == (amount, ramp) for terms in held)


def _known(
    metric: Metric, wanted: Sequence[MonthAmount]
) -> dict[tuple[Owner, date], list[QuotaTerms]]:
    """The published rows of these owners and months; locks nothing: the latest one wins."""
    if not wanted:
        return {}
    ids: dict[str, set[int]] = {"rep": set(), "team": set()}
    for each in wanted:
        ids[each.owner[0]].add(each.owner[1])
    months = [each.month for each in wanted]
    rows = Quota.objects.filter(metric=metric).of(reps=ids["rep"], teams=ids["team"])
    found: dict[tuple[Owner, date], list[QuotaTerms]] = {}
    for row in rows.in_months(min(months), max(months)).in_order():
        owner = _owner(row.rep_id, row.team_id)
        ramp = tuple(Decimal(share) for share in row.ramp)
        terms = QuotaTerms(row.month, row.amount, row.starts_on, ramp)
        found.setdefault((owner, row.month), []).append(terms)
    return found


def _owner(rep: int | None, team: int | None) -> Owner:
    return ("rep", rep) if rep is not None else ("team", team or 0)


def _mark(rows: Sequence[Quota]) -> None:
    """The reps' scores of the days that are owed anew; a team's quota scores nobody."""
    days: dict[tuple[date, date], set[int]] = {}
    first: dict[int, date] = {}
    last: dict[int, date] = {}
    for row in rows:
        if row.rep_id:
            first[row.rep_id] = min(first.get(row.rep_id, row.starts_on), row.starts_on)
            last[row.rep_id] = max(last.get(row.rep_id, row.month), end_of_month(row.month))
    for rep, day in first.items():
        days.setdefault((day, last[rep]), set()).add(rep)
    for (from_day, to_day), reps in days.items():
        mark_stale(reps=reps, from_day=from_day, to_day=to_day)
