"""What somebody who logs needs: the metrics, what was logged lately, an entry's history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from accounts.models import Organisation, User
from scorecards.models import Activity, DailyTotal, Metric, Score

RECENT = 20
_DIGITS = "123456789"


@dataclass(frozen=True)
class LogMetrics:
    """The metrics one may log: those on the rep's scorecard in its order, and the others."""

    on_card: tuple[Metric, ...]
    others: tuple[Metric, ...]

    @property
    def all(self) -> tuple[Metric, ...]:
        return self.on_card + self.others


@dataclass(frozen=True)
class LogButton:
    """A "+1" button: `value` is the metric's slug, `today` what was counted today so far."""

    value: str
    name: str
    today: Decimal
    key: str


@dataclass(frozen=True)
class LogPad:
    """Buttons for what is counted in pieces; `others` are not on the rep's scorecard."""

    buttons: tuple[LogButton, ...]
    others: tuple[LogButton, ...]

    @property
    def all(self) -> tuple[LogButton, ...]:
        return self.buttons + self.others


@dataclass(frozen=True)
class Entry:
    """One logged fact as its list shows it; `by` is empty when the rep logged it themselves."""

    id: int
    metric: str
    unit: str
    quantity: Decimal
    day: date
    at: time
    note: str
    by: str
    is_withdrawn: bool


@dataclass(frozen=True)
class FormerState:
    """An entry as it stood after somebody did something to it; `was` names what was done."""

    changed_at: datetime
    by: str
    was: str
    metric: str
    unit: str
    quantity: Decimal
    day: date
    note: str


def log_metrics(rep: User, *, today: date, also: Metric | None = None) -> LogMetrics:
    """What can be logged for the rep, the lines of their current scores first (2 queries).

    `also` is offered in any case: the metric that an entry has already.
    """
    sections = Score.objects.filter(
        rep=rep, scored_period__starts_on__lte=today, scored_period__ends_on__gte=today
    ).order_by("scored_period__section__kind")
    slugs = [line["metric"] for lines in sections.values_list("lines", flat=True) for line in lines]
    metrics = ordered_metrics(slugs)
    if also is None or also in metrics.all:
        return metrics
    return LogMetrics(on_card=metrics.on_card, others=(*metrics.others, also))


def ordered_metrics(on_card: Sequence[str]) -> LogMetrics:
    """All metrics that can be logged, these (slugs) first and in this order (1 query)."""
    found = {metric.slug: metric for metric in Metric.objects.logged()}
    first = [found.pop(slug) for slug in dict.fromkeys(on_card) if slug in found]
    return LogMetrics(on_card=tuple(first), others=tuple(found.values()))


def log_pad(rep: User, metrics: LogMetrics, *, today: date) -> LogPad:
    """The "+1" buttons with today's counts (1 query); the first nine answer to digits."""
    so_far = day_values(rep, day=today)
    buttons = [_button(m, so_far, key) for m, key in _keyed(filter(_is_counted, metrics.on_card))]
    others = [_button(m, so_far, "") for m in metrics.others if _is_counted(m)]
    return LogPad(buttons=tuple(buttons), others=tuple(others))


def day_values(rep: User, *, day: date) -> dict[str, Decimal]:
    """What was counted on a day, by metric: its entries for counts, otherwise their sum."""
    totals = DailyTotal.objects.filter(rep=rep, day=day).select_related("metric")
    return {
        row.metric.slug: Decimal(row.facts)
        if row.metric.aggregation == Metric.Aggregation.COUNT
        else row.total
        for row in totals
    }


def recent_entries(rep: User, organisation: Organisation) -> tuple[Entry, ...]:
    """The last twenty facts logged by hand, the withdrawn ones too (1 query)."""
    logged = Activity.objects.filter(rep=rep, source="log").select_related("metric", "entered_by")
    zone = ZoneInfo(rep.time_zone or organisation.time_zone)
    return tuple(_entry(activity, zone) for activity in logged.order_by("-pk")[:RECENT])


def former_states(activity: Activity) -> tuple[FormerState, ...]:
    """How the entry stood after each change, newest first (1 query).

    A fact stored in bulk has no history before its first change: then the row is its record.
    """
    rows = activity.history.select_related("metric", "history_user")
    states = list(rows.order_by("history_date", "history_id"))
    if not states:
        return (_as_entered(activity),)
    former = [None, *states]
    return tuple(
        FormerState(
            changed_at=state.history_date,
            by=state.history_user.name if state.history_user else "",
            was=_what_happened(before, state),
            metric=state.metric.name,
            unit=state.metric.unit,
            quantity=state.quantity,
            day=state.day,
            note=state.note,
        )
        for before, state in zip(former, states, strict=False)
    )[::-1]


def _is_counted(metric: Metric) -> bool:
    """Whether "one more" means something: pieces do, minutes and money do not."""
    counted = metric.aggregation in {Metric.Aggregation.SUM, Metric.Aggregation.COUNT}
    return counted and metric.unit == Metric.Unit.COUNT


def _keyed(metrics: Iterable[Metric]) -> Iterable[tuple[Metric, str]]:
    for number, metric in enumerate(metrics):
        yield metric, _DIGITS[number] if number < len(_DIGITS) else ""


def _button(metric: Metric, so_far: dict[str, Decimal], key: str) -> LogButton:
    return LogButton(
        value=metric.slug,
        name=metric.name,
        today=so_far.get(metric.slug, Decimal(0)),
        key=key,
    )


def _entry(activity: Activity, zone: ZoneInfo) -> Entry:
    by_other = activity.entered_by and activity.entered_by_id != activity.rep_id
    return Entry(
        id=activity.pk,
        metric=activity.metric.name,
        unit=activity.metric.unit,
        quantity=activity.quantity,
        day=activity.day,
        at=activity.occurred_at.astimezone(zone).time(),
        note=activity.note,
        by=activity.entered_by.name if activity.entered_by and by_other else "",
        is_withdrawn=activity.withdrawn_at is not None,
    )


def _as_entered(activity: Activity) -> FormerState:
    return FormerState(
        changed_at=activity.entered_at,
        by=activity.entered_by.name if activity.entered_by else "",
        was="entered",
        metric=activity.metric.name,
        unit=activity.metric.unit,
        quantity=activity.quantity,
        day=activity.day,
        note=activity.note,
    )


def _what_happened(before: object, state: object) -> str:
    if before is None:
        return "entered"
    then, now = getattr(before, "withdrawn_at", None), getattr(state, "withdrawn_at", None)
    if (then is None) == (now is None):
        return "corrected"
    return "restored" if now is None else "withdrawn"
