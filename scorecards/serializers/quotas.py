"""Quotas: what a program sends, asks for and is told."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.serializers.keys import KeyField, VisibleRepField, VisibleTeamField
from scorecards.ingest.posted import Rejected
from scorecards.ingest.posted_quotas import PostedQuota
from scorecards.models import Metric, Quota
from scorecards.periods import BadPeriodKey, Period, period_from_key
from scorecards.serializers.numbers import ExactField
from scorecards.serializers.rows import Strict, read_rows

_LONGEST_RAMP = 24
_PERIOD = "Key of a month, quarter or year, such as 2026-03, 2026-Q1, FY2026."
_STARTS = "The day from which it holds; the first day of the month when left out."


@extend_schema_field({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$", "example": "2026-03"})
class MonthField(serializers.DateField):
    """A month by its key."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m", **options)


class RampField(serializers.ListField):
    """Shares of the full quota by tenure month."""

    def __init__(self, **options: Any) -> None:
        share = ExactField(min_value=Decimal(0), max_value=Decimal(1))
        super().__init__(
            child=share,
            max_length=_LONGEST_RAMP,
            help_text="Shares that newcomers owe by tenure month, 0 to 1. Left out: as it is.",
            **options,
        )


class NewQuotaSerializer(Strict):
    """What a rep or a team shall owe of a metric in a month, quarter or year."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "owner": _("Name either a rep or a team."),
        "when": _("Say either month or period."),
    }

    rep = KeyField(required=False, help_text="E-mail, external id or id of the rep.")
    team = KeyField(required=False, help_text="External id or id of the team.")
    metric = serializers.CharField(max_length=60, help_text="Short name of the metric.")
    month = serializers.RegexField(
        r"^[0-9]{4}-[0-9]{2}$", required=False, help_text="Key of a month, such as 2026-03."
    )
    period = serializers.CharField(max_length=20, required=False, help_text=_PERIOD)
    amount = ExactField(allow_null=True, help_text="Null takes the quota away.")
    starts_on = serializers.DateField(required=False, help_text=_STARTS)
    ramp = RampField(required=False)

    def validate(self, row: dict[str, Any]) -> dict[str, Any]:
        if ("rep" in row) == ("team" in row):
            raise ValidationError(self.error_messages["owner"], "owner")
        if ("month" in row) == ("period" in row):
            raise ValidationError(self.error_messages["when"], "when")
        month = row.pop("month", None)
        return {**row, "period": month or row["period"]}


class QuotaChangeSerializer(Strict):
    """What is to be different about a month; fields left out stay as they are."""

    amount = ExactField(required=False, allow_null=True, help_text="Null takes the quota away.")
    starts_on = serializers.DateField(required=False, help_text=_STARTS)
    ramp = RampField(required=False)


class QuotaClearing(serializers.Serializer[None]):
    """From when on nothing is owed any more."""

    starts_on = serializers.DateField(
        required=False, help_text="The first day that owes nothing; left out: the month's first."
    )


class QuotaQuery(serializers.Serializer[None]):
    """Which quotas are asked for; `context["rules"]` are the organisation's of its periods."""

    rep = VisibleRepField(required=False, help_text="E-mail, external id or id of a rep.")
    team = VisibleTeamField(
        required=False, help_text="External id or id of a team: what the team itself owes."
    )
    metric = serializers.CharField(required=False, help_text="Short name of a metric.")
    period = serializers.CharField(
        required=False, help_text=f"{_PERIOD} Months that begin in it; without it: all."
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


class QuotaSerializer(serializers.ModelSerializer[Quota]):
    """What holds at the end of a month. `owner` is "rep-7" or "team-3"; `rep`, `team` are ids."""

    owner = serializers.SerializerMethodField()
    metric = serializers.SlugRelatedField[Metric](slug_field="slug", read_only=True)
    month = MonthField(help_text="Key of the month.")
    amount = ExactField()
    ramp = serializers.ListField(
        child=serializers.CharField(), help_text="Shares that newcomers owe, by tenure month."
    )
    published_at = serializers.DateTimeField(source="change.published_at")
    published_by = serializers.IntegerField(
        source="change.published_by_id", allow_null=True, help_text="Id; null: an import."
    )

    class Meta:
        model = Quota
        fields = (
            "owner",
            "rep",
            "team",
            "metric",
            "month",
            "amount",
            "ramp",
            "starts_on",
            "published_at",
            "published_by",
        )

    def get_owner(self, quota: Quota) -> str:
        return f"rep-{quota.rep_id}" if quota.rep_id else f"team-{quota.team_id}"


def read_quotas(rows: Iterable[Any]) -> tuple[list[PostedQuota], list[Rejected]]:
    """The rows that can be understood, and the others with the first thing wrong in each."""
    return read_rows(rows, by=NewQuotaSerializer(), make=PostedQuota)


def changed_quota(quota: Quota, changes: Mapping[str, Any]) -> PostedQuota:
    """The month of that owner as it is to be."""
    wanted = {"amount": quota.amount, **changes}
    return PostedQuota(
        index=0,
        rep=quota.rep_id,
        team=quota.team_id,
        metric=quota.metric.slug,
        period=f"{quota.month:%Y-%m}",
        **wanted,
    )
