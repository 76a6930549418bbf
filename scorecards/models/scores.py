"""Derived from the facts, and rebuilt from them by one command: totals and scores."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from scorecards.models.cards import Section
from scorecards.models.metrics import Metric
from scorecards.periods import Period
from scorecards.scoring.line_records import line_from_record
from scorecards.scoring.records import ScoredLine


class DailyTotal(models.Model):
    """What a rep's facts of a metric and day add up to."""

    # Found by the key of rep, day and metric.
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    metric = models.ForeignKey(Metric, models.CASCADE, related_name="+")
    day = models.DateField()
    total = models.DecimalField(max_digits=20, decimal_places=4)
    facts = models.PositiveIntegerField()
    latest = models.DecimalField(
        max_digits=18,
        decimal_places=4,
        null=True,
        help_text="The day's last reported value, for metrics of the aggregation latest.",
    )

    class Meta:
        verbose_name = _("daily total")
        verbose_name_plural = _("daily totals")
        constraints = (
            models.UniqueConstraint(
                fields=("rep", "day", "metric"), name="one_total_per_rep_metric_and_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.rep_id} {self.metric_id} {self.day}: {self.total}"


class ScoredPeriod(models.Model):
    """A period of a section: its scores are ranked among each other."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="scored_periods")
    key = models.CharField(max_length=12)
    starts_on = models.DateField(db_index=True)
    ends_on = models.DateField()

    class Meta:
        verbose_name = _("scored period")
        verbose_name_plural = _("scored periods")
        constraints = (
            models.UniqueConstraint(
                fields=("section", "key"), name="one_scored_period_per_section_and_key"
            ),
            models.CheckConstraint(
                name="scored_periods_end_after_they_start",
                condition=Q(ends_on__gte=F("starts_on")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.section_id} {self.key}"


class ScoreQuerySet(models.QuerySet["Score"]):
    def in_period(self, period: Period) -> Self:
        return self.filter(
            scored_period__key=period.key,
            scored_period__starts_on=period.starts,
            scored_period__ends_on=period.ends,
        )


class Score(models.Model):
    """A rep's section in a period: the score, and every line that it adds up from.

    Its rank is not stored: it is read from the scores of the same `scored_period`, so that
    one logged call writes one row, however many reps it overtakes.

    `lines` are records of `scoring.records.ScoredLine`. `presence` has one decimal string
    per day of the period (the rep's share of a working day), so that pace at any moment
    is arithmetic. `counted_from`/`counted_to` are the days on this scorecard (rule 14).
    """

    rep = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="scores")
    scored_period = models.ForeignKey(ScoredPeriod, models.CASCADE, related_name="scores")
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

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = (
            models.UniqueConstraint(
                fields=("scored_period", "rep"), name="one_score_per_rep_and_scored_period"
            ),
        )
        indexes = (models.Index(fields=("scored_period", "-score", "id"), name="scores_in_order"),)

    def __str__(self) -> str:
        return f"{self.rep_id} {self.scored_period_id}: {self.score}"

    @property
    def scored_lines(self) -> tuple[ScoredLine, ...]:
        return tuple(line_from_record(record) for record in self.lines)
