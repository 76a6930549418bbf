"""`/attainment/`: what reps, teams or everybody together did of what they owe."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import teams_visible_to
from accounts.api.answers import answers
from accounts.api.requests import local_today, person_of
from accounts.models import Organisation, User
from scorecards.periods import PeriodKind, period_containing
from scorecards.queries.attainment.lines import Line
from scorecards.queries.attainment.rows import (
    RowsAsked,
    rep_rows,
    reps_asked,
    team_rows,
    teams_asked,
    whole_rows,
)
from scorecards.queries.attainment.scope import AttainmentChoice, owed_metrics
from scorecards.queries.terms import period_rules
from scorecards.scoring.spans import span_of
from scorecards.serializers.attainment import (
    ORGANISATION,
    TEAM,
    AttainmentQuery,
    AttainmentSerializer,
)

_ROW = OpenApiExample(
    "attainment",
    value={
        "group": 7,
        "name": "Moses Frase",
        "actual": "6800",
        "quota": "22000",
        "attainment": 0.3090909090909091,
        "expected": "8500",
        "pace": 0.8,
        "status": "at_risk",
        "missing": "15200",
        "days_left": 13.5,
        "needed_per_day": "1125.9259",
        "projection": "17600",
        "chance": 0.31,
        "lowest": "13900",
        "highest": "23800",
        "assignment": None,
    },
)
_ABOUT = """A rep sees themselves, a manager the days in their teams, leaders and admins everything.

Facts and quotas of somebody who moved belong to the team of the day. A team owes its own quota, or
else what stands right below it. Of several months all amounts are added up before dividing. As long
as nobody owes anything there are no rows."""


class Attainments(viewsets.GenericViewSet[Any]):
    """Attainment as far as the login may see."""

    queryset = User.objects.none()
    serializer_class = AttainmentSerializer

    @extend_schema(
        summary="List attainment",
        description=_ABOUT,
        parameters=[AttainmentQuery],
        responses=answers({200: AttainmentSerializer(many=True)}, 400, 404),
        examples=[_ROW],
    )
    def list(self, request: Request) -> Response:
        user, organisation = person_of(request), Organisation.current()
        metrics, rules, today = owed_metrics(), period_rules(organisation), local_today()
        teams = teams_visible_to(user)
        context = {"rules": rules, "today": today, "metrics": metrics, "teams": teams}
        query = AttainmentQuery(data=request.query_params, context=context)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        if not metrics:
            return Response({"next": None, "results": []})
        month = span_of(period_containing(day=today, kind=PeriodKind.MONTH, rules=rules))
        choice = AttainmentChoice(asked.get("period", month), asked.get("metric", metrics[0]))
        wanted = RowsAsked(user, choice, asked.get("team"), organisation, timezone.now())
        if asked["by"] == ORGANISATION:
            return Response({"next": None, "results": _shown(whole_rows(wanted))})
        return self._page(wanted, by_team=asked["by"] == TEAM)

    def _page(self, wanted: RowsAsked, *, by_team: bool) -> Response:
        if by_team:
            teams = self.paginate_queryset(teams_asked(wanted)) or []
            return self.get_paginated_response(_shown(team_rows(teams, wanted)))
        reps = self.paginate_queryset(reps_asked(wanted)) or []
        return self.get_paginated_response(_shown(rep_rows(reps, wanted)))


def _shown(lines: list[Line]) -> Any:
    return AttainmentSerializer(lines, many=True).data
