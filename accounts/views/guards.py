"""Who may open a page at all; for everybody else it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse

from accounts.access import may_set_up
from accounts.models import Role, User
from accounts.views.requests import PersonRequest

P = ParamSpec("P")
View = Callable[Concatenate[PersonRequest, P], HttpResponse]


def setup_page(view: View[P]) -> View[P]:
    """For managers and admins; the page itself narrows managers to their teams."""
    return _only(view, may_set_up)


def admin_page(view: View[P]) -> View[P]:
    """For admins."""
    return _only(view, lambda user: user.role == Role.ADMIN)


def _only(view: View[P], may: Callable[[User], bool]) -> View[P]:
    @wraps(view)
    def guarded(request: PersonRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return login_required(guarded)
