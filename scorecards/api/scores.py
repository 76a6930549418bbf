"""`/scores/`: scores with rank, pace and the lines that they add up from."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import people_visible_to, teams_visible_to
from accounts.api.answers import answers
from accounts.api.requests import local_today, person_of
from accounts.models import Organisation
from scorecards.models import Score
from scorecards.queries.score_rows import scores_on, standings_of_page
from scorecards.queries.standings import anchor_day
from scorecards.queries.terms import period_rules
from scorecards.serializers.scores import ScoreQuery, ScoreSerializer

_SCORE = OpenApiExample(
    "score",
    value={
        "rep": 7,
        "scorecard": "Inside sales",
        "section": "activities",
        "period": "2026-W11",
        "score": 61.5,
        "points": 61.5,
        "rank": 2,
        "ranked": 9,
        "pace": 1.025,
        "status": "on_track",
        "lines": [
            {
                "metric": "calls",
                "actual": "123",
                "target": "200",
                "weight": 100.0,
                "points": 61.5,
                "attainment": 0.615,
                "unit_worth": 0.5,
                "pace": 1.025,
                "status": "on_track",
            }
        ],
    },
)


class Scores(viewsets.GenericViewSet[Any]):
    """The scores of the reps whom the login may see."""

    queryset = Score.objects.none()
    serializer_class = ScoreSerializer

    @extend_schema(
        summary="List scores",
        description="One row per rep and section. A null score is unknown, never zero.",
        parameters=[ScoreQuery],
        responses=answers({200: ScoreSerializer(many=True)}, 400, 404),
        examples=[_SCORE],
    )
    def list(self, request: Request) -> Response:
        user, today, organisation = person_of(request), local_today(), Organisation.current()
        people = people_visible_to(user, today=today)
        query = ScoreQuery(
            data=request.query_params,
            context={
                "people": people,
                "teams": teams_visible_to(user),
                "rules": period_rules(organisation),
            },
        )
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        scores = scores_on(
            people.filter(pk=asked["rep"].pk) if "rep" in asked else people,
            day=anchor_day(asked["period"], today=today) if "period" in asked else today,
            team=asked.get("team"),
        )
        page = self.paginate_queryset(scores.only("pk", "rep")) or []
        standings = standings_of_page(page, organisation=organisation, now=timezone.now())
        return self.get_paginated_response(ScoreSerializer(standings, many=True).data)
