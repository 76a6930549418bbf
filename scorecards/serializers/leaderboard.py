"""Leaderboards: what a program asks for and is told."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.serializers.keys import VisibleTeamField
from scorecards.models import Metric, Scorecard, Section
from scorecards.periods import BadPeriodKey, Period, period_from_key
from scorecards.queries.leaderboard import NamedPlace
from scorecards.scoring.rounding import half_up
from scorecards.serializers.numbers import plain

SCORE, VALUE = "score", "value"
_PLACES = 4
ORDERS = [(SCORE, SCORE), (VALUE, VALUE)]


class LeaderboardQuery(serializers.Serializer[None]):
    """`context`: the `rules` of periods, the `teams` and `cards` that may be asked for."""

    order = serializers.ChoiceField(
        ORDERS,
        required=False,
        help_text="By score, or by the value of `metric`; without it by value if a metric is "
        "named, else by score.",
    )
    metric = serializers.CharField(required=False, help_text="Short name of a metric.")
    section = serializers.ChoiceField(
        Section.Kind.choices,
        default=Section.Kind.ACTIVITIES,
        help_text="Whose score counts; by value it says nothing.",
    )
    period = serializers.CharField(
        required=False,
        help_text="Key of a period such as 2026-W11 or 2026-Q1. By score each section gives its "
        "own period that holds today, or the last day of one that is over; by value the period "
        "itself counts, and without it this month.",
    )
    team = VisibleTeamField(
        required=False, help_text="External id or id of a team; those below it count too."
    )
    scorecard = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="Id of a scorecard."
    )

    def validate_metric(self, slug: str) -> Metric:
        metric = Metric.objects.filter(slug=slug).first()
        if metric is None:
            raise ValidationError(_("There is no such metric."), "unknown")
        return metric

    def validate_period(self, key: str) -> Period:
        try:
            return period_from_key(key, self.context["rules"])
        except BadPeriodKey as error:
            raise ValidationError(str(error)) from None

    def validate_scorecard(self, pk: int) -> Scorecard:
        card: Scorecard | None = self.context["cards"].filter(pk=pk).first()
        if card is None:
            raise ValidationError(_("There is no such scorecard."), "unknown")
        return card

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """With `metric` None where the score decides."""
        order = asked.pop("order", VALUE if "metric" in asked else SCORE)
        if order == VALUE and "metric" not in asked:
            raise ValidationError({"metric": [_("By the value of which metric?")]}, "required")
        if order == SCORE and "metric" in asked:
            reason = _("The order by score asks for no metric.")
            raise ValidationError({"metric": [reason]}, "contradicts")
        return asked


class PlaceSerializer(serializers.Serializer[NamedPlace]):
    """A place. Equal figures share a rank: 1, 2, 2, 4. What may not be told is null."""

    rank = serializers.IntegerField(source="place.rank")
    ranked = serializers.IntegerField(source="place.ranked", help_text="How many have a rank.")
    rep = serializers.IntegerField(
        source="rep.pk", allow_null=True, default=None, help_text="Id; null: without name."
    )
    name = serializers.CharField(source="rep.name", allow_null=True, default=None)
    team = serializers.IntegerField(allow_null=True, help_text="Id of the team they are in today.")
    scorecard = serializers.SerializerMethodField()
    period = serializers.CharField(source="place.period")
    score = serializers.SerializerMethodField(help_text="Null in an order by value.")
    value = serializers.SerializerMethodField("amount_of", help_text="Null in an order by score.")

    def get_scorecard(self, row: NamedPlace) -> str | None:
        return row.place.scorecard if row.rep else None

    def get_score(self, row: NamedPlace) -> float | None:
        return None if self.context["by_value"] else float(row.place.figure)

    @extend_schema_field({"type": "string", "format": "decimal", "nullable": True})
    def amount_of(self, row: NamedPlace) -> str | None:
        return (
            plain(half_up(row.place.figure, places=_PLACES)) if self.context["by_value"] else None
        )
