"""What a program is told about teams."""

from rest_framework import serializers

from accounts.models import Team


class TeamSerializer(serializers.ModelSerializer[Team]):
    """A team. `parent` is the team above it, `managers` are ids of people, both if visible."""

    parent = serializers.IntegerField(  # type: ignore[assignment]
        source="visible_parent", allow_null=True
    )
    managers = serializers.SerializerMethodField()

    class Meta:
        model = Team
        fields = ("id", "name", "external_id", "parent", "managers")

    def get_managers(self, team: Team) -> list[int]:
        return [manager.pk for manager in team.managers.all()]
