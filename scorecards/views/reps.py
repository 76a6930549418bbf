"""A rep's own page, and the part of it that refreshes itself."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.views.requests import PersonRequest
from scorecards.forms.activities import EntryForm
from scorecards.models import Quota
from scorecards.periods import PeriodKind, PeriodRules, period_containing
from scorecards.queries.activities import log_pad, ordered_metrics, recent_entries
from scorecards.queries.closings.notes import closed_notes
from scorecards.queries.period_choices import PeriodChoice, period_choice
from scorecards.queries.rep_home import RepHome, rep_home
from scorecards.queries.standings import anchor_day, rep_clock
from scorecards.queries.terms import period_rules
from scorecards.views.people import may_log_for, visible_rep
from scorecards.views.periods import asked_period


@login_required
def rep(request: PersonRequest, rep_id: int) -> HttpResponse:
    """How a rep stands; with the log for the rep themselves."""
    context = _page(request, visible_rep(request.user, rep_id))
    return render(request, "scorecards/rep/page.html", context)


@login_required
def standing(request: PersonRequest, rep_id: int) -> HttpResponse:
    """The figures of the rep's page, fetched again when they changed."""
    context = _page(request, visible_rep(request.user, rep_id))
    return render(request, "scorecards/rep/refreshed.html", context)


def _page(request: PersonRequest, rep: User) -> dict[str, Any]:
    organisation, now = Organisation.current(), timezone.now()
    rules = period_rules(organisation)
    today = rep_clock(rep, organisation, now=now).today
    period = asked_period(request, rules)
    day = anchor_day(period, today=today) if period else today
    page = rep_home(rep, day=day, organisation=organisation, now=now)
    context: dict[str, Any] = {"page": page, "rep": rep, "organisation": organisation}
    context["is_own"] = rep == request.user
    context["may_log"] = page.is_now and may_log_for(request.user, rep)
    context["owes"] = Quota.objects.filter(rep=rep, amount__isnull=False).exists()
    context["switch"] = _switch(page, rules, kind=period.kind if period else None)
    if day < today:
        starts = context["switch"].period.starts
        context["notes"] = closed_notes([rep.pk], starts=starts, ends=day, reader=request.user)
    if context["may_log"] and context["is_own"]:
        context |= _log(page, organisation)
    return context


def _switch(page: RepHome, rules: PeriodRules, *, kind: PeriodKind | None) -> PeriodChoice:
    """By periods of the kind that was asked for, else by those of the first section."""
    if kind is None:
        kind = page.sections[0].standing.period.kind if page.sections else PeriodKind.WEEK
    shown = period_containing(day=page.day, kind=kind, rules=rules)
    return period_choice(shown, today=page.today, rules=rules, people=[page.rep.pk])


def _log(page: RepHome, organisation: Organisation) -> dict[str, Any]:
    metrics = ordered_metrics(page.metrics)
    form = EntryForm(metrics=metrics, today=page.today, initial={"day": page.today})
    return {
        "pad": log_pad(page.rep, metrics, today=page.today),
        "entry_form": form,
        "entries": recent_entries(page.rep, organisation),
    }
