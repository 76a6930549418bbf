"""Overrides in the setup: one rep's own target for some time."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.tasks import recompute_soon
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from scorecards.access import overrides_steered_by
from scorecards.actions.overrides import add_override, end_override
from scorecards.forms.cards import EndForm
from scorecards.forms.overrides import OverrideForm
from scorecards.queries.enrolment import enrolment
from scorecards.queries.overrides import override_rows
from scorecards.views.setup import setup_page


@setup_page
def overrides(request: PersonRequest) -> HttpResponse:
    today = organisation_day()
    answer = {
        "rows": override_rows(request.user, today=today, enrolled=enrolment()),
        "today": today,
    }
    return render(request, "scorecards/setup/overrides.html", answer)


@setup_page
def override_new(request: PersonRequest) -> HttpResponse:
    """Enter an override; `?rep=&metric=&period=` fill the form in advance."""
    today = organisation_day()
    form = OverrideForm(
        request.POST or None, initial=request.GET.dict(), user=request.user, today=today
    )
    back = _back(request)
    if request.method == "POST" and form.is_valid():
        override = add_override(**form.cleaned_data, by=request.user)
        recompute_soon()
        messages.success(request, _("%s has another target now.") % override.rep.name)
        return HttpResponseRedirect(back)
    status = 422 if request.method == "POST" else 200
    answer = {"form": form, "back": back}
    return render(request, "scorecards/setup/override.html", answer, status=status)


@setup_page
@require_POST
def override_end(request: PersonRequest, override_id: int) -> HttpResponse:
    today = organisation_day()
    steered = overrides_steered_by(request.user, today=today)
    override = get_object_or_404(steered, pk=override_id)
    form = EndForm(request.POST)
    if not form.is_valid():
        rows = override_rows(request.user, today=today, enrolled=enrolment())
        answer = {"rows": rows, "today": today, "refused": override.pk, "end_form": form}
        return render(request, "scorecards/setup/overrides.html", answer, status=422)
    end_override(override=override, ends_on=form.cleaned_data["ends_on"], by=request.user)
    recompute_soon()
    messages.success(request, _("The override is ended."))
    return HttpResponseRedirect(_back(request))


def _back(request: PersonRequest) -> str:
    """The page of ours that asked (`next`), or the list."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("overrides")
