"""Deals, as the CRM tells them, and the stages they went through."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Opportunity(models.Model):
    """A possible sale. It counts on the day it opened and on the day it closed.

    `amount` is unknown (None) for many open deals: unknown is not zero.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        WON = "won", _("won")
        LOST = "lost", _("lost")

    source = models.CharField(_("source"), max_length=60, default="crm")
    external_id = models.CharField(_("external id"), max_length=200)
    rep = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="opportunities")
    name = models.CharField(_("name"), max_length=200, blank=True)
    account = models.CharField(_("account"), max_length=200, blank=True)
    stage = models.CharField(_("stage"), max_length=80, blank=True)
    status = models.CharField(_("status"), max_length=4, choices=Status, default=Status.OPEN)
    amount = models.DecimalField(
        _("amount"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    expected_close_on = models.DateField(_("expected to close on"), null=True, blank=True)
    lost_reason = models.CharField(_("lost because"), max_length=200, blank=True)
    lead_source = models.CharField(_("lead source"), max_length=80, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ("-opened_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "external_id"), name="one_opportunity_per_source_and_external_id"
            ),
            models.CheckConstraint(
                name="closed_opportunities_have_a_day",
                condition=Q(status="open", closed_on__isnull=True)
                | Q(status__in=("won", "lost"), closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="opportunities_close_after_they_open",
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
            ),
        )
        indexes = (
            models.Index(fields=("rep", "opened_on"), name="opportunities_by_opening"),
            models.Index(fields=("rep", "closed_on"), name="opportunities_by_closing"),
        )

    def __str__(self) -> str:
        return self.name or self.external_id


class StageChange(models.Model):
    """An opportunity entering a stage, with what it was worth then."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="stage_changes")
    stage = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=4, choices=Opportunity.Status)
    amount = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("stage change")
        verbose_name_plural = _("stage changes")
        ordering = ("changed_at", "id")

    def __str__(self) -> str:
        return f"{self.opportunity_id}: {self.stage or self.status}"
