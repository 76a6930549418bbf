"""`/reps/` and `/teams/`: who there is, as far as the login may see."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import viewsets

from accounts.access import teams_visible_to
from accounts.api.answers import answers
from accounts.api.requests import local_today, person_of
from accounts.models import Team, User
from accounts.queries.directory import reps_listed, teams_listed
from accounts.serializers.people import RepQuery, RepSerializer
from accounts.serializers.teams import TeamSerializer

_REP = OpenApiExample(
    "rep",
    value={
        "id": 7,
        "name": "Moses Frase",
        "email": "moses@example.org",
        "external_id": "0051t000002bkKE",
        "job_role": "AE",
        "team": 3,
        "time_zone": "Europe/Berlin",
        "joined_on": "2024-02-01",
        "left_on": None,
    },
)
_TEAM = OpenApiExample(
    "team",
    value={"id": 3, "name": "Central", "external_id": None, "parent": 1, "managers": [12]},
)


@extend_schema_view(
    list=extend_schema(
        summary="List reps",
        description="A rep sees themselves, a manager their teams, leaders and admins everybody.",
        parameters=[RepQuery],
        responses=answers({200: RepSerializer(many=True)}, 400, 404),
        examples=[_REP],
    ),
    retrieve=extend_schema(
        summary="Show a rep", responses=answers({200: RepSerializer}, 404), examples=[_REP]
    ),
)
class Reps(viewsets.ReadOnlyModelViewSet[User]):
    """The reps whom the login may see."""

    queryset = User.objects.none()
    serializer_class = RepSerializer
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[User]:
        user = person_of(self.request)
        query = RepQuery(data=self.request.query_params, context={"teams": teams_visible_to(user)})
        query.is_valid(raise_exception=True)
        return reps_listed(user, today=local_today(), **query.validated_data)


@extend_schema_view(
    list=extend_schema(
        summary="List teams",
        description="A manager sees the teams they manage and those below, a rep sees none.",
        responses=answers({200: TeamSerializer(many=True)}, 404),
        examples=[_TEAM],
    ),
    retrieve=extend_schema(
        summary="Show a team", responses=answers({200: TeamSerializer}, 404), examples=[_TEAM]
    ),
)
class Teams(viewsets.ReadOnlyModelViewSet[Team]):
    """The teams whose boards the login may open."""

    queryset = Team.objects.none()
    serializer_class = TeamSerializer
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Team]:
        return teams_listed(person_of(self.request), today=local_today())
