"""Targets of single reps that stand for their scorecard's (rule 11)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from scorecards.access import overrides_steered_by, overrides_visible_to
from scorecards.models import Benchmark, Override
from scorecards.queries.enrolment import Enrolment

COMING, RUNNING, OVER = "coming", "running", "over"
STATE_WORDS = {COMING: _("Coming"), RUNNING: _("In force"), OVER: _("Over")}


@dataclass(frozen=True)
class OverrideEvent:
    """One entry of an override's history."""

    at: datetime
    by: str
    is_first: bool
    target: object
    ends_on: date | None


@dataclass(frozen=True)
class OverrideRow:
    """`counts`: whether the rep's scorecard has the metric in a section of that period."""

    override: Override
    state: str
    counts: bool
    may_end: bool
    events: tuple[OverrideEvent, ...]

    @property
    def word(self) -> str:
        return str(STATE_WORDS[self.state])


def override_rows(
    user: User,
    *,
    today: date,
    reps: Collection[int] | None = None,
    metrics: Collection[int] | None = None,
    enrolled: Enrolment,
) -> list[OverrideRow]:
    """The overrides the user may read, those in force first; only of some reps and metrics (ids).

    A constant number of queries.
    """
    found = overrides_visible_to(user, today=today).select_related("rep", "metric", "made_by")
    if reps is not None:
        found = found.filter(rep__in=reps)
    if metrics is not None:
        found = found.filter(metric__in=metrics)
    rows = list(found.order_by("rep__name", "-starts_on", "-pk"))
    endable = set(overrides_steered_by(user, today=today).values_list("pk", flat=True))
    lines = _lines()
    events = _events(rows)
    answer = [
        OverrideRow(
            override=row,
            state=_state(row, today),
            counts=_card_line(row, enrolled, today) in lines,
            may_end=row.pk in endable and _state(row, today) != OVER,
            events=tuple(events[row.pk]),
        )
        for row in rows
    ]
    return sorted(answer, key=lambda row: (RUNNING, COMING, OVER).index(row.state))


def _state(row: Override, today: date) -> str:
    if row.starts_on > today:
        return COMING
    return OVER if row.ends_on and row.ends_on < today else RUNNING


def _card_line(row: Override, enrolled: Enrolment, today: date) -> tuple[int | None, int, str]:
    """The scorecard (id) that holds for the rep when it counts, the metric, the period."""
    day = min(max(today, row.starts_on), row.ends_on or date.max)
    span = enrolled.span_of(row.rep_id, day=day) if row.rep_id in enrolled.reps else None
    return span.scorecard_id if span else None, row.metric_id, row.period


def _lines() -> set[tuple[int | None, int, str]]:
    """(scorecard, metric, period) of everything that published versions count."""
    rows = Benchmark.objects.filter(section__version__published_at__isnull=False)
    names = ("section__version__scorecard", "metric", "section__period")
    return set(rows.values_list(*names).distinct())


def _events(rows: Iterable[Override]) -> dict[int, list[OverrideEvent]]:
    """Oldest first, by override id."""
    found: dict[int, list[OverrideEvent]] = defaultdict(list)
    records: QuerySet = Override.history.filter(id__in=[row.pk for row in rows])
    for record in records.select_related("history_user").order_by("history_date", "history_id"):
        found[record.id].append(
            OverrideEvent(
                at=record.history_date,
                by=str(record.history_user or ""),
                is_first=record.history_type == "+",
                target=record.target,
                ends_on=record.ends_on,
            )
        )
    return found
