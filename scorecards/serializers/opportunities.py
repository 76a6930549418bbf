"""Deals: what a program sends, asks for and is told."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.serializers.keys import KeyField, VisibleRepField
from scorecards.ingest.posted import Rejected
from scorecards.ingest.posted_opportunities import PostedOpportunity
from scorecards.models import Opportunity, StageChange
from scorecards.periods import FIRST_YEAR, LAST_YEAR
from scorecards.serializers.numbers import ExactField
from scorecards.serializers.rows import Strict, read_rows

API = "api"


class DealDayField(serializers.DateField):
    """A day in years in which deals are made."""

    default_error_messages: ClassVar[dict[str, Any]] = {"year": _("This year cannot be.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, allow_null=True, **options)

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if not FIRST_YEAR < day.year < LAST_YEAR:
            raise ValidationError(self.error_messages["year"], "invalid")
        return day


def _text(longest: int, **options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, allow_blank=True, **options)


class NewOpportunitySerializer(Strict):
    """A deal as the CRM knows it. What is left out stays as it is, or empty."""

    external_id = serializers.CharField(
        max_length=200, help_text="With `source` it names the deal: sent again, it is updated."
    )
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=60, default=API, help_text="The program that the deal comes from."
    )
    rep = KeyField(help_text="Who owns it: e-mail, external id or id.")
    name = _text(200)
    account = _text(200)
    stage = _text(80, help_text="The CRM's own word; entering another one is noted.")
    status = serializers.ChoiceField(
        Opportunity.Status.choices, required=False, help_text="A new deal is open unless it says."
    )
    amount = ExactField(
        required=False, allow_null=True, help_text="Kept to four decimals; null is unknown."
    )
    opened_on = DealDayField()
    closed_on = DealDayField(
        help_text="Needed by a deal that is won or lost; of an open one it is taken for the day it "
        "is expected to close."
    )
    expected_close_on = DealDayField()
    lost_reason = _text(200)
    lead_source = _text(80)


class OpportunityQuery(serializers.Serializer[None]):
    """Which deals are asked for; days inclusive."""

    rep = VisibleRepField(required=False, help_text="E-mail, external id or id of a rep.")
    status = serializers.ChoiceField(Opportunity.Status.choices, required=False)
    stage = serializers.CharField(required=False)
    external_id = serializers.CharField(required=False)
    opened_from = serializers.DateField(required=False)
    opened_to = serializers.DateField(required=False)
    closed_from = serializers.DateField(required=False)
    closed_to = serializers.DateField(required=False)

    def get_fields(self) -> dict[str, Any]:
        """`source` as programs know it: no such attribute can stand above."""
        return super().get_fields() | {"source": serializers.CharField(required=False)}


class StageChangeSerializer(serializers.ModelSerializer[StageChange]):
    """A stage that the deal entered, and what it was worth then."""

    amount = ExactField(allow_null=True)

    class Meta:
        model = StageChange
        fields = ("stage", "status", "amount", "changed_at")


class OpportunitySerializer(serializers.ModelSerializer[Opportunity]):
    """A deal. `rep` is an id; `stages` are those it went through, in their order."""

    amount = ExactField(allow_null=True)
    stages: Any = StageChangeSerializer(source="stage_changes", many=True)

    class Meta:
        model = Opportunity
        fields = (
            "id",
            "source",
            "external_id",
            "rep",
            "name",
            "account",
            "stage",
            "status",
            "amount",
            "opened_on",
            "closed_on",
            "expected_close_on",
            "lost_reason",
            "lead_source",
            "stages",
        )


def read_opportunities(rows: Iterable[Any]) -> tuple[list[PostedOpportunity], list[Rejected]]:
    """The rows that can be understood, and the others with the first thing wrong in each."""
    return read_rows(rows, by=NewOpportunitySerializer(), make=_posted)


def _posted(
    *, index: int, rep: Any, source: str, external_id: str, **said: Any
) -> PostedOpportunity:
    return PostedOpportunity(index, rep, source, external_id, said)
