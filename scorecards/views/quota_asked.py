"""The quota sheet that an address names, for who may steer it; to others it does not exist."""

from decimal import Decimal

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Organisation, Team, User
from scorecards.access import (
    may_steer_top_quotas,
    metrics_visible_to,
    quota_sheets_steered_by,
)
from scorecards.actions.quotas import refusal_of
from scorecards.models import Metric
from scorecards.periods import BadPeriodKey, Period, PeriodKind, period_from_key
from scorecards.queries.quotas.book import Sheet
from scorecards.queries.terms import period_rules
from scorecards.scoring.rounding import step_of as smallest_step


def sheet_asked(user: User, metric: str, year: str, team: str) -> Sheet:
    """The sheet of a metric (slug), year (key) and team (id or "top")."""
    found = get_object_or_404(metrics_visible_to(user), slug=metric)
    if refusal_of(found) is not None:
        raise Http404
    return Sheet(_team(user, team), found, _year(year))


def step_of(metric: Metric) -> Decimal:
    """In what its amounts are spread here."""
    return smallest_step(metric.unit, Organisation.current().currency)


def _team(user: User, key: str) -> Team | None:
    if key == "top":
        if not may_steer_top_quotas(user):
            raise Http404
        return None
    if not key.isdecimal() or len(key) > 18:
        raise Http404
    return get_object_or_404(quota_sheets_steered_by(user), pk=int(key))


def _year(key: str) -> Period:
    try:
        year = period_from_key(key, period_rules(Organisation.current()))
    except BadPeriodKey:
        raise Http404 from None
    if year.kind is not PeriodKind.YEAR:
        raise Http404
    return year
