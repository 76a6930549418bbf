"""What login leaves out of allauth."""

from django.http import Http404, HttpRequest, HttpResponse


def own_addresses(request: HttpRequest) -> HttpResponse:
    """Nobody adds addresses of their own: a person has one, and it is changed in the setup."""
    raise Http404
