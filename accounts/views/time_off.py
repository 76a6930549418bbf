"""Days away: a rep sees their own, managers enter them for their teams, admins for all."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import may_set_up, people_steered_by
from accounts.actions.time_off import add_time_off, remove_time_off
from accounts.forms.calendars import TimeOffForm
from accounts.models import Role, TimeOff
from accounts.queries.time_off import time_off_listed
from accounts.views.answers import accepted, done, form_page, setup_crumbs, tried
from accounts.views.days import organisation_day
from accounts.views.guards import setup_page
from accounts.views.requests import PersonRequest, number_in

ROWS_A_PAGE = 50


@require_safe
@login_required
def time_off(request: PersonRequest) -> HttpResponse:
    """The list; `?person=` narrows it to one."""
    if request.user.role == Role.LEADER:
        raise Http404
    chosen = number_in(request.GET.get("person", ""))
    rows = time_off_listed(request.user, person_id=chosen, today=organisation_day())
    sets_up = may_set_up(request.user)
    context: dict[str, Any] = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "query": f"&person={chosen}" if chosen else "",
        "may_add": sets_up,
        "person_id": chosen,
        "crumbs": setup_crumbs() if sets_up else [],
    }
    return render(request, "accounts/time_off.html", context)


@setup_page
def time_off_new(request: PersonRequest) -> HttpResponse:
    today = organisation_day()
    form = TimeOffForm(
        request.POST or None,
        initial={"person": request.GET.get("person")},
        people=people_steered_by(request.user, today=today),
    )
    if accepted(request, form, lambda: add_time_off(**form.cleaned_data, by=request.user)):
        words = _("Time off of %s was entered.") % form.cleaned_data["person"]
        return done(request, words, "setup_time_off")
    crumbs = setup_crumbs((_("Time off"), "setup_time_off"))
    return form_page(request, "accounts/time_off_new.html", {"form": form, "crumbs": crumbs}, form)


@require_POST
@setup_page
def time_off_removal(request: PersonRequest, time_off_id: int) -> HttpResponse:
    steered = people_steered_by(request.user, today=organisation_day())
    found = get_object_or_404(TimeOff, user__in=steered.values("pk"), pk=time_off_id)
    words = _("The time off was removed.")
    return tried(
        request,
        lambda: remove_time_off(time_off=found, by=request.user),
        words,
        "setup_time_off",
    )
