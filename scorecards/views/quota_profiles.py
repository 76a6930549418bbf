"""Seasonal profiles: how a year falls on its months, by name."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.views.answers import accepted, done, form_page, tried
from accounts.views.requests import PersonRequest
from scorecards.actions.quota_profiles import remove_profile, save_profile
from scorecards.forms.quota_rules import ProfileForm, profile_initial
from scorecards.models import SeasonalProfile
from scorecards.queries.quotas.profiles import profile_page, profiles_listed
from scorecards.views.setup import setup_page


@setup_page
@require_safe
def profiles(request: PersonRequest) -> HttpResponse:
    return render(request, "scorecards/quotas/profiles.html", {"rows": profiles_listed()})


@setup_page
def profile_new(request: PersonRequest) -> HttpResponse:
    return _edited(request, None)


@setup_page
def profile(request: PersonRequest, profile_id: int) -> HttpResponse:
    return _edited(request, get_object_or_404(SeasonalProfile, pk=profile_id))


@setup_page
@require_POST
def profile_removal(request: PersonRequest, profile_id: int) -> HttpResponse:
    found = get_object_or_404(SeasonalProfile, pk=profile_id)
    return tried(
        request,
        lambda: remove_profile(profile=found, by=request.user),
        _("“%s” is removed.") % found.name,
        "quota_profiles",
    )


def _edited(request: PersonRequest, found: SeasonalProfile | None) -> HttpResponse:
    form = ProfileForm(request.POST or None, initial=profile_initial(found))
    if accepted(
        request,
        form,
        lambda: save_profile(
            profile=found, name=form.cleaned_data["name"], weights=form.weights, by=request.user
        ),
    ):
        return done(request, _("The profile is saved."), "quota_profiles")
    context = {"form": form, "page": profile_page(found) if found else None}
    return form_page(request, "scorecards/quotas/profile.html", context, form)
