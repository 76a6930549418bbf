"""The first page after login: everybody's own."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from accounts.models import Role
from accounts.views.requests import PersonRequest
from scorecards.views import reps, teams


@login_required
def home(request: PersonRequest) -> HttpResponse:
    """A rep's scorecard, for others the teams they see."""
    if request.user.role == Role.REP:
        return reps.rep(request, rep_id=request.user.pk)
    return teams.overview(request)
