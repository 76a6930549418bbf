"""The very facts behind a figure: the entries and opportunities that feed a metric."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import (
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.urls import reverse

from accounts.models import StaleMark, User
from scorecards.models import Activity, Metric, Opportunity
from scorecards.queries.tallies import add_latest, tallies_of
from scorecards.scoring.lines import combined, value_of
from scorecards.scoring.records import NO_FACTS, ZERO, Aggregation, Tally

_A_UNIT = Decimal(1)
_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Feed:
    """How opportunities feed a metric: on which of their days, which of them, what each adds."""

    day: str
    adds: str
    where: Q


_WON, _CLOSED = Q(status="won"), Q(status__in=("won", "lost"))
_KNOWN_AMOUNT, _BOTH_DAYS = Q(amount__isnull=False), Q(opened_on__isnull=False)

# As in the rebuilding of the daily totals; a test compares the two for each metric.
FEEDS = {
    "opportunities_created": Feed("opened_on", "one", Q()),
    "pipeline_created": Feed("opened_on", "amount", _KNOWN_AMOUNT),
    "deals_won": Feed("closed_on", "one", _WON),
    "deals_lost": Feed("closed_on", "one", Q(status="lost")),
    "revenue": Feed("closed_on", "amount", _WON & _KNOWN_AMOUNT),
    "cycle_days_won": Feed("closed_on", "days", _WON & _BOTH_DAYS),
    "cycle_days_closed": Feed("closed_on", "days", _CLOSED & _BOTH_DAYS),
}


@dataclass(frozen=True)
class Fact:
    """One fact: `words` are its note or the opportunity's name, `activity_id` None for deals."""

    activity_id: int | None
    day: date
    quantity: Decimal
    words: str
    source: str
    entered_by: str


@dataclass(frozen=True)
class FactsPage:
    """The facts of a metric between two days.

    `listed` is what the facts come to, `counted` what the scores were computed from; while
    changes wait (`pending`) the two may differ. `starts` lies before the days asked for when
    the last value reported is older.
    """

    rep: User
    metric: Metric
    starts: date
    ends: date
    count: int
    listed: Decimal | None
    counted: Decimal | None
    pending: bool

    @property
    def agrees(self) -> bool:
        return self.listed == self.counted


def facts_url(rep_id: int, *, metric: str, starts: date, ends: date) -> str:
    """The address of the facts of a metric between two days, both included."""
    query = urlencode({"metric": metric, "from": starts.isoformat(), "to": ends.isoformat()})
    return f"{reverse('rep_facts', args=[rep_id])}?{query}"


def facts_page(rep: User, metric: Metric, *, starts: date, ends: date) -> FactsPage:
    """What the facts come to, beside what was counted (a constant number of queries)."""
    starts = min(starts, _last_report(rep, metric, ends) or starts)
    aggregation = Aggregation(metric.aggregation)
    tally = _listed(rep, metric, starts, ends)
    spans = [(rep.pk, starts, ends)]
    counted = tallies_of(spans)
    if aggregation is Aggregation.LATEST:
        add_latest(counted, spans, metrics=[metric.slug])
    marks = StaleMark.objects.filter(rep=rep, from_day__lte=ends, to_day__gte=starts)
    return FactsPage(
        rep=rep,
        metric=metric,
        starts=starts,
        ends=ends,
        count=tally.facts,
        listed=value_of(tally, aggregation),
        counted=value_of(counted[0].get(metric.slug, NO_FACTS), aggregation),
        pending=marks.exists(),
    )


def facts_of(page: FactsPage, *, first: int = 0, last: int | None = None) -> list[Fact]:
    """The facts from a position to before another one, latest day first (three queries)."""
    keys = list(_keys(page)[first:last])
    activities = Activity.objects.select_related("entered_by").in_bulk(
        [pk for kind, pk, _, _ in keys if kind == "activity"]
    )
    deals = Opportunity.objects.in_bulk([pk for kind, pk, _, _ in keys if kind == "opportunity"])
    feed = FEEDS.get(page.metric.slug)
    return [
        _from_activity(activities[pk])
        if kind == "activity" or feed is None
        else _from_opportunity(deals[pk], feed)
        for kind, pk, _, _ in keys
    ]


def _keys(page: FactsPage) -> "QuerySet[Activity, tuple[str, int, date, object]]":
    """(kind, id, day, moment) of every fact: two tables as one list, so that it can be paged."""
    activities = _activities(page.rep, page.metric, page.starts, page.ends)
    found = activities.annotate(kind=Value("activity")).values_list(
        "kind", "pk", "day", "occurred_at"
    )
    feed = FEEDS.get(page.metric.slug)
    if feed is not None:
        deals = _opportunities(page.rep, feed, page.starts, page.ends)
        found = found.union(
            deals.annotate(kind=Value("opportunity")).values_list(
                "kind", "pk", feed.day, "entered_at"
            ),
            all=True,
        )
    return found.order_by("-day", "-occurred_at", "-pk")


def _activities(rep: User, metric: Metric, starts: date, ends: date) -> QuerySet[Activity]:
    return (
        Activity.objects.standing()
        .filter(rep=rep, metric=metric, day__gte=starts, day__lte=ends)
        .order_by()
    )


def _opportunities(rep: User, feed: Feed, starts: date, ends: date) -> QuerySet[Opportunity]:
    days = {f"{feed.day}__gte": starts, f"{feed.day}__lte": ends}
    return Opportunity.objects.filter(feed.where, rep=rep, **days).order_by()


def _last_report(rep: User, metric: Metric, ends: date) -> date | None:
    """For a latest value the day it was reported on, which may lie before the period (rule 10)."""
    if metric.aggregation != Metric.Aggregation.LATEST:
        return None
    reported = Activity.objects.standing().filter(rep=rep, metric=metric, day__lte=ends)
    return reported.order_by("-day").values_list("day", flat=True).first()


def _listed(rep: User, metric: Metric, starts: date, ends: date) -> Tally:
    """What the facts come to, summed by the database."""
    activities = _activities(rep, metric, starts, ends)
    tallies = [_tally(activities.aggregate(total=Sum("quantity"), facts=Count("pk")))]
    if metric.aggregation == Metric.Aggregation.LATEST:
        latest = activities.order_by("-day", "-occurred_at", "-pk").values_list(
            "quantity", flat=True
        )
        tallies.append(Tally(total=ZERO, facts=0, latest=latest.first()))
    feed = FEEDS.get(metric.slug)
    if feed is not None:
        deals = _opportunities(rep, feed, starts, ends)
        tallies.append(_tally(deals.aggregate(total=_SUMS[feed.adds], facts=Count("pk"))))
    return combined(tallies)


_CYCLE = ExpressionWrapper(F("closed_on") - F("opened_on"), output_field=DurationField())
_SUMS = {"one": Count("pk"), "amount": Sum("amount"), "days": Sum(_CYCLE)}


def _tally(sums: dict[str, object]) -> Tally:
    return Tally(total=_exact(sums["total"]), facts=int(str(sums["facts"])))


def _exact(total: object) -> Decimal:
    """SQLite adds up binary fractions; four decimals are all that is stored."""
    days = getattr(total, "days", None)
    if days is not None:
        return Decimal(days)
    return ZERO if total is None else Decimal(str(total)).quantize(_PLACES)


def _from_activity(activity: Activity) -> Fact:
    return Fact(
        activity_id=activity.pk,
        day=activity.day,
        quantity=activity.quantity,
        words=activity.note,
        source=activity.source,
        entered_by=activity.entered_by.name if activity.entered_by else "",
    )


def _from_opportunity(deal: Opportunity, feed: Feed) -> Fact:
    words: Iterable[str] = filter(None, (deal.name or deal.external_id, deal.account))
    return Fact(
        activity_id=None,
        day=getattr(deal, feed.day),
        quantity=_added(deal, feed),
        words=" · ".join(words),
        source=deal.source,
        entered_by="",
    )


def _added(deal: Opportunity, feed: Feed) -> Decimal:
    if feed.adds == "amount" and deal.amount is not None:
        return deal.amount
    if feed.adds == "days" and deal.closed_on and deal.opened_on:
        return Decimal((deal.closed_on - deal.opened_on).days)
    return _A_UNIT


def cells_of(facts: Sequence[Fact]) -> list[tuple[date, Decimal, str, str, str]]:
    """The facts as rows of a file: day, quantity, what, source, entered by."""
    return [(f.day, f.quantity, f.words, f.source, f.entered_by) for f in facts]
