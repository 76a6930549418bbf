"""Keys for the REST API."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import ApiToken, User

_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def create_token(
    *,
    user: User,
    name: str,
    scope: str = ApiToken.Scope.READ,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """The token and its key, which only its owner sees and only now: it is stored hashed.

    `expires_at` None: it holds until it is revoked.
    """
    token, key = ApiToken.objects.create(user=user, expiry=None, name=name, scope=scope)
    if expires_at is not None:  # knox takes no moment, only a time from its own clock on
        token.expiry = expires_at
        token.save(update_fields=["expiry"])
    return token, key


def revoke_token(*, token: ApiToken) -> None:
    """Requests with this key are refused from now on."""
    token.delete()


def note_token_used(*, token: ApiToken, now: datetime) -> None:
    """Remember the use, at most once a minute: a busy program must not write with each request."""
    long_ago = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - _NOTED_EVERY)
    if token.last_used_at is None or token.last_used_at <= now - _NOTED_EVERY:
        ApiToken.objects.filter(long_ago, pk=token.pk).update(last_used_at=now)
