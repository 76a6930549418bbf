"""Scorecards: what earns points, for whom, from when."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import JobRole, Team
from scorecards.models.metrics import Metric
from scorecards.periods import PeriodKind

PERIOD_CHOICES = [
    (PeriodKind.DAY, _("day")),
    (PeriodKind.WEEK, _("week")),
    (PeriodKind.MONTH, _("month")),
    (PeriodKind.QUARTER, _("quarter")),
    (PeriodKind.YEAR, _("year")),
]


class Scorecard(models.Model):
    """A named set of benchmarks; what it says at a time is its version of then.

    `owner_team`: the managers of that team (and of those above it) may edit the
    scorecard; without one only admins may.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    owner_team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kept by")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class VersionQuerySet(models.QuerySet["Version"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def drafts(self) -> Self:
        return self.filter(published_at__isnull=True)


class Version(models.Model):
    """A scorecard as it holds from the first period starting on or after `starts_on` (rule 12).

    `ramp` holds the shares of the target in a newcomer's tenure months (rule 11, 30),
    as strings of decimals: ["0.25", "0.5"]; afterwards the share is 1.
    """

    scorecard = models.ForeignKey(Scorecard, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    starts_on = models.DateField(_("in force from"))
    ramp = models.JSONField(_("ramp"), default=list, blank=True)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = VersionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ("scorecard", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("scorecard", "number"), name="version_numbers_differ_in_one_scorecard"
            ),
            models.UniqueConstraint(
                fields=("scorecard",),
                condition=Q(published_at__isnull=True),
                name="one_draft_per_scorecard",
            ),
        )

    def __str__(self) -> str:
        return f"{self.scorecard} v{self.number}"

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class Section(models.Model):
    """Activities or objectives of a version, each with its own period (rule 8)."""

    class Kind(models.TextChoices):
        ACTIVITIES = "activities", _("Activities")
        OBJECTIVES = "objectives", _("Objectives")

    version = models.ForeignKey(Version, models.CASCADE, related_name="sections")
    kind = models.CharField(_("section"), max_length=10, choices=Kind)
    period = models.CharField(_("period"), max_length=7, choices=PERIOD_CHOICES)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ("version", "kind")
        constraints = (
            models.UniqueConstraint(
                fields=("version", "kind"), name="one_section_per_version_and_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.version} {self.kind}"


class Benchmark(models.Model):
    """A metric on a scorecard: target and weight, optional gates (rules 1 to 5, 13, 15).

    `weekday_profile` (seven strings of decimals, Monday first): a daily section's
    targets by weekday, otherwise how a longer period's target spreads over weekdays.
    `from_quota`: the target is what the rep's quota owes for the period (rule 11).
    """

    section = models.ForeignKey(Section, models.CASCADE, related_name="benchmarks")
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="benchmarks")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    target = models.DecimalField(
        _("target"), max_digits=18, decimal_places=4, validators=[MinValueValidator(0)]
    )
    weight = models.DecimalField(
        _("weight"), max_digits=12, decimal_places=4, validators=[MinValueValidator(0)]
    )
    start_gate = models.DecimalField(
        _("earns from"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    stop_gate = models.DecimalField(
        _("earns up to"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    weekday_profile = models.JSONField(_("by weekday"), null=True, blank=True)
    prorated = models.BooleanField(_("shrinks with days off"), default=True)
    from_quota = models.BooleanField(
        _("target from the quota"),
        default=False,
        help_text=_("The target above stands in where the rep has no quota."),
    )

    class Meta:
        verbose_name = _("benchmark")
        verbose_name_plural = _("benchmarks")
        ordering = ("section", "position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("section", "metric"), name="one_benchmark_per_section_and_metric"
            ),
            models.CheckConstraint(
                name="targets_and_weights_are_not_negative",
                condition=Q(target__gte=0) & Q(weight__gte=0),
            ),
            models.CheckConstraint(
                name="earning_stops_after_it_starts",
                condition=Q(start_gate__isnull=True)
                | Q(stop_gate__isnull=True)
                | Q(stop_gate__gte=F("start_gate")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.section}: {self.metric_id}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def overlapping(self, starts: date, ends: date) -> Self:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts), starts_on__lte=ends)


class Assignment(models.Model):
    """Who is on a scorecard, and when: a person before their team before their job role."""

    scorecard = models.ForeignKey(Scorecard, models.CASCADE, related_name="assignments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="assignments"
    )
    team = models.ForeignKey(
        Team, models.CASCADE, null=True, blank=True, related_name="assignments"
    )
    job_role = models.ForeignKey(
        JobRole, models.CASCADE, null=True, blank=True, related_name="assignments"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ("scorecard", "starts_on", "id")
        constraints = (
            models.CheckConstraint(
                name="assigned_to_a_person_or_a_team_or_a_job_role",
                condition=Q(user__isnull=False, team__isnull=True, job_role__isnull=True)
                | Q(user__isnull=True, team__isnull=False, job_role__isnull=True)
                | Q(user__isnull=True, team__isnull=True, job_role__isnull=False),
            ),
            models.CheckConstraint(
                name="assignments_end_after_they_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.scorecard} for {self.user or self.team or self.job_role}"


class OverrideQuerySet(models.QuerySet["Override"]):
    def overlapping(self, starts: date, ends: date) -> Self:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts), starts_on__lte=ends)


class Override(models.Model):
    """One rep's own target for a metric, for some time (rule 11).

    `target` is for one `period`: it applies to benchmarks of sections of that length only.
    """

    rep = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="overrides")
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="overrides")
    period = models.CharField(_("per"), max_length=7, choices=PERIOD_CHOICES)
    target = models.DecimalField(
        _("target"), max_digits=18, decimal_places=4, validators=[MinValueValidator(0)]
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = OverrideQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        ordering = ("rep", "starts_on", "id")
        constraints = (
            models.CheckConstraint(
                name="overrides_end_after_they_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="override_targets_are_not_negative", condition=Q(target__gte=0)
            ),
        )

    def __str__(self) -> str:
        return f"{self.rep_id}: {self.metric_id} {self.target}"
