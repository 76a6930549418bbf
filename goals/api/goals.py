"""`/goals/`: listed with their figures, made, changed, dropped and checked in on."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import people_visible_to, teams_visible_to
from accounts.actions.refusals import Refused
from accounts.api.answers import BODY, answers
from accounts.api.requests import local_today, person_of
from accounts.models import Team, User
from accounts.queries.named import Key, people_named, team_named
from goals.access import (
    goal_people,
    goal_teams,
    goals_steered_by,
    goals_visible_to,
    may_make_company_goals,
    plans_visible_to,
)
from goals.actions.check_ins import check_in
from goals.actions.closing import close_goal
from goals.actions.goals import edit_goal, make_goal
from goals.api.examples import GOAL, LATER, MADE_GOAL, NEW_GOAL, SAID, STORED_CHECK_IN
from goals.models import Goal
from goals.queries.goals import GoalRow, rows_of
from goals.serializers.goals import (
    CheckInSerializer,
    CheckInWriteSerializer,
    GoalQuery,
    GoalSerializer,
    GoalWriteSerializer,
)

T = TypeVar("T")


class Goals(viewsets.GenericViewSet[Any]):
    """The goals that the login may see, and those it may steer."""

    queryset = Goal.objects.none()
    serializer_class = GoalSerializer
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Goal]:
        return goals_visible_to(person_of(self.request), today=local_today())

    @extend_schema(
        summary="List goals",
        description="With how far they are. A private goal exists for its owner and their "
        "managers only.",
        parameters=[GoalQuery],
        responses=answers({200: GoalSerializer(many=True)}, 400, 404),
        examples=[GOAL],
    )
    def list(self, request: Request) -> Response:
        user = person_of(request)
        people = people_visible_to(user, today=local_today())
        context = {"people": people, "teams": teams_visible_to(user)}
        query = GoalQuery(data=request.query_params, context=context)
        query.is_valid(raise_exception=True)
        page = self.paginate_queryset(self._asked(**query.validated_data)) or []
        rows = self._rows([goal.pk for goal in page])
        return self.get_paginated_response(GoalSerializer(rows, many=True).data)

    @extend_schema(
        summary="Show a goal", responses=answers({200: GoalSerializer}, 404), examples=[GOAL]
    )
    def retrieve(self, request: Request, pk: int) -> Response:
        return self._answer(self.get_object())

    @extend_schema(
        summary="Make a goal",
        description="Without person and team: for oneself, or with both null for the company. "
        "The five letters are judged as in the form: a weak one needs `weak_because`.",
        request=GoalWriteSerializer,
        responses=answers({201: GoalSerializer}, *BODY),
        examples=[NEW_GOAL, MADE_GOAL],
    )
    def create(self, request: Request) -> Response:
        fields = self._fields(request)
        if "person" not in fields and "team" not in fields:
            fields["person"] = person_of(request)
        self._name_owner(fields)
        goal = _done(
            lambda: make_goal(by=person_of(request), now=timezone.now(), strict=True, **fields)
        )
        return self._answer(goal, status=201)

    @extend_schema(
        summary="Change a goal",
        description="Fields left out stay as they are; the history keeps what was.",
        request=GoalWriteSerializer(partial=True),
        responses=answers({200: GoalSerializer}, *BODY, 404),
        examples=[LATER, GOAL],
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        goal = self._steered(pk)
        fields = self._fields(request, partial=True)
        if "person" in fields or "team" in fields:
            self._name_owner(fields)
        user, now = person_of(request), timezone.now()
        return self._answer(
            _done(lambda: edit_goal(goal=goal, by=user, now=now, strict=True, **fields))
        )

    @extend_schema(
        summary="Drop a goal",
        description="It is closed as dropped; nothing of it is deleted.",
        responses=answers({204: None}, 400, 403, 404),
    )
    def destroy(self, request: Request, pk: int) -> Response:
        goal, user, now = self._steered(pk), person_of(request), timezone.now()
        outcome = Goal.Outcome.DROPPED
        _done(lambda: close_goal(goal=goal, by=user, now=now, outcome=outcome))
        return Response(status=204)

    @extend_schema(
        summary="Check in on a goal",
        request=CheckInWriteSerializer,
        responses=answers({201: CheckInSerializer}, *BODY, 404),
        examples=[SAID, STORED_CHECK_IN],
    )
    @action(detail=True, methods=["post"], url_path="check-ins", url_name="check-ins")
    def check_ins(self, request: Request, pk: int) -> Response:
        goal = self._steered(pk)
        said = CheckInWriteSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        user, now = person_of(request), timezone.now()
        stored = _done(lambda: check_in(goal=goal, by=user, now=now, **said.validated_data))
        return Response(CheckInSerializer(stored).data, status=201)

    def _asked(
        self, *, state: str, rep: User | None = None, team: Team | None = None
    ) -> QuerySet[Goal]:
        goals = self.get_queryset()
        if state != "all":
            goals = goals.filter(closed_at__isnull=state == "open")
        if rep:
            goals = goals.filter(person=rep)
        return goals.filter(team=team) if team else goals

    def _rows(self, pks: Collection[int]) -> Sequence[GoalRow]:
        goals = Goal.objects.filter(pk__in=pks).order_by("pk")
        rows = rows_of(goals, person_of(self.request), now=timezone.now())
        self._hide([row.goal for row in rows])
        return rows

    def _hide(self, goals: Sequence[Goal]) -> None:
        """For this answer: a goal above or a plan that the login may not see does not exist."""
        above = [goal.parent_id for goal in goals if goal.parent_id]
        parents = set(self.get_queryset().filter(pk__in=above).values_list("pk", flat=True))
        plans = set(plans_visible_to(person_of(self.request)).values_list("pk", flat=True))
        for goal in goals:
            goal.parent_id = goal.parent_id if goal.parent_id in parents else None
            goal.plan_id = goal.plan_id if goal.plan_id in plans else None

    def _answer(self, goal: Goal, *, status: int = 200) -> Response:
        return Response(GoalSerializer(self._rows([goal.pk])[0]).data, status=status)

    def _steered(self, pk: int) -> Goal:
        steered = goals_steered_by(person_of(self.request), today=local_today())
        return get_object_or_404(steered, pk=pk)

    def _fields(self, request: Request, *, partial: bool = False) -> dict[str, Any]:
        given = GoalWriteSerializer(
            data=request.data,
            partial=partial,
            context={
                "parent": self.get_queryset(),
                "plan": plans_visible_to(person_of(request)),
            },
        )
        given.is_valid(raise_exception=True)
        return given.fields_of()

    def _name_owner(self, fields: dict[str, Any]) -> None:
        """Rows for names, among those for whom this login may make goals."""
        user = person_of(self.request)
        person, team = fields.get("person"), fields.get("team")
        fields["person"] = self._person(user, person) if person is not None else None
        fields["team"] = self._team(user, team) if team is not None else None
        if person is None and team is None and not may_make_company_goals(user):
            raise PermissionDenied

    def _person(self, user: User, key: User | Key) -> User:
        if isinstance(key, User):
            return key
        found = people_named(goal_people(user, today=local_today()), [key]).get(key)
        if found is None:
            raise ValidationError({"person": ["There is no such person."]}, "unknown")
        return found

    def _team(self, user: User, key: Key) -> Team:
        found = team_named(goal_teams(user), key)
        if found is None:
            raise ValidationError({"team": ["There is no such team."]}, "unknown")
        return found


def _done(act: Callable[[], T]) -> T:
    """What the action gives; what it refuses is a 400 at its field."""
    try:
        return act()
    except Refused as refused:
        raise ValidationError(
            {refused.field or "non_field_errors": [refused.message]}, "refused"
        ) from None
