"""Scorecards: what a program is told."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from scorecards.models import Section
from scorecards.models.cards import PERIOD_CHOICES
from scorecards.queries.card_lists import ListedVersion
from scorecards.queries.editor import COMING, IN_FORCE
from scorecards.serializers.numbers import ExactField


class BenchmarkSerializer(serializers.Serializer[Any]):
    """A metric on a scorecard. `weekday_profile` has seven amounts, Monday first."""

    metric = serializers.CharField(source="metric.slug")
    target = ExactField()
    weight = serializers.FloatField()
    start_gate = ExactField(allow_null=True, help_text="Below it the line earns nothing.")
    stop_gate = ExactField(allow_null=True, help_text="Beyond it the line earns nothing more.")
    weekday_profile = serializers.ListField(child=ExactField(), allow_null=True)
    prorated = serializers.BooleanField(help_text="The target shrinks with days off.")
    from_quota = serializers.BooleanField(
        help_text="The target is the rep's quota; `target` stands in where there is none."
    )


class SectionSerializer(serializers.Serializer[Any]):
    """Activities or objectives, each with a period of its own."""

    section = serializers.ChoiceField(Section.Kind.choices, source="kind")
    period = serializers.ChoiceField(PERIOD_CHOICES)
    benchmarks: Any = BenchmarkSerializer(source="lines", many=True)


class ListedVersionSerializer(serializers.Serializer[ListedVersion]):
    """What a scorecard says from `starts_on` on; each section from its next whole period on."""

    number = serializers.IntegerField()
    state = serializers.ChoiceField([(IN_FORCE, IN_FORCE), (COMING, COMING)])
    starts_on = serializers.DateField(source="terms.starts_on")
    ramp = serializers.ListField(
        child=ExactField(),
        source="terms.ramp",
        help_text="Shares of the target that newcomers owe, by tenure month.",
    )
    sections = serializers.SerializerMethodField()

    @extend_schema_field(SectionSerializer(many=True))
    def get_sections(self, version: ListedVersion) -> Any:
        scored = [section for section in version.terms.sections if section.lines]
        return SectionSerializer(scored, many=True).data


class ScorecardSerializer(serializers.Serializer[Any]):
    """A scorecard: its version in force, and those that were published for later."""

    id = serializers.IntegerField(source="card.pk")
    name = serializers.CharField(source="card.name")
    versions: Any = ListedVersionSerializer(many=True)
