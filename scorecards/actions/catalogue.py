"""Put the ready-made metrics into an installation; what people changed of them stays."""

from dataclasses import asdict

from scorecards.catalogue import READY_MADE
from scorecards.models import Metric


def add_ready_made_metrics() -> int:
    """Add the metrics of the catalogue that are missing; how many were."""
    known = set(Metric.objects.values_list("slug", flat=True))
    missing = [
        Metric(**asdict(row), position=10 * number, is_ready_made=True)
        for number, row in enumerate(READY_MADE, start=1)
        if row.slug not in known
    ]
    Metric.objects.bulk_create(missing)
    return len(missing)
