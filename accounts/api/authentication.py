"""Who sends a request: the owner of the token in `Authorization: Token KEY`."""

from django.utils import timezone
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.actions.tokens import note_token_used
from accounts.models import ApiToken, User


class ApiTokenAuthentication(TokenAuthentication):
    """Knox's tokens; when each was last used is remembered to the minute."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        try:
            user, api_token = super().authenticate_credentials(token)
        except ValueError:  # bytes that are no text, or no hexadecimal number
            raise AuthenticationFailed from None
        note_token_used(token=api_token, now=timezone.now())
        return user, api_token


class TokenScheme(KnoxTokenScheme):
    """How the description of the API names this login."""

    target_class = "accounts.api.authentication.ApiTokenAuthentication"
    name = "token"
