"""Where a score comes from."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.views.requests import PersonRequest
from scorecards.access import closings_steered_by
from scorecards.models import Section
from scorecards.periods import period_containing
from scorecards.queries.closings.explained import ClosedExplanation, closed_explanation
from scorecards.queries.explanation import explanation, section_period
from scorecards.queries.period_choices import period_choice
from scorecards.queries.rep_home import waiting_changes
from scorecards.queries.standings import rep_clock
from scorecards.queries.terms import period_rules
from scorecards.views.people import visible_rep
from scorecards.views.periods import asked_period


@login_required
def score(request: PersonRequest, rep_id: int, kind: str) -> HttpResponse:
    """The table that adds up to a rep's score of one section, for any period."""
    if kind not in Section.Kind.values:
        raise Http404
    rep = visible_rep(request.user, rep_id)
    organisation, now = Organisation.current(), timezone.now()
    rules = period_rules(organisation)
    today = rep_clock(rep, organisation, now=now).today
    period = asked_period(request, rules)
    if period is None:
        length = section_period(rep, kind=kind, day=today)
        period = period_containing(day=today, kind=length, rules=rules)
    closed = closed_explanation(
        rep, kind=kind, period=period, today=today, organisation=organisation
    )
    if closed:
        rep, organisation = closed.rep, closed.organisation
    found = (
        closed.explanation
        if closed
        else explanation(rep, kind=kind, period=period, organisation=organisation, now=now)
    )
    shown = found.standing.period if found else period
    context = {
        "rep": rep,
        "kind": Section.Kind(kind),
        "explanation": found,
        "closed": closed,
        "may_open": closed and _may_open(request.user, closed),
        "switch": period_choice(shown, today=today, rules=rules, people=[rep.pk]),
        "organisation": organisation,
        "waiting": waiting_changes(rep, today=today, now=now),
    }
    return render(request, "scorecards/rep/explanation.html", context)


def _may_open(reader: User, closed: ClosedExplanation) -> bool:
    """Whether they may look into the closing itself."""
    return closings_steered_by(reader).filter(pk=closed.closing.pk).exists()
