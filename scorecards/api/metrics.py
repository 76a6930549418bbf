"""`/metrics/`: what can be counted."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import viewsets

from accounts.api.answers import answers
from accounts.api.requests import person_of
from scorecards.access import metrics_visible_to
from scorecards.models import Metric
from scorecards.serializers.metrics import MetricSerializer

_METRIC = OpenApiExample(
    "metric",
    value={
        "id": 1,
        "slug": "calls",
        "name": "Calls",
        "description": "Outbound calls made",
        "unit": "count",
        "kind": "activity",
        "timing": "lead",
        "aggregation": "sum",
        "direction": "higher",
        "impact": "high",
        "necessity": "must",
        "from_opportunities": False,
        "is_active": True,
    },
)


@extend_schema_view(
    list=extend_schema(
        summary="List metrics",
        description="The ready-made metrics and the organisation's own, switched off ones too.",
        responses=answers({200: MetricSerializer(many=True)}, 404),
        examples=[_METRIC],
    ),
    retrieve=extend_schema(
        summary="Show a metric", responses=answers({200: MetricSerializer}, 404), examples=[_METRIC]
    ),
)
class Metrics(viewsets.ReadOnlyModelViewSet[Metric]):
    """The metrics, named by their short names."""

    queryset = Metric.objects.none()
    serializer_class = MetricSerializer
    lookup_field = "slug"
    lookup_value_converter = "slug"

    def get_queryset(self) -> QuerySet[Metric]:
        return metrics_visible_to(person_of(self.request))
