"""`/opportunities/`: the deals of the CRM. Posted by programs, listed."""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import people_visible_to
from accounts.api.answers import BODY, answers
from accounts.api.permissions import MayLog, WithinScope
from accounts.api.requests import MOST_ROWS, local_today, person_of, rows_of
from accounts.models import ApiToken
from accounts.tasks import recompute_soon
from scorecards.access import opportunities_visible_to
from scorecards.api.opportunity_examples import DEAL, DEALS, POSTED_DEALS, STORED_DEAL
from scorecards.ingest.posted_opportunities import store_posted_opportunities
from scorecards.models import Opportunity
from scorecards.queries.opportunity_lists import opportunities_listed
from scorecards.serializers.opportunities import (
    NewOpportunitySerializer,
    OpportunityQuery,
    OpportunitySerializer,
    read_opportunities,
)
from scorecards.serializers.rows import PostedRowsSerializer

_POST = f"""One deal, or a list of up to {MOST_ROWS:,}.

Rows that can be stored are stored, all in one transaction; the others come back in `rejected`
with the place of the row, the field, a code and a sentence. `created`, `updated`, `unchanged` and
the number of `rejected` add up to the rows sent.

- `source` and `external_id` name a deal: sent again it is updated, or left alone when nothing is
  different. What a row leaves out stays as it is.
- Of several rows with the same `source` and `external_id` in one request each continues the one
  before; the ones before the last count as `unchanged`.
- A deal that enters another stage or status leaves a trace in `stages`: at noon of its closing day
  when it is won or lost, else now. The former values stay in its history.
- A deal that is won or lost needs `closed_on`; of an open one it is taken for the day it is
  expected to close, and a deal that is opened again has none.
- A rep may write their own deals, a manager those of the reps in their teams, an admin all. A rep
  whom the login may not write for is rejected like one who does not exist.

Codes of rejected rows: `required`, `null`, `blank`, `invalid`, `invalid_choice`, `max_length`,
`unknown_field` (a field that there is not), `unknown` (no such rep), `in_future`, `too_large`,
`before_opening` (closed before it opened), `taken` (`source` and `external_id` belong to a deal
that the login may not write)."""


class Opportunities(viewsets.GenericViewSet[Opportunity]):
    """The deals of the people whom the login may see, and those they may write."""

    queryset = Opportunity.objects.none()
    serializer_class = OpportunitySerializer
    permission_classes = (WithinScope, MayLog)
    write_scope = ApiToken.Scope.FACTS
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Opportunity]:
        visible = opportunities_visible_to(person_of(self.request), today=local_today())
        return opportunities_listed(visible)

    @extend_schema(
        summary="List deals",
        description="In the order in which they were stored.",
        parameters=[OpportunityQuery],
        responses=answers({200: OpportunitySerializer(many=True)}, 400, 404),
        examples=[STORED_DEAL],
    )
    def list(self, request: Request) -> Response:
        user, today = person_of(request), local_today()
        people = people_visible_to(user, today=today)
        query = OpportunityQuery(data=request.query_params, context={"people": people})
        query.is_valid(raise_exception=True)
        visible = opportunities_visible_to(user, today=today)
        page = self.paginate_queryset(opportunities_listed(visible, **query.validated_data))
        return self.get_paginated_response(OpportunitySerializer(page, many=True).data)

    @extend_schema(
        summary="Show a deal",
        responses=answers({200: OpportunitySerializer}, 404),
        examples=[STORED_DEAL],
    )
    def retrieve(self, request: Request, pk: int) -> Response:
        return Response(OpportunitySerializer(self.get_object()).data)

    @extend_schema(
        summary="Store deals",
        description=_POST,
        request=PolymorphicProxySerializer(
            "OpportunityOrOpportunities",
            [NewOpportunitySerializer, NewOpportunitySerializer(many=True)],
            resource_type_field_name=None,
            many=False,
        ),
        responses=answers({200: PostedRowsSerializer}, *BODY),
        examples=[DEAL, DEALS, POSTED_DEALS],
    )
    def create(self, request: Request) -> Response:
        rows, rejected = read_opportunities(rows_of(request))
        posted = store_posted_opportunities(
            rows, by=person_of(request), today=local_today(), now=timezone.now()
        )
        if posted.changed:
            recompute_soon()
        return Response(PostedRowsSerializer(posted.with_rejected(rejected)).data)
