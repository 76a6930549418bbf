"""Calendars: working weekdays, public holidays, closed days."""

from copy import copy
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import calendars_set_up_by
from accounts.actions.calendars import (
    close_day,
    create_calendar,
    edit_calendar,
    remove_calendar,
    reopen_day,
)
from accounts.forms.calendars import CalendarForm, ClosedDayForm, RegionForm
from accounts.models import Calendar, ClosedDay, Role
from accounts.queries.calendars import calendars_listed, free_days
from accounts.views.answers import accepted, done, form_page, setup_crumbs, tried
from accounts.views.days import organisation_day
from accounts.views.guards import setup_page
from accounts.views.requests import PersonRequest, number_in


@require_safe
@setup_page
def calendars(request: PersonRequest) -> HttpResponse:
    """Every calendar; a link leads to those this user may change."""
    Calendar.default()
    context = {"calendars": calendars_listed(request.user), "crumbs": setup_crumbs()}
    return render(request, "accounts/calendars.html", context)


@setup_page
def calendar_new(request: PersonRequest) -> HttpResponse:
    form = CalendarForm(request.POST or None, may_be_default=_administers(request))
    today = organisation_day()
    made: list[Calendar] = []
    if accepted(
        request,
        form,
        lambda: made.append(create_calendar(details=form.details(), by=request.user, today=today)),
    ):
        words = _("The calendar “%s” was made.") % made[0].name
        return done(request, words, "setup_calendar", made[0].pk)
    crumbs = setup_crumbs((_("Calendars"), "setup_calendars"))
    return form_page(request, "accounts/calendar_new.html", {"form": form, "crumbs": crumbs}, form)


@setup_page
def calendar(request: PersonRequest, calendar_id: int) -> HttpResponse:
    """A calendar with the free days of a year."""
    found = get_object_or_404(calendars_set_up_by(request.user), pk=calendar_id)
    form = _form(request, found, bound=True)
    today = organisation_day()
    if accepted(
        request,
        form,
        lambda: edit_calendar(calendar=found, details=form.details(), by=request.user, today=today),
    ):
        words = _("The calendar “%s” was saved.") % form.cleaned_data["name"]
        return done(request, words, "setup_calendar", found.pk)
    return _page(request, found, form=form, closing=ClosedDayForm())


@require_safe
@setup_page
def calendar_regions(request: PersonRequest) -> HttpResponse:
    """The field of regions for the country just chosen."""
    form = RegionForm(country=request.GET.get("country", ""))
    return render(request, "accounts/_region_field.html", {"field": form["region"]})


@require_POST
@setup_page
def closed_day_new(request: PersonRequest, calendar_id: int) -> HttpResponse:
    found = get_object_or_404(calendars_set_up_by(request.user), pk=calendar_id)
    closing = ClosedDayForm(request.POST)
    if accepted(
        request,
        closing,
        lambda: close_day(
            calendar=found, day=closing.cleaned_data["day"], name=closing.cleaned_data["name"]
        ),
    ):
        return done(request, _("The day is closed."), "setup_calendar", found.pk)
    return _page(request, found, form=_form(request, found), closing=closing)


@require_POST
@setup_page
def closed_day_removal(
    request: PersonRequest, calendar_id: int, closed_day_id: int
) -> HttpResponse:
    found = get_object_or_404(calendars_set_up_by(request.user), pk=calendar_id)
    closed = get_object_or_404(ClosedDay, calendar=found, pk=closed_day_id)
    words = _("The day is worked again.")
    return tried(request, lambda: reopen_day(closed_day=closed), words, "setup_calendar", found.pk)


@require_POST
@setup_page
def calendar_removal(request: PersonRequest, calendar_id: int) -> HttpResponse:
    found = get_object_or_404(calendars_set_up_by(request.user), pk=calendar_id)
    words = _("The calendar “%s” was removed.") % found.name
    return tried(request, lambda: remove_calendar(calendar=found), words, "setup_calendars")


def _form(request: PersonRequest, found: Calendar, *, bound: bool = False) -> CalendarForm:
    return CalendarForm(
        (request.POST or None) if bound else None,
        instance=copy(found),
        may_be_default=_administers(request),
    )


def _page(
    request: PersonRequest, found: Calendar, *, form: CalendarForm, closing: ClosedDayForm
) -> HttpResponse:
    this_year = organisation_day().year
    asked = number_in(request.GET.get("year", "")) or this_year
    # Beyond these years nobody plans, and the holidays library knows less and less.
    year = asked if abs(asked - this_year) <= 10 else this_year
    context: dict[str, Any] = {
        "calendar": found,
        "form": form,
        "closing": closing,
        "year": year,
        "year_before": year - 1,
        "year_after": year + 1,
        "free_days": free_days(found, year=year),
        "crumbs": setup_crumbs((_("Calendars"), "setup_calendars")),
    }
    return form_page(request, "accounts/calendar.html", context, form, closing)


def _administers(request: PersonRequest) -> bool:
    return request.user.role == Role.ADMIN
