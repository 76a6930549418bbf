"""How pages with a form answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from accounts.actions.refusals import Refused
from accounts.tasks import recompute_soon


@dataclass(frozen=True)
class Crumb:
    name: str
    url: str


def setup_crumbs(*more: tuple[str, str]) -> list[Crumb]:
    """The way to a page of the setup: its start, and (name, name of the address) after it."""
    return [Crumb(str(name), reverse(url)) for name, url in ((gettext("Setup"), "setup"), *more)]


def accepted(request: HttpRequest, form: BaseForm, act: Callable[[], object]) -> bool:
    """Whether the form was sent, is right, and `act` was done.

    What the action refuses stands at the field it is about. Scores that became stale are
    computed at once.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return False
    recompute_soon()
    return True


def form_page(
    request: HttpRequest, template: str, context: dict[str, Any], *forms: BaseForm
) -> HttpResponse:
    """The page; 422 when one of its forms was sent with errors."""
    wrong = any(form.is_bound and form.errors for form in forms)
    return render(request, template, context, status=422 if wrong else 200)


def done(request: HttpRequest, words: str, url: str, *args: Any) -> HttpResponse:
    """Say what was done on the page that follows."""
    messages.success(request, words)
    return redirect(url, *args)


def tried(
    request: HttpRequest, act: Callable[[], object], words: str, url: str, *args: Any
) -> HttpResponse:
    """For a button without fields: do it, or say why not; either way the page that follows."""
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(url, *args)
    recompute_soon()
    return done(request, words, url, *args)
