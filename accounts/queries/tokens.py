"""One's own API tokens, for their page."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import ApiToken, User


@dataclass(frozen=True)
class TokenRow:
    """`expires_at` None: it holds until it is revoked."""

    token: ApiToken
    may: str
    last_used_at: datetime | None
    expires_at: datetime | None
    has_expired: bool


def token_rows(user: User, *, now: datetime) -> list[TokenRow]:
    """The newest first; those that ended stay to be seen until they are removed."""
    return [
        TokenRow(
            token=token,
            may=token.get_scope_display(),
            last_used_at=token.last_used_at,
            expires_at=token.expiry,
            has_expired=token.has_expired(now=now),
        )
        for token in ApiToken.objects.filter(user=user)
    ]
