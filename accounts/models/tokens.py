"""API tokens: stored hashed by knox, named by their owner."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken


class ApiToken(AbstractAuthToken):
    """A key for `Authorization: Token …`; the key itself is shown once and never stored."""

    name = models.CharField(_("name"), max_length=80, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("-created",)

    def __str__(self) -> str:
        return self.name or self.token_key
