"""The start page of the setup."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from accounts.access import may_set_up
from accounts.views.requests import PersonRequest


@login_required
def start(request: PersonRequest) -> HttpResponse:
    if not may_set_up(request.user):
        raise Http404
    return render(request, "accounts/setup.html")
