"""What can be counted about a rep."""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class MetricQuerySet(models.QuerySet["Metric"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def logged(self) -> Self:
        return self.filter(is_active=True, from_opportunities=False)


class Metric(models.Model):
    """A thing counted or measured; the ready-made ones come from the KPI catalogue.

    `aggregation` says how a period's value comes from its facts (rule 10);
    `from_opportunities` metrics are also fed by opportunities on the day they open or close.
    """

    class Unit(models.TextChoices):
        COUNT = "count", _("count")
        MONEY = "money", _("money")
        MINUTES = "minutes", _("minutes")
        DAYS = "days", _("days")
        YEARS = "years", _("years")
        SCORE = "score", _("score")
        PERCENT = "percent", _("percent")

    class Kind(models.TextChoices):
        ACTIVITY = "activity", _("activity")
        OBJECTIVE = "objective", _("objective")
        MONEY = "money", _("money")

    class Timing(models.TextChoices):
        LEAD = "lead", _("leading")
        LAG = "lag", _("lagging")

    class Aggregation(models.TextChoices):
        SUM = "sum", _("sum of the quantities")
        COUNT = "count", _("number of entries")
        AVERAGE = "average", _("average of the quantities")
        LATEST = "latest", _("latest reported value")

    class Direction(models.TextChoices):
        HIGHER = "higher", _("higher is better")
        LOWER = "lower", _("lower is better")

    class Impact(models.TextChoices):
        HIGH = "high", _("high")
        LOW = "low", _("low")

    class Necessity(models.TextChoices):
        MUST = "must", _("must")
        SHOULD = "should", _("should")
        NICE = "nice", _("nice to have")

    slug = models.CharField(
        _("short name"),
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9_]*$", _("Use small letters, digits and _, beginning with a letter.")
            )
        ],
    )
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("what it counts"), max_length=200, blank=True)
    unit = models.CharField(_("unit"), max_length=8, choices=Unit, default=Unit.COUNT)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ACTIVITY)
    timing = models.CharField(_("lead or lag"), max_length=4, choices=Timing, default=Timing.LEAD)
    aggregation = models.CharField(
        _("value of a period"), max_length=8, choices=Aggregation, default=Aggregation.SUM
    )
    direction = models.CharField(
        _("direction"), max_length=6, choices=Direction, default=Direction.HIGHER
    )
    impact = models.CharField(_("impact"), max_length=4, choices=Impact, default=Impact.HIGH)
    necessity = models.CharField(
        _("necessity"), max_length=6, choices=Necessity, default=Necessity.SHOULD
    )
    from_opportunities = models.BooleanField(_("counted from opportunities"), default=False)
    is_active = models.BooleanField(_("switched on"), default=True)
    is_ready_made = models.BooleanField(default=False, editable=False)
    position = models.PositiveSmallIntegerField(_("order"), default=100)

    objects = MetricQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("metric")
        verbose_name_plural = _("metrics")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def in_sentence(self) -> str:
        """The name in the middle of a sentence: "deals won", but "SQLs" as it is."""
        is_word = self.name[1:2].islower() or self.name[1:3].startswith("-")
        return self.name[0].lower() + self.name[1:] if is_word else self.name
