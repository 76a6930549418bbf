"""The publications that changed a sheet's quotas, and what each changed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from scorecards.access import quotas_visible_to
from scorecards.models import Quota, QuotaChange
from scorecards.queries.quotas.book import Sheet, quota_book
from scorecards.scoring.quotas import end_of_month

_MOST = 200


@dataclass(frozen=True, slots=True)
class MonthChange:
    """A month of one rep or team before and after a publication."""

    month: date
    before: Decimal | None
    after: Decimal | None
    ramp_changed: bool


@dataclass(frozen=True)
class OwnerChange:
    """What a publication changed for one rep or team, in the order of months."""

    name: str
    months: tuple[MonthChange, ...]

    @property
    def difference(self) -> Decimal:
        """What the changed months owe more than before, taken together."""
        nothing = Decimal(0)
        return sum(((m.after or nothing) - (m.before or nothing) for m in self.months), nothing)


@dataclass(frozen=True)
class ChangePage:
    """One publication; `hidden`: how many of its rows are of others."""

    change: QuotaChange
    owners: tuple[OwnerChange, ...]
    hidden: int

    @property
    def ramp(self) -> list[Decimal]:
        return [Decimal(share) for share in self.change.ramp]


def sheet_history(sheet: Sheet) -> list[QuotaChange]:
    """The last publications that touch the sheet, its own quota too, with `touched` rows each."""
    book = quota_book(metric=sheet.metric, months=sheet.months, team=sheet.team_id)
    teams = book.below(sheet.team_id)
    if sheet.team_id is not None:
        teams.append(sheet.team_id)
        reps = [seat.pk for seat in book.members(sheet.team_id)]
    else:
        reps = []
    first, last = sheet.months[0], end_of_month(sheet.months[-1])
    theirs = Q(quotas__rep__in=reps) | Q(quotas__team__in=teams)
    found = (
        QuotaChange.objects.published()
        .filter(theirs, metric=sheet.metric, quotas__month__range=(first, last))
        .annotate(touched=Count("quotas"))
        .select_related("published_by", "team")
        .order_by("-published_at", "-id")
    )
    return list(found[:_MOST])


def changes_visible_to(user: User, *, today: date) -> QuerySet[QuotaChange]:
    """The publications of which this user may see a row at least."""
    rows = quotas_visible_to(user, today=today)
    return QuotaChange.objects.published().filter(pk__in=rows.values("change"))


def change_page(change: QuotaChange, *, user: User, today: date) -> ChangePage:
    """The rows that the user may see, old and new. The former row is the one published before."""
    rows = list(
        quotas_visible_to(user, today=today)
        .filter(change=change)
        .select_related("rep", "team")
        .order_by("month", "id")
    )
    former = _former(change, rows)
    by_owner: dict[tuple[str, str], list[MonthChange]] = defaultdict(list)
    for row in rows:
        before = former.get((row.rep_id, row.team_id, row.month))
        ramps_differ = before is not None and before.ramp != row.ramp
        name = row.rep.name if row.rep else row.team.name if row.team else ""
        by_owner[name, f"{row.rep_id}-{row.team_id}"].append(
            MonthChange(row.month, before.amount if before else None, row.amount, ramps_differ)
        )
    owners = [OwnerChange(name, tuple(months)) for (name, _key), months in by_owner.items()]
    owners.sort(key=lambda owner: owner.name)
    return ChangePage(change, tuple(owners), change.quotas.count() - len(rows))


def _former(
    change: QuotaChange, rows: list[Quota]
) -> dict[tuple[int | None, int | None, date], Quota]:
    """The last row published before this change for each owner and month."""
    if not rows:
        return {}
    reps = {row.rep_id for row in rows if row.rep_id}
    teams = {row.team_id for row in rows if row.team_id}
    earlier = (
        Quota.objects.filter(metric=change.metric, id__lt=min(row.pk for row in rows))
        .of(reps=reps, teams=teams)
        .in_months(rows[0].month, rows[-1].month)
        .order_by("id")
    )
    return {(row.rep_id, row.team_id, row.month): row for row in earlier}
