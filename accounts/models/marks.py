"""What must be computed anew: written in the transaction of the change that calls for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class StaleMark(models.Model):
    """Days (inclusive) of a rep whose totals (`facts_changed`) or only scores are out of date.

    Marks are only ever added and deleted, never merged: a worker takes away exactly
    the marks it reads, so a fact that commits meanwhile keeps a mark of its own.

    `bulk`: part of work for many people or a long time; workers that score what somebody
    has just logged leave it to the others.
    """

    rep = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="stale_marks")
    from_day = models.DateField()
    to_day = models.DateField()
    facts_changed = models.BooleanField()
    bulk = models.BooleanField(default=False)
    marked_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        indexes = (
            models.Index(fields=("rep",), condition=Q(bulk=False), name="marks_that_cannot_wait"),
        )
        constraints = (
            models.CheckConstraint(
                name="stale_days_end_after_they_start", condition=Q(to_day__gte=F("from_day"))
            ),
        )

    def __str__(self) -> str:
        return f"rep {self.rep_id}: {self.from_day} to {self.to_day}"
