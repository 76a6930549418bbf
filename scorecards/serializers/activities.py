"""Facts: what a program sends, asks for and is told."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.models import Organisation
from accounts.serializers.keys import KeyField, VisibleRepField
from scorecards.ingest.posted import Rejected
from scorecards.ingest.posted_facts import PostedFact, with_zone
from scorecards.models import Activity, Metric
from scorecards.periods import FIRST_YEAR, LAST_YEAR
from scorecards.serializers.numbers import ExactField
from scorecards.serializers.plain_facts import plain_fact
from scorecards.serializers.rows import Strict, read_rows

API = "api"
_DAY = "A day of the rep's own, itself included."


@extend_schema_field({"type": "string", "format": "date-time"})
class MomentField(serializers.DateTimeField):
    """A moment. Without an offset it stays without: the rep's own time zone is meant."""

    default_error_messages: ClassVar[dict[str, Any]] = {"year": _("This year cannot be.")}

    def to_internal_value(self, value: Any) -> datetime:
        moment = super().to_internal_value(value)
        if not FIRST_YEAR < moment.year < LAST_YEAR:
            raise ValidationError(self.error_messages["year"], "invalid")
        return moment

    def enforce_timezone(self, value: datetime) -> datetime:
        return value


class FactSerializer(Strict):
    """So much of a metric by a rep at a moment."""

    rep = KeyField(help_text="E-mail, external id or id of the rep.")
    metric = serializers.CharField(max_length=60, help_text="Short name of the metric.")
    quantity = ExactField()
    occurred_at = MomentField(
        help_text="Without an offset in the rep's time zone; a day alone means that day."
    )
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=60, default=API, help_text="The program or file that the fact comes from."
    )
    external_id = serializers.CharField(
        max_length=200,
        required=False,
        allow_null=True,
        help_text="With `source` it names the fact: sent again, the fact is updated, not doubled.",
    )
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class CorrectionSerializer(Strict):
    """What is to be different about a fact; fields left out stay as they are."""

    metric = serializers.CharField(required=False, help_text="Short name of the metric.")
    quantity = ExactField(required=False)
    occurred_at = MomentField(required=False)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)

    def validate_metric(self, slug: str) -> Metric:
        return _metric(slug)

    def of(self, fact: Activity) -> dict[str, Any]:
        """What the fact is to be: `metric`, `quantity`, `occurred_at` and `note`."""
        names = ("metric", "quantity", "occurred_at", "note")
        wanted = {name: getattr(fact, name) for name in names} | self.validated_data
        moment = with_zone(wanted["occurred_at"], fact.rep, Organisation.current())
        return {**wanted, "occurred_at": moment}


class ActivityQuery(serializers.Serializer[None]):
    """Which facts are asked for."""

    rep = VisibleRepField(required=False, help_text="E-mail, external id or id of a rep.")
    metric = serializers.CharField(required=False, help_text="Short name of a metric.")
    external_id = serializers.CharField(required=False)
    withdrawn = serializers.BooleanField(
        default=False, help_text="The withdrawn facts instead of those that count."
    )

    def get_fields(self) -> dict[str, Any]:
        """`from`, `to` and `source` as programs know them: no such attribute can stand above."""
        fields = super().get_fields()
        fields |= {
            "from": serializers.DateField(source="first", required=False, help_text=_DAY),
            "to": serializers.DateField(source="last", required=False, help_text=_DAY),
            "source": serializers.CharField(required=False),
        }
        return fields

    def validate_metric(self, slug: str) -> Metric:
        return _metric(slug)


class ActivitySerializer(serializers.ModelSerializer[Activity]):
    """A fact. `day` is the rep's own; `rep` and `entered_by` are ids."""

    metric = serializers.SlugRelatedField[Metric](slug_field="slug", read_only=True)
    quantity = ExactField()

    class Meta:
        model = Activity
        fields = (
            "id",
            "rep",
            "metric",
            "quantity",
            "occurred_at",
            "day",
            "note",
            "source",
            "external_id",
            "entered_by",
            "entered_at",
            "withdrawn_at",
        )


def read_facts(rows: Iterable[Any]) -> tuple[list[PostedFact], list[Rejected]]:
    """The rows that can be understood, and the others with the first thing wrong in each."""
    return read_rows(
        rows, by=FactSerializer(), make=PostedFact, plainly=partial(plain_fact, source=API)
    )


def _metric(slug: str) -> Metric:
    metric = Metric.objects.filter(slug=slug).first()
    if metric is None:
        raise ValidationError(_("There is no such metric."), "unknown")
    return metric
