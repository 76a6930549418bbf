"""`/activities/`: the log. Facts are posted, listed, corrected and withdrawn."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import people_visible_to
from accounts.api.answers import BODY, answers
from accounts.api.errors import Conflict
from accounts.api.permissions import MayLog, WithinScope
from accounts.api.requests import MOST_ROWS, local_today, person_of, rows_of
from accounts.models import ApiToken
from accounts.tasks import recompute_soon
from scorecards.access import activities_steered_by, activities_visible_to
from scorecards.actions.activities import Refusal, correct_activity, withdraw_activity
from scorecards.api.examples import CORRECTION, FACT, FACTS, POSTED, STORED
from scorecards.ingest.posted_facts import store_posted
from scorecards.models import Activity
from scorecards.queries.activity_lists import activities_listed
from scorecards.serializers.activities import (
    ActivityQuery,
    ActivitySerializer,
    CorrectionSerializer,
    FactSerializer,
    read_facts,
)
from scorecards.serializers.rows import PostedRowsSerializer

_POST = f"""One fact, or a list of up to {MOST_ROWS:,}.

Rows that can be stored are stored, all in one transaction; the others come back in `rejected`
with the place of the row, the field, a code and a sentence. `created`, `updated`, `unchanged` and
the number of `rejected` add up to the rows sent.

- `source` and `external_id` name a fact: sent again it is updated, or left alone when nothing is
  different, so that a request whose answer was lost can be sent again. Without `external_id` every
  row is a new fact.
- Of several rows with the same `source` and `external_id` in one request the last is an update of
  the ones before it: it is stored, they count as `unchanged`.
- A fact that was withdrawn stays so, whatever is sent.
- A rep may write their own facts, a manager those of the reps in their teams, an admin all. A rep
  whom the login may not write for is rejected like one who does not exist.

Codes of rejected rows: `required`, `null`, `blank`, `invalid`, `max_length`, `unknown_field` (a
field that there is not), `unknown` (no such rep or metric), `switched_off`, `in_future`,
`not_employed`, `negative`, `zero`, `not_whole`, `too_precise`, `too_large`, `taken` (`source` and
`external_id` belong to a fact that the login may not write)."""


class Activities(viewsets.GenericViewSet[Activity]):
    """The facts of the reps whom the login may see, and those they may write."""

    queryset = Activity.objects.none()
    serializer_class = ActivitySerializer
    permission_classes = (WithinScope, MayLog)
    write_scope = ApiToken.Scope.FACTS
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Activity]:
        visible = activities_visible_to(person_of(self.request), today=local_today())
        return visible.select_related("metric")

    @extend_schema(
        summary="List facts",
        description="In the order in which they were stored; days are the rep's own.",
        parameters=[ActivityQuery],
        responses=answers({200: ActivitySerializer(many=True)}, 400, 404),
        examples=[STORED],
    )
    def list(self, request: Request) -> Response:
        user, today = person_of(request), local_today()
        people = people_visible_to(user, today=today)
        query = ActivityQuery(data=request.query_params, context={"people": people})
        query.is_valid(raise_exception=True)
        facts = activities_listed(activities_visible_to(user, today=today), **query.validated_data)
        page = self.paginate_queryset(facts)
        return self.get_paginated_response(ActivitySerializer(page, many=True).data)

    @extend_schema(
        summary="Show a fact",
        responses=answers({200: ActivitySerializer}, 404),
        examples=[STORED],
    )
    def retrieve(self, request: Request, pk: int) -> Response:
        return Response(ActivitySerializer(self.get_object()).data)

    @extend_schema(
        summary="Store facts",
        description=_POST,
        request=PolymorphicProxySerializer(
            "FactOrFacts",
            [FactSerializer, FactSerializer(many=True)],
            resource_type_field_name=None,
            many=False,
        ),
        responses=answers({200: PostedRowsSerializer}, *BODY),
        examples=[FACT, FACTS, POSTED],
    )
    def create(self, request: Request) -> Response:
        facts, rejected = read_facts(rows_of(request))
        posted = store_posted(facts, by=person_of(request), today=local_today(), now=timezone.now())
        if posted.changed:
            recompute_soon()
        return Response(PostedRowsSerializer(posted.with_rejected(rejected)).data)

    @extend_schema(
        summary="Correct a fact",
        description="Fields left out stay as they are; the former values stay in the history.",
        request=CorrectionSerializer,
        responses=answers({200: ActivitySerializer}, *BODY, 404, 409),
        examples=[CORRECTION, STORED],
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        correction = CorrectionSerializer(data=request.data)
        correction.is_valid(raise_exception=True)
        fact = self._steered(pk)
        try:
            fact = correct_activity(
                activity=fact,
                by=person_of(request),
                now=timezone.now(),
                **correction.of(fact),
            )
        except Refusal as refusal:
            raise _error(refusal) from None
        recompute_soon()
        return Response(ActivitySerializer(fact).data)

    @extend_schema(
        summary="Withdraw a fact",
        description="It counts no more, and stays readable with its history.",
        responses=answers({204: None}, 403, 404),
    )
    def destroy(self, request: Request, pk: int) -> Response:
        withdraw_activity(activity=self._steered(pk), by=person_of(request), now=timezone.now())
        recompute_soon()
        return Response(status=204)

    def _steered(self, pk: int) -> Activity:
        steered = activities_steered_by(person_of(self.request), today=local_today())
        return get_object_or_404(steered.select_related("metric", "rep"), pk=pk)


def _error(refusal: Refusal) -> Conflict | ValidationError:
    if refusal.code == "withdrawn":
        return Conflict(refusal.message, refusal.code)
    return ValidationError({refusal.field: [refusal.message]}, refusal.code)
