"""Who may write through the API; what they may write is for access to say."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission, IsAuthenticated
from rest_framework.request import Request

from accounts.access import may_log, may_set_up
from accounts.api.requests import person_of
from accounts.models import ApiToken


class WithinScope(IsAuthenticated):
    """Somebody is logged in, and their token, if they sent one, goes as far as this.

    Reading asks for the scope `read`, writing for what the view calls its `write_scope`:
    `manage` where it says nothing.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if not super().has_permission(request, view):
            return False
        needed = scope_needed(request.method or "", view)
        if isinstance(request.auth, ApiToken) and not request.auth.may(needed):
            message = _("This needs a token of the scope “%(needed)s”; this one has “%(scope)s”.")
            words = {"needed": needed, "scope": request.auth.scope}
            raise PermissionDenied(message % words, "scope")
        return True


def scope_needed(method: str, view: Any) -> str:
    if method in SAFE_METHODS:
        return ApiToken.Scope.READ
    scope: str = getattr(view, "write_scope", ApiToken.Scope.MANAGE)
    return scope


class MayLog(BasePermission):
    """Everybody may read, leaders may not write."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.method in SAFE_METHODS or may_log(person_of(request))


class MaySetUp(BasePermission):
    """Everybody may read; managers and admins may write."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.method in SAFE_METHODS or may_set_up(person_of(request))
