"""Attainment: what a program asks for and is told."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.serializers.keys import VisibleTeamField
from scorecards.periods import BadPeriodKey
from scorecards.queries.attainment.lines import Line
from scorecards.queries.attainment.scope import OwedMetric
from scorecards.scoring.attainment import MISSED
from scorecards.scoring.pace import Status
from scorecards.scoring.rounding import half_up
from scorecards.scoring.spans import Span, span_from_key
from scorecards.serializers.numbers import ExactField

REP, TEAM, ORGANISATION = "rep", "team", "organisation"
STATUSES = [*((status.value, status.value) for status in Status), (MISSED, MISSED)]
_PLACES = 4


class AttainmentQuery(serializers.Serializer[None]):
    """`context`: the `rules` of periods, `today`, the `metrics` that are owed, the `teams`."""

    period = serializers.CharField(
        required=False,
        help_text="A month, quarter or year such as 2026-03, 2026-Q1 or FY2026, `ytd` for the "
        "fiscal year to date, or the last few such as `last-3-months`; without it: this month.",
    )
    metric = serializers.CharField(
        required=False,
        help_text="Short name of a metric that is owed; without it: the money metric with the "
        "most quotas.",
    )
    by = serializers.ChoiceField([REP, TEAM, ORGANISATION], default=REP, help_text="One row each.")
    team = VisibleTeamField(
        required=False,
        help_text="External id or id of a team: it, those below it, and who was in them.",
    )

    def validate_period(self, key: str) -> Span:
        try:
            return span_from_key(key, today=self.context["today"], rules=self.context["rules"])
        except BadPeriodKey as error:
            raise ValidationError(str(error)) from None

    def validate_metric(self, slug: str) -> OwedMetric:
        for owed in self.context["metrics"]:
            if owed.metric.slug == slug:
                found: OwedMetric = owed
                return found
        raise ValidationError(_("Nobody owes a metric of that name."), "unknown")


class RoundedField(ExactField):
    """An amount that a division made: four decimals are all that is stored of any."""

    def to_representation(self, value: Any) -> str:
        return super().to_representation(half_up(value, places=_PLACES))


class AttainmentSerializer(serializers.Serializer[Any]):
    """What a rep, a team or everything together did of what is owed. Null is unknown."""

    group = serializers.SerializerMethodField(
        help_text="Id of the rep or team; null for the organisation."
    )
    name = serializers.CharField()
    actual = ExactField(source="figures.actual")
    quota = RoundedField(
        source="figures.quota", allow_null=True, help_text="Null: nothing is owed at all."
    )
    attainment = serializers.FloatField(
        source="figures.attainment", allow_null=True, help_text="actual ÷ quota: 1 is on it."
    )
    expected = RoundedField(
        source="figures.expected", allow_null=True, help_text="What the days done owe."
    )
    pace = serializers.FloatField(
        source="figures.pace", allow_null=True, help_text="actual ÷ expected."
    )
    status = serializers.ChoiceField(STATUSES, source="figures.status", allow_null=True)
    missing = RoundedField(source="figures.missing", allow_null=True)
    days_left = serializers.FloatField(
        source="figures.days_left", help_text="Working days, with the rest of today."
    )
    needed_per_day = RoundedField(source="figures.needed_a_day", allow_null=True)
    projection = RoundedField(
        source="figures.projection", allow_null=True, help_text="actual ÷ elapsed share."
    )
    chance = serializers.FloatField(
        source="chance.share",
        allow_null=True,
        default=None,
        help_text="Of reaching the quota, 0 to 1; from 8 finished periods of history on.",
    )
    lowest = RoundedField(
        source="chance.low", allow_null=True, default=None, help_text="Of the 80 % range."
    )
    highest = RoundedField(source="chance.high", allow_null=True, default=None)
    assignment = serializers.FloatField(
        allow_null=True,
        help_text="Of a team with a quota of its own: Σ of what stands below it ÷ own − 1.",
    )

    def get_group(self, line: Line) -> int | None:
        group = line.rep or line.team
        return group.pk if group else None
