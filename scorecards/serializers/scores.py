"""Scores: what a program asks for and is told."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.serializers.keys import VisibleRepField, VisibleTeamField
from scorecards.models import Section
from scorecards.periods import BadPeriodKey, Period, period_from_key
from scorecards.queries.standings import Standing
from scorecards.scoring.pace import Status
from scorecards.serializers.numbers import ExactField

STATUSES = [(status.value, status.value) for status in Status]


class ScoreQuery(serializers.Serializer[None]):
    """Which scores are asked for; `context["rules"]` are the organisation's of its periods."""

    period = serializers.CharField(
        required=False,
        help_text="Key of a period such as 2026-W11 or 2026-Q1; without it: now. Each section "
        "gives its own period that holds today, or the last day of a period that is over.",
    )
    team = VisibleTeamField(
        required=False, help_text="External id or id of a team; those below it count too."
    )
    rep = VisibleRepField(required=False, help_text="E-mail, external id or id of a rep.")

    def validate_period(self, key: str) -> Period:
        try:
            return period_from_key(key, self.context["rules"])
        except BadPeriodKey as error:
            raise ValidationError(str(error)) from None


class ScoreLineSerializer(serializers.Serializer[Any]):
    """One line of a score. Amounts are text; null is unknown, never zero."""

    metric = serializers.CharField(source="line.metric")
    actual = ExactField(source="line.actual", allow_null=True)
    target = ExactField(source="line.target")
    weight = serializers.FloatField(source="line.weight")
    points = serializers.FloatField(source="line.points", allow_null=True)
    attainment = serializers.FloatField(
        source="line.attainment", allow_null=True, help_text="A share of the target: 1 is on it."
    )
    unit_worth = serializers.FloatField(
        source="line.unit_worth", allow_null=True, help_text="Points that one unit earns."
    )
    pace = serializers.FloatField(source="pace.pace", allow_null=True)
    status = serializers.ChoiceField(STATUSES, source="pace.status", allow_null=True)


class ScoreSerializer(serializers.Serializer[Any]):
    """A section of a rep's scorecard in one period. `rank` is among `ranked` reps."""

    rep = serializers.IntegerField(source="rep_id", help_text="Id of the rep.")
    scorecard = serializers.CharField()
    section = serializers.ChoiceField(Section.Kind.choices, source="kind")
    period = serializers.CharField(source="period.key")
    score = serializers.FloatField(allow_null=True)
    points = serializers.SerializerMethodField()
    rank = serializers.IntegerField(allow_null=True)
    ranked = serializers.IntegerField()
    pace = serializers.FloatField(
        source="pace.pace", allow_null=True, help_text="A share of what is expected by now."
    )
    status = serializers.ChoiceField(STATUSES, source="pace.status", allow_null=True)
    lines: Any = ScoreLineSerializer(many=True)

    def get_points(self, standing: Standing) -> float | None:
        """Points over no line at all are unknown too."""
        return None if standing.score is None else float(standing.section.points)
