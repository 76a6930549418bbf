"""Closed periods in the setup: close one, look at what it froze and what came late, open it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation
from accounts.views.answers import accepted
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from scorecards.access import closings_steered_by, scorecards_steered_by
from scorecards.actions.closings import close_period, reopen_period
from scorecards.forms.closings import ClosingForm, ReopeningForm
from scorecards.models import Closing
from scorecards.periods import BadPeriodKey, period_from_key
from scorecards.queries.closings.late import (
    MOST,
    every_late_fact,
    late_days,
    late_facts,
    unlisted_days,
)
from scorecards.queries.closings.pages import (
    closing_page,
    closing_preview,
    frozen_rows,
)
from scorecards.queries.closings.tables import closings_table, frozen_table, late_table
from scorecards.queries.terms import period_rules
from scorecards.views.closing_asked import asked_closings, effects_for, seen_by
from scorecards.views.closing_files import effects_table
from scorecards.views.quota_files import file_of
from scorecards.views.setup import setup_page

A_PAGE = 50


@setup_page
@require_safe
def closings(request: PersonRequest) -> HttpResponse:
    """The finished periods of one scorecard and whether each is closed."""
    answer = {"page": asked_closings(request), "organisation": Organisation.current()}
    return render(request, "scorecards/closings/list.html", answer)


@setup_page
@require_safe
def closings_file(request: PersonRequest, ending: str) -> HttpResponse:
    """The same as a file."""
    return file_of(closings_table(asked_closings(request)), ending)


@setup_page
def closing_new(request: PersonRequest, card_id: int, key: str) -> HttpResponse:
    """What closing a period would freeze, and the button that does it."""
    card = get_object_or_404(scorecards_steered_by(request.user), pk=card_id)
    now = timezone.now()
    try:
        period = period_from_key(key, period_rules(Organisation.current()))
    except BadPeriodKey as error:
        raise Http404 from error
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if accepted(
        request,
        form,
        lambda: close_period(
            scorecard=card,
            period=period,
            by=request.user,
            note=form.cleaned_data["note"],
            now=now,
        ),
    ):
        messages.success(request, _("The period is closed."))
        made = Closing.objects.standing().get(scorecard=card, kind=period.kind, key=period.key)
        return HttpResponseRedirect(reverse("closing", args=[made.pk]))
    answer = {"preview": closing_preview(card, period, now=now), "form": form}
    status = 422 if form.errors else 200
    return render(request, "scorecards/closings/new.html", answer, status=status)


@setup_page
@require_safe
def closing(request: PersonRequest, closing_id: int) -> HttpResponse:
    return _detail(request, _closing(request, closing_id), ReopeningForm())


@setup_page
@require_POST
def closing_reopening(request: PersonRequest, closing_id: int) -> HttpResponse:
    found = _closing(request, closing_id)
    form = ReopeningForm(request.POST)
    if accepted(
        request,
        form,
        lambda: reopen_period(
            closing=found,
            by=request.user,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        ),
    ):
        messages.success(request, _("The period is open again: what came late counts now."))
        return HttpResponseRedirect(reverse("closing", args=[found.pk]))
    return _detail(request, found, form, status=422)


@setup_page
@require_safe
def closing_late(request: PersonRequest, closing_id: int) -> HttpResponse:
    """What came after the closing, and what it would change."""
    found = _closing(request, closing_id)
    seen = seen_by(request)
    days = late_days(found, people=seen)
    facts = late_facts(found, days, named=seen)
    is_cut = len(facts) >= MOST
    answer = {
        "unlisted": 0 if is_cut else unlisted_days(days, facts),
        "is_cut": is_cut,
        "closing": found,
        "facts": Paginator(facts, A_PAGE).get_page(request.GET.get("page")),
        "count": len(facts),
        "effects": effects_for(request, found),
        "is_open": found.reopened_at is not None,
    }
    return render(request, "scorecards/closings/late.html", answer)


@setup_page
@require_safe
def closing_file(request: PersonRequest, closing_id: int, table: str, ending: str) -> HttpResponse:
    """A table of a closing as a file: its scores, what came late, what that would change."""
    found = _closing(request, closing_id)
    if table == "scores":
        rows = frozen_rows(found, request.user, today=organisation_day())
        return file_of(frozen_table(found, rows), ending)
    if table == "late":
        seen = seen_by(request)
        every = every_late_fact(found, late_days(found, people=seen), named=seen)
        return file_of(late_table(found, every), ending)
    if table == "changes":
        return file_of(effects_table(found, effects_for(request, found) or ()), ending)
    raise Http404


def _closing(request: PersonRequest, closing_id: int) -> Closing:
    rows = closings_steered_by(request.user)
    rows = rows.select_related("scorecard", "closed_by", "reopened_by")
    return get_object_or_404(rows, pk=closing_id)


def _detail(
    request: PersonRequest, found: Closing, form: ReopeningForm, *, status: int = 200
) -> HttpResponse:
    page = closing_page(
        found,
        request.user,
        kind=request.GET.get("section", ""),
        key=request.GET.get("period", ""),
        today=organisation_day(),
    )
    answer = {
        "page": page,
        "closing": found,
        "rows": Paginator(page.rows, A_PAGE).get_page(request.GET.get("page")),
        "form": form,
    }
    return render(request, "scorecards/closings/closing.html", answer, status=status)
