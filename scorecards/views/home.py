"""The first page after login: everybody's own."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.models import Role
from accounts.views.requests import PersonRequest
from scorecards.models import Quota
from scorecards.views import reps, teams


@login_required
def home(request: PersonRequest) -> HttpResponse:
    """A rep's scorecard, a leader's attainment once anything is owed, else the teams one sees."""
    if request.user.role == Role.REP:
        return reps.rep(request, rep_id=request.user.pk)
    if request.user.role == Role.LEADER and Quota.objects.filter(amount__isnull=False).exists():
        return redirect("attainment")
    return teams.overview(request)
