"""API tokens: stored hashed by knox, named by their owner."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken


class ApiToken(AbstractAuthToken):
    """A key for `Authorization: Token …`; the key itself is shown once and never stored.

    `scope` says what a program may do with it, of what its owner may do; `expiry` (knox's)
    when it ends.
    """

    class Scope(models.TextChoices):
        READ = "read", _("read")
        FACTS = "facts", _("read, and write facts")
        MANAGE = "manage", _("all that its owner may")

    name = models.CharField(_("name"), max_length=80, blank=True)
    scope = models.CharField(_("may"), max_length=6, choices=Scope, default=Scope.READ)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("-created",)

    def __str__(self) -> str:
        return self.name or self.token_key

    def has_expired(self, *, now: datetime) -> bool:
        return self.expiry is not None and self.expiry <= now

    def may(self, scope: str) -> bool:
        """Whether its scope is as wide as this one, or wider."""
        narrow_first = self.Scope.values
        return narrow_first.index(self.scope) >= narrow_first.index(scope)
