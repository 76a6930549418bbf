"""What the setup pages of scorecards share: who may open them, and the day it is."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse

from accounts.access import may_set_up
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
