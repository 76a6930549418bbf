"""What the setup pages of scorecards share: who may open them, and the day it is."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils import timezone

from accounts.access import may_set_up
from accounts.models import Organisation
from accounts.views.requests import PersonRequest

P = ParamSpec("P")
View = Callable[Concatenate[PersonRequest, P], HttpResponse]


def setup_page(view: View[P]) -> View[P]:
    """Only for people who set things up; to others the page does not exist."""

    @wraps(view)
    def guarded(request: PersonRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may_set_up(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return login_required(guarded)


def organisation_day() -> date:
    """Today where the organisation is."""
    return timezone.now().astimezone(Organisation.current().zone).date()
