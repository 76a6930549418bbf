"""Who sends a request: the owner of the token in `Authorization: Token KEY`."""

from django.utils import timezone
from django.utils.translation import gettext as _
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

    def validate_user(self, api_token: ApiToken) -> tuple[User, ApiToken]:
        """Asked once the key is known to be right: only its owner learns that it has ended."""
        if api_token.has_expired(now=timezone.now()):
            raise AuthenticationFailed(_("This token has expired."), "token_expired")
        found: tuple[User, ApiToken] = super().validate_user(api_token)
        return found

    def _cleanup_token(self, api_token: ApiToken) -> bool:
        """Whether to pass over it: never. Tokens that ended stay on their owner's page."""
        return False


class TokenScheme(KnoxTokenScheme):
    """How the description of the API names this login."""

    target_class = "accounts.api.authentication.ApiTokenAuthentication"
    name = "token"
