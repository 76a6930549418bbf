"""What a program is told about metrics."""

from rest_framework import serializers

from scorecards.models import Metric


class MetricSerializer(serializers.ModelSerializer[Metric]):
    """A metric. Facts name it by its `slug`; only one that `is_active` takes facts."""

    class Meta:
        model = Metric
        fields = (
            "id",
            "slug",
            "name",
            "description",
            "unit",
            "kind",
            "timing",
            "aggregation",
            "direction",
            "impact",
            "necessity",
            "from_opportunities",
            "is_active",
        )
