"""What a program is told about people."""

from rest_framework import serializers

from accounts.models import User
from accounts.serializers.keys import VisibleTeamField


class RepQuery(serializers.Serializer[None]):
    """Which reps are asked for."""

    team = VisibleTeamField(
        required=False, help_text="External id or id of a team; those below it count too."
    )


class RepSerializer(serializers.ModelSerializer[User]):
    """A rep. `team` is the id of the team they are in today."""

    job_role = serializers.CharField(source="job_role.name", allow_null=True, default=None)
    team = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = (
            "id",
            "name",
            "email",
            "external_id",
            "job_role",
            "team",
            "time_zone",
            "joined_on",
            "left_on",
        )

    def get_team(self, rep: User) -> int | None:
        return next((stay.team_id for stay in rep.memberships.all()), None)
