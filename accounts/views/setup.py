"""The start page of the setup."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.queries.setup import setup_state
from accounts.views.days import organisation_day
from accounts.views.guards import setup_page
from accounts.views.requests import PersonRequest


@require_safe
@setup_page
def start(request: PersonRequest) -> HttpResponse:
    """What this user may set up, and what is missing first."""
    state = setup_state(request.user, today=organisation_day())
    context = {"state": state, "administers": request.user.role == Role.ADMIN}
    return render(request, "accounts/setup.html", context)
