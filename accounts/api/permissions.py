"""Who may write through the API; what they may write is for access to say."""

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.access import may_log, may_set_up
from accounts.api.requests import person_of


class MayLog(BasePermission):
    """Everybody may read, leaders may not write."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.method in SAFE_METHODS or may_log(person_of(request))


class MaySetUp(BasePermission):
    """Everybody may read; managers and admins may write."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.method in SAFE_METHODS or may_set_up(person_of(request))
