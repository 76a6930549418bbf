"""`/quotas/`: what reps and teams owe month by month; listed, published, changed and cleared."""

import re
from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import people_visible_to, teams_visible_to
from accounts.api.answers import BODY, answers
from accounts.api.permissions import MaySetUp, WithinScope
from accounts.api.requests import MOST_ROWS, local_today, person_of, rows_of
from accounts.models import Organisation
from accounts.tasks import recompute_soon
from scorecards.access import quota_reps_steered_by, quota_teams_steered_by, quotas_visible_to
from scorecards.api.quota_examples import CHANGE, POSTED, QUOTA, QUOTAS, STORED
from scorecards.ingest.posted_quotas import PostedQuota, store_posted_quotas
from scorecards.models import Quota
from scorecards.queries.quotas.lists import quotas_listed
from scorecards.queries.terms import period_rules
from scorecards.serializers.quotas import (
    NewQuotaSerializer,
    QuotaChangeSerializer,
    QuotaClearing,
    QuotaQuery,
    QuotaSerializer,
    changed_quota,
    read_quotas,
)
from scorecards.serializers.rows import PostedRowsSerializer

_POST = f"""One quota, or a list of up to {MOST_ROWS:,}.

Rows that can be published are, all in one transaction; the others come back in `rejected` with the
place of the row, the field, a code and a sentence. `created`, `updated`, `unchanged` and the number
of `rejected` add up to the rows sent. What holds already is unchanged: the same request again
changes nothing.

- The amount of a quarter or year is spread over its months in equal parts.
- Nothing is overwritten: a published amount holds from `starts_on` on, and the former one before.
- Of several rows with the same owner, metric and month the last one holds.
- Admins set all quotas; managers those of the reps in their teams, for the months that belong to
  these teams, and of the teams right below those they steer. Others do not exist for them.

Codes of rejected rows: `required`, `null`, `blank`, `invalid`, `unknown_field` (a field that there
is not), `owner` (neither or both of rep and team), `when` (neither or both of month and period),
`unknown` (no such rep, team or metric), `elsewhere` (the month belongs to a team of others),
`not_owable` (the metric does not add up, or less of it is better), `month_over` (before
`starts_on`), `negative`, `too_precise`, `too_large`, `min_value`, `max_value`, `max_length`."""
_OWNER = re.compile(r"(rep|team)-([1-9][0-9]{0,17})")
_ADDRESS = [
    OpenApiParameter("metric", OpenApiTypes.STR, "path", description="Short name of the metric."),
    OpenApiParameter("month", OpenApiTypes.STR, "path", description="Such as 2026-03."),
    OpenApiParameter("owner", OpenApiTypes.STR, "path", description='"rep-7" or "team-3".'),
]


class _Quotas(viewsets.GenericViewSet[Quota]):
    """The quotas of the reps and teams whom the login may see."""

    queryset = Quota.objects.none()
    serializer_class = QuotaSerializer
    permission_classes = (WithinScope, MaySetUp)

    def get_queryset(self) -> QuerySet[Quota]:
        return quotas_visible_to(person_of(self.request), today=local_today())


class Quotas(_Quotas):
    """All of them, and many at once."""

    @extend_schema(
        summary="List quotas",
        description="One row per owner, metric and month, with the amount that holds at the end of "
        "the month. Months without a quota have no row.",
        parameters=[QuotaQuery],
        responses=answers({200: QuotaSerializer(many=True)}, 400, 404),
        examples=[STORED],
    )
    def list(self, request: Request) -> Response:
        user = person_of(request)
        context = {
            "people": people_visible_to(user, today=local_today()),
            "teams": teams_visible_to(user),
            "rules": period_rules(Organisation.current()),
        }
        query = QuotaQuery(data=request.query_params, context=context)
        query.is_valid(raise_exception=True)
        page = self.paginate_queryset(quotas_listed(self.get_queryset(), **query.validated_data))
        return self.get_paginated_response(QuotaSerializer(page, many=True).data)

    @extend_schema(
        summary="Publish quotas",
        description=_POST,
        request=PolymorphicProxySerializer(
            "QuotaOrQuotas",
            [NewQuotaSerializer, NewQuotaSerializer(many=True)],
            resource_type_field_name=None,
            many=False,
        ),
        responses=answers({200: PostedRowsSerializer}, *BODY),
        examples=[QUOTA, QUOTAS, POSTED],
    )
    def create(self, request: Request) -> Response:
        rows, rejected = read_quotas(rows_of(request))
        posted = store_posted_quotas(rows, by=person_of(request), now=timezone.now())
        if posted.changed:
            recompute_soon()
        return Response(PostedRowsSerializer(posted.with_rejected(rejected)).data)


class OneQuota(_Quotas):
    """A month of an owner and metric, by its address."""

    @extend_schema(
        summary="Show a quota",
        parameters=_ADDRESS,
        responses=answers({200: QuotaSerializer}, 404),
        examples=[STORED],
    )
    def retrieve(self, request: Request, metric: str, month: str, owner: str) -> Response:
        return Response(QuotaSerializer(self._quota(metric, month, owner)).data)

    @extend_schema(
        summary="Change a quota",
        description="Fields left out stay as they are; what held before `starts_on` stays too.",
        parameters=_ADDRESS,
        request=QuotaChangeSerializer,
        responses=answers({200: QuotaSerializer, 204: None}, *BODY, 404),
        examples=[CHANGE, STORED],
    )
    def partial_update(self, request: Request, metric: str, month: str, owner: str) -> Response:
        quota = self._steered(metric, month, owner)
        change = QuotaChangeSerializer(data=request.data)
        change.is_valid(raise_exception=True)
        self._store(request, changed_quota(quota, change.validated_data))
        if change.validated_data.get("amount", quota.amount) is None:
            return Response(status=204)
        return Response(QuotaSerializer(self._quota(metric, month, owner)).data)

    @extend_schema(
        summary="Clear a quota",
        description="Nothing is owed from `starts_on` on; the history keeps what was.",
        parameters=[*_ADDRESS, QuotaClearing],
        responses=answers({204: None}, 400, 403, 404),
    )
    def destroy(self, request: Request, metric: str, month: str, owner: str) -> Response:
        quota = self._steered(metric, month, owner)
        clearing = QuotaClearing(data=request.query_params)
        clearing.is_valid(raise_exception=True)
        self._store(request, changed_quota(quota, {"amount": None, **clearing.validated_data}))
        return Response(status=204)

    def _quota(self, metric: str, month: str, owner: str) -> Quota:
        named = _OWNER.fullmatch(owner)
        if named is None:
            raise Http404
        listed = quotas_listed(self.get_queryset())
        wanted = {"metric__slug": metric, "month": _first_day(month), f"{named[1]}_id": named[2]}
        return get_object_or_404(listed, **wanted)

    def _steered(self, metric: str, month: str, owner: str) -> Quota:
        """Like one that does not exist where this login may only look."""
        quota, user = self._quota(metric, month, owner), person_of(self.request)
        if quota.rep_id is not None:
            get_object_or_404(quota_reps_steered_by(user), pk=quota.rep_id)
        else:
            get_object_or_404(quota_teams_steered_by(user), pk=quota.team_id)
        return quota

    def _store(self, request: Request, row: PostedQuota) -> None:
        posted = store_posted_quotas([row], by=person_of(request), now=timezone.now())
        for why in posted.rejected:
            raise ValidationError({why.field or "": [why.message]}, why.code)
        if posted.changed:
            recompute_soon()


def _first_day(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Http404 from None
