"""Closed periods (rule 27): what was paid by stays as it stood until somebody opens it again."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from scorecards.models.cards import PERIOD_CHOICES, Scorecard


class ClosingQuerySet(models.QuerySet["Closing"]):
    def standing(self) -> Self:
        """Closings that nobody has taken back."""
        return self.filter(reopened_at__isnull=True)


class Closing(models.Model):
    """A period of a scorecard was closed: by a person, or by the timetable (`closed_by` None).

    Rows are only added, and completed once by a reopening; together they are the history.
    Closed with it are all shorter periods of the scorecard that end in it.
    """

    scorecard = models.ForeignKey(Scorecard, models.PROTECT, related_name="closings")
    kind = models.CharField(_("period"), max_length=7, choices=PERIOD_CHOICES)
    key = models.CharField(max_length=12)
    starts_on = models.DateField()
    ends_on = models.DateField()
    note = models.CharField(_("note"), max_length=500, blank=True)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason for opening it again"), max_length=500, blank=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("closed period")
        verbose_name_plural = _("closed periods")
        ordering = ("-starts_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("scorecard", "kind", "key"),
                condition=Q(reopened_at__isnull=True),
                name="a_period_of_a_scorecard_is_closed_once",
            ),
            models.CheckConstraint(
                name="closed_periods_end_after_they_start",
                condition=Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="a_period_is_reopened_with_a_reason",
                condition=Q(reopened_at__isnull=True, reason="")
                | (Q(reopened_at__isnull=False) & ~Q(reason="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.scorecard_id} {self.key}"


class FrozenDays(models.Model):
    """Days (inclusive) of a rep on the closed scorecard: their daily totals stay as they were."""

    closing = models.ForeignKey(Closing, models.CASCADE, related_name="frozen_days")
    rep = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_day = models.DateField()
    to_day = models.DateField()

    class Meta:
        verbose_name = _("frozen days")
        verbose_name_plural = _("frozen days")
        constraints = (
            models.CheckConstraint(
                name="frozen_days_end_after_they_start", condition=Q(to_day__gte=F("from_day"))
            ),
        )

    def __str__(self) -> str:
        return f"rep {self.rep_id}: {self.from_day} to {self.to_day}"


class FrozenScore(models.Model):
    """A score as it stood when its period was closed, with all that explains it.

    Kept after a reopening too: it is what was paid by. `standing` holds the words and choices of
    that day that the score itself does not: names, version, thresholds. `lines` and `presence`
    are as in `Score`. `better`, `same` and `lower`: how many scores of the period stood above, on
    and below this one; `next_score` is the nearest better one (rule 24).
    """

    closing = models.ForeignKey(Closing, models.CASCADE, related_name="frozen_scores")
    rep = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    section_id = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10)
    period = models.CharField(max_length=7)
    key = models.CharField(max_length=12)
    starts_on = models.DateField()
    ends_on = models.DateField()
    score = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    points = models.DecimalField(max_digits=24, decimal_places=12)
    weight = models.DecimalField(max_digits=16, decimal_places=4)
    lines = models.JSONField()
    presence = models.JSONField()
    working_days = models.DecimalField(max_digits=7, decimal_places=3)
    present_days = models.DecimalField(max_digits=7, decimal_places=3)
    counted_from = models.DateField()
    counted_to = models.DateField()
    scored_at = models.DateTimeField()
    rank = models.PositiveIntegerField(null=True)
    ranked = models.PositiveIntegerField()
    better = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    lower = models.PositiveIntegerField()
    next_score = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    standing = models.JSONField()

    class Meta:
        verbose_name = _("frozen score")
        verbose_name_plural = _("frozen scores")
        constraints = (
            models.UniqueConstraint(
                fields=("closing", "rep", "section_id", "key"),
                name="one_frozen_score_per_closing_rep_section_and_key",
            ),
        )
        indexes = (models.Index(fields=("rep", "ends_on"), name="frozen_scores_by_rep"),)

    def __str__(self) -> str:
        return f"{self.rep_id} {self.key}: {self.score}"


class LateDay(models.Model):
    """Facts of this day were added, changed or withdrawn after it was closed.

    The stored totals are what they were; the facts now add up to something else.
    """

    closing = models.ForeignKey(Closing, models.CASCADE, related_name="late_days")
    rep = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField()
    noticed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("late day")
        verbose_name_plural = _("late days")
        constraints = (
            models.UniqueConstraint(
                fields=("closing", "rep", "day"), name="a_late_day_is_noticed_once"
            ),
        )

    def __str__(self) -> str:
        return f"rep {self.rep_id}: {self.day}"
