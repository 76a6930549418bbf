"""`/scorecards/`: what earns points."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.answers import answers
from accounts.api.requests import local_today, person_of
from scorecards.access import scorecards_visible_to
from scorecards.models import Scorecard
from scorecards.queries.card_lists import listed_cards
from scorecards.serializers.cards import ScorecardSerializer

_CARD = OpenApiExample(
    "scorecard",
    value={
        "id": 4,
        "name": "Inside sales",
        "versions": [
            {
                "number": 2,
                "state": "in_force",
                "starts_on": "2026-01-01",
                "ramp": ["0.25", "0.5"],
                "sections": [
                    {
                        "section": "activities",
                        "period": "week",
                        "benchmarks": [
                            {
                                "metric": "calls",
                                "target": "200",
                                "weight": 60.0,
                                "start_gate": "100",
                                "stop_gate": None,
                                "weekday_profile": None,
                                "prorated": True,
                                "from_quota": False,
                            }
                        ],
                    }
                ],
            }
        ],
    },
)


class Scorecards(viewsets.GenericViewSet[Scorecard]):
    """The scorecards that the login may read."""

    queryset = Scorecard.objects.none()
    serializer_class = ScorecardSerializer
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Scorecard]:
        return scorecards_visible_to(person_of(self.request), today=local_today())

    @extend_schema(
        summary="List scorecards",
        description="A rep sees those they are on, a manager also those their teams keep and those "
        "of their people, leaders and admins all. Drafts are not shown.",
        responses=answers({200: ScorecardSerializer(many=True)}, 404),
        examples=[_CARD],
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        cards = listed_cards(page, today=local_today())
        return self.get_paginated_response(ScorecardSerializer(cards, many=True).data)

    @extend_schema(
        summary="Show a scorecard",
        responses=answers({200: ScorecardSerializer}, 404),
        examples=[_CARD],
    )
    def retrieve(self, request: Request, pk: int) -> Response:
        [card] = listed_cards([self.get_object()], today=local_today())
        return Response(ScorecardSerializer(card).data)
