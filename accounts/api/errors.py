"""One form for every error of the API: `{"errors": [{"field", "code", "message"}]}`.

`field` is the dotted path of the field at fault ("lines.0.quantity"), or null.
"""

import sys
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from rest_framework import status
from rest_framework.exceptions import APIException, ErrorDetail, NotFound, ParseError
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from accounts.queries.database import database_is_away

API = "/api/"


class Conflict(APIException):
    """409: the request contradicts what is stored."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "This contradicts what is stored."
    default_code = "conflict"


class TooLarge(APIException):
    """413: the body is larger than one may be."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("The body is too large: send fewer rows.")
    default_code = "too_large"


class Away(APIException):
    """503: the database does not answer; what was sent may or may not be stored."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = gettext_lazy("The database does not answer. Send the same once more.")
    default_code = "unavailable"
    retry_seconds = 5


def error_answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's answer to `error` in our form; None when it is not an API error."""
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    if isinstance(error, UnreadablePostError):
        error = ParseError(_("The body broke off."), "cut_off")
    answer = exception_handler(error, context)
    if answer is None:
        return None
    detail = error.detail if isinstance(error, APIException) else _detail(answer)
    answer.data = {"errors": list(_errors(detail, ()))}
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to an address that there is not: a page, below `/api/` an error of the API."""
    if not request.path.startswith(API):
        return defaults.page_not_found(request, exception)
    errors = list(_errors(NotFound().detail, ()))
    return JsonResponse({"errors": errors}, status=status.HTTP_404_NOT_FOUND)


@csrf_exempt
def no_such_address(request: HttpRequest) -> HttpResponse:
    """The answer to what no operation of the API has as its address.

    Nothing is sent on to the address with a slash: a client would follow with GET, and take a
    list for the answer to the facts it posted.
    """
    message = _("There is no such address; all of them end in a slash.")
    errors = list(_errors(NotFound(message).detail, ()))
    return JsonResponse({"errors": errors}, status=status.HTTP_404_NOT_FOUND)


def failed(request: HttpRequest) -> HttpResponse:
    """The answer when we broke: a page, below `/api/` an error of the API.

    Django calls it while the exception is being handled: the database's absence has its own.
    """
    if database_is_away(sys.exception()):
        return _away(request)
    if not request.path.startswith(API):
        return defaults.server_error(request)
    errors = list(_errors(APIException().detail, ()))
    return JsonResponse({"errors": errors}, status=status.HTTP_500_INTERNAL_SERVER_ERROR)


def _away(request: HttpRequest) -> HttpResponse:
    again = {"Retry-After": str(Away.retry_seconds)}
    if not request.path.startswith(API):
        return HttpResponse(render_to_string("503.html"), status=Away.status_code, headers=again)
    errors = list(_errors(Away().detail, ()))
    return JsonResponse({"errors": errors}, status=Away.status_code, headers=again)


def _detail(answer: Response) -> ErrorDetail:
    """Django's own 404 and 403 reach us only as the answer that was made of them."""
    codes = {status.HTTP_404_NOT_FOUND: "not_found", status.HTTP_403_FORBIDDEN: "permission_denied"}
    return ErrorDetail(str(answer.data["detail"]), codes.get(answer.status_code, "error"))


def _errors(detail: Any, path: tuple[str, ...]) -> Iterator[dict[str, str | None]]:
    if isinstance(detail, dict):
        for key, inner in detail.items():
            yield from _errors(inner, _below(path, str(key)))
    elif isinstance(detail, list):
        yield from _errors_of_list(detail, path)
    else:
        code = getattr(detail, "code", "invalid")
        yield {"field": ".".join(path) or None, "code": code, "message": str(detail)}


def _errors_of_list(details: list[Any], path: tuple[str, ...]) -> Iterator[dict[str, str | None]]:
    for index, inner in enumerate(details):
        nested = isinstance(inner, dict | list)
        yield from _errors(inner, (*path, str(index)) if nested else path)


def _below(path: tuple[str, ...], key: str) -> tuple[str, ...]:
    return path if key == api_settings.NON_FIELD_ERRORS_KEY else (*path, key)
