"""`/leaderboard/`: who stands where, as far as the organisation lets the login see."""

import re
from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import viewsets
from rest_framework.pagination import Cursor
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.answers import answers
from accounts.api.paging import Pages
from accounts.api.requests import local_today, person_of
from accounts.models import Organisation, User
from scorecards.access import leaderboard_sight
from scorecards.periods import PeriodKind, period_containing
from scorecards.queries.leaderboard import LeaderboardAsked, Place, leaderboard, with_names
from scorecards.queries.terms import period_rules
from scorecards.serializers.leaderboard import LeaderboardQuery, PlaceSerializer

_PLACE = OpenApiExample(
    "place",
    value={
        "rank": 2,
        "ranked": 9,
        "rep": 7,
        "name": "Moses Frase",
        "team": 3,
        "scorecard": "Inside sales",
        "period": "2026-W11",
        "score": 61.5,
        "value": None,
    },
)
_ABOUT = """By score, or by the value of a metric. Only who has a known figure is ranked; equal
figures share a rank (1, 2, 2, 4). By value the lower is the better where the metric says so.

Leaders and admins see everybody. What others see beside the people whose figures they may see
anyway is the organisation's choice: everybody; for reps their own team, which is then ranked for
itself; the first places; or everybody else without names (`rep`, `name`, `team` and `scorecard`
are null).

`team` and `scorecard` rank those who are in that team or on that scorecard among each other; which
may be named follows the same choice."""

_POSITION = re.compile(r"([1-9][0-9]{0,17})\.([0-9a-f]{16})")


class PlacePages(Pages):
    """Places in their order: a page goes on behind the rank where the one before ended."""

    def paginate_queryset(self, places: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.base_url = request.build_absolute_uri()
        self.cursor = self.decode_cursor(request)
        self.page_size = self.get_page_size(request) or self.page_size
        behind = self._position()
        left = [place for place in places if place.position > behind]
        self.page = left[: self.page_size]
        self.has_next = len(left) > len(self.page)
        return self.page

    def _position(self) -> tuple[int, str]:
        """Rank and tie-break of the last place of the page before."""
        found = _POSITION.fullmatch(str(self.cursor.position)) if self.cursor else None
        return (int(found[1]), found[2]) if found else (0, "")

    def get_next_link(self) -> str | None:
        if not self.has_next or not self.page:
            return None
        rank, tie = self.page[-1].position
        position: Any = f"{rank}.{tie}"
        return self.encode_cursor(Cursor(0, reverse=False, position=position))

    def is_position(self, text: str) -> bool:
        return _POSITION.fullmatch(text) is not None


class Leaderboard(viewsets.GenericViewSet[Any]):
    """Who stands where."""

    queryset = User.objects.none()
    serializer_class = PlaceSerializer
    pagination_class = PlacePages

    @extend_schema(
        summary="List places",
        description=_ABOUT,
        parameters=[LeaderboardQuery],
        responses=answers({200: PlaceSerializer(many=True)}, 400, 404),
        examples=[_PLACE],
    )
    def list(self, request: Request) -> Response:
        asked = self._asked(request)
        page: Sequence[Place] = self.paginate_queryset(leaderboard(asked)) or []
        rows: Any = with_names(page, today=asked.today)
        context = {"by_value": asked.metric is not None}
        return self.get_paginated_response(PlaceSerializer(rows, many=True, context=context).data)

    def _asked(self, request: Request) -> LeaderboardAsked:
        user, today, organisation = person_of(request), local_today(), Organisation.current()
        sight = leaderboard_sight(user, organisation, today=today)
        rules = period_rules(organisation)
        query = LeaderboardQuery(
            data=request.query_params,
            context={"rules": rules, "teams": sight.teams, "cards": sight.cards},
        )
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        if "metric" in asked and "period" not in asked:
            asked["period"] = period_containing(day=today, kind=PeriodKind.MONTH, rules=rules)
        return LeaderboardAsked(sight=sight, today=today, **asked)
