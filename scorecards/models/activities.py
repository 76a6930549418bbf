"""The activity log: the facts that reps, imports and other programs bring."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from scorecards.models.metrics import Metric


class ActivityQuerySet(models.QuerySet["Activity"]):
    def standing(self) -> Self:
        """The facts that count: everything not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Activity(models.Model):
    """One fact: so much of a metric by a rep on a day.

    `day` is the rep's local day of `occurred_at` (rule 26). A withdrawn fact stays, so
    that the same file imported again does not bring it back; a correction's former
    values are in `history`. Rows written in bulk have no history of their creation:
    the row itself (`entered_by`, `entered_at`) is that record.
    """

    # Found by the index of rep and day; one more would make every row dearer to store.
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="activities", db_index=False
    )
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="activities")
    quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=4)
    occurred_at = models.DateTimeField(_("when"))
    day = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=60, default="log")
    # NULL, not "": facts logged by hand have none, and only real ids must differ.
    external_id = models.CharField(_("external id"), max_length=200, null=True, blank=True)  # noqa: DJ001
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ActivityQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ("-occurred_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "external_id"), name="one_activity_per_source_and_external_id"
            ),
            models.CheckConstraint(
                name="activity_quantities_are_not_negative", condition=Q(quantity__gte=0)
            ),
        )
        indexes = (models.Index(fields=("rep", "day"), name="activities_by_rep_and_day"),)

    def __str__(self) -> str:
        return f"{self.quantity} {self.metric_id} on {self.day}"
