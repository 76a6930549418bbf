"""What can be counted, for the setup: the metrics by kind and where they are used."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from scorecards.models import Activity, Benchmark, DailyTotal, Metric, Override, Version
from scorecards.queries.effects import latest_begun

GROUP_LABELS = {
    Metric.Kind.ACTIVITY: _("Activities"),
    Metric.Kind.OBJECTIVE: _("Objectives"),
    Metric.Kind.MONEY: _("Money"),
}


@dataclass(frozen=True)
class MetricRow:
    """`cards`: names of the scorecards that count on it, now, later or in a draft."""

    metric: Metric
    cards: tuple[str, ...]


@dataclass(frozen=True)
class MetricGroup:
    kind: str
    label: str
    rows: tuple[MetricRow, ...]

    @property
    def switched_on(self) -> int:
        return sum(row.metric.is_active for row in self.rows)


def metric_groups(metrics: Iterable[Metric], *, today: date) -> list[MetricGroup]:
    """The metrics by kind: ready-made ones in the catalogue's order, own ones behind them."""
    cards = cards_by_metric(today=today)
    rows: dict[str, list[MetricRow]] = defaultdict(list)
    for metric in metrics:
        rows[metric.kind].append(MetricRow(metric, tuple(cards[metric.pk])))
    return [
        MetricGroup(kind=kind.value, label=str(label), rows=tuple(rows[kind]))
        for kind, label in GROUP_LABELS.items()
        if rows[kind]
    ]


def cards_by_metric(*, today: date) -> dict[int, list[str]]:
    """Names of the scorecards by the metrics (id) that they count on, now, later or in a draft."""
    live = _live_versions(today)
    found: dict[int, list[str]] = defaultdict(list)
    rows = Benchmark.objects.filter(section__version__in=live).order_by(
        "section__version__scorecard__name"
    )
    for metric, card in rows.values_list("metric", "section__version__scorecard__name").distinct():
        found[metric].append(card)
    return found


def is_used(metric: Metric) -> bool:
    """Whether facts, scorecards or overrides name the metric."""
    return any(
        rows.filter(metric=metric).exists()
        for rows in (Benchmark.objects, Activity.objects, Override.objects, DailyTotal.objects)
    )


def _live_versions(today: date) -> list[int]:
    """Versions (id) that say something about today or later: in force, coming, drafts."""
    by_card: dict[int, list[Version]] = defaultdict(list)
    live = []
    for version in Version.objects.all():
        if version.is_draft or version.starts_on > today:
            live.append(version.pk)
            continue
        by_card[version.scorecard_id].append(version)
    begun = (latest_begun(versions, today=today) for versions in by_card.values())
    return [*live, *(version.pk for version in begun if version)]
