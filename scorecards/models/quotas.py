"""Quotas: what a rep or a team owes of a metric, month by month, as managers published it."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Team
from scorecards.models.metrics import Metric


class SeasonalProfile(models.Model):
    """How a year's amount falls on its months: twelve relative weights, January first (rule 29).

    `weights` holds strings of decimals, none below 0, not all 0. They belong to calendar
    months, so that another fiscal start moves nothing.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    weights = models.JSONField(_("weights of the months"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("seasonal profile")
        verbose_name_plural = _("seasonal profiles")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class QuotaChangeQuerySet(models.QuerySet["QuotaChange"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def drafts(self) -> Self:
        return self.filter(published_at__isnull=True)


class QuotaChange(models.Model):
    """A sheet of quotas: a draft while it is edited, a page of the history once published.

    The sheet of a team holds its own row, its members and the teams right below it; the sheet
    without a team holds the teams at the top. `cells` maps "rep-7" or "team-3" to twelve strings
    of decimals (None: no quota) from the fiscal year's first month on; the rows that publication
    changed are the `quotas`, and hold from `starts_on`.
    """

    class Origin(models.TextChoices):
        SHEET = "sheet", _("quota sheet")
        IMPORT = "import", _("import")
        API = "api", _("API")
        PLAN = "plan", _("plan")

    class Spread(models.TextChoices):
        EQUAL = "equal", _("equal parts")
        WORKING_DAYS = "working_days", _("by working days")
        SEASONAL = "seasonal", _("seasonal profile")

    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="quota_changes"
    )
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="quota_changes")
    year_starts_on = models.DateField(_("year from"))
    origin = models.CharField(_("made by way of"), max_length=6, choices=Origin)
    spread = models.CharField(_("spread"), max_length=12, choices=Spread, default=Spread.EQUAL)
    profile = models.ForeignKey(
        SeasonalProfile, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ramp = models.JSONField(_("ramp"), default=list, blank=True)
    cells = models.JSONField(default=dict)
    starts_on = models.DateField(_("in force from"), null=True, blank=True)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = QuotaChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of quotas")
        verbose_name_plural = _("changes of quotas")
        ordering = ("-published_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("team", "metric", "year_starts_on"),
                condition=Q(published_at__isnull=True, team__isnull=False),
                name="one_quota_draft_per_team_metric_and_year",
            ),
            models.UniqueConstraint(
                fields=("metric", "year_starts_on"),
                condition=Q(published_at__isnull=True, team__isnull=True),
                name="one_quota_draft_of_the_top_per_metric_and_year",
            ),
            models.CheckConstraint(
                name="published_quotas_have_a_first_day",
                condition=Q(published_at__isnull=True) | Q(starts_on__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.metric_id} {self.year_starts_on}: {self.team_id or 'top'}"

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class QuotaQuerySet(models.QuerySet["Quota"]):
    def in_order(self) -> Self:
        """In the order of publication: of the rows that have begun the last one is in force."""
        return self.order_by("month", "id")

    def of(self, *, reps: Iterable[int] = (), teams: Iterable[int] = ()) -> Self:
        return self.filter(Q(rep_id__in=list(reps)) | Q(team_id__in=list(teams)))

    def in_months(self, first: date, last: date) -> Self:
        """Of the months that begin between the two days, both included."""
        return self.filter(month__gte=first, month__lte=last)


class Quota(models.Model):
    """What a rep or a team owes of a metric in one month, from a day on (rules 11, 12, 29, 30).

    Rows are only ever added: of those that have begun on a day, the one published last holds.
    Days before the first row owe nothing.
    An `amount` of None clears the month. `ramp`: the shares that newcomers owe by tenure month.
    """

    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="quotas"
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="quotas")
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="quotas")
    month = models.DateField(_("month"), help_text=_("Its first day."))
    amount = models.DecimalField(
        _("amount"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    ramp = models.JSONField(_("ramp"), default=list, blank=True)
    starts_on = models.DateField(_("in force from"))
    change = models.ForeignKey(QuotaChange, models.PROTECT, related_name="quotas")

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ("month", "starts_on", "id")
        constraints = (
            models.CheckConstraint(
                name="quotas_are_owed_by_a_rep_or_a_team",
                condition=Q(rep__isnull=False, team__isnull=True)
                | Q(rep__isnull=True, team__isnull=False),
            ),
            models.CheckConstraint(
                name="quotas_are_not_negative",
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
            ),
            models.CheckConstraint(
                name="quota_months_begin_on_the_first", condition=Q(month__day=1)
            ),
        )
        indexes = (
            models.Index(fields=("metric", "month", "rep"), name="quotas_of_reps"),
            models.Index(fields=("metric", "month", "team"), name="quotas_of_teams"),
        )

    def __str__(self) -> str:
        return f"{self.rep_id or self.team_id} {self.metric_id} {self.month}: {self.amount}"


class Uplift(models.Model):
    """A level's rule: what the rows below a team owe together is its own quota plus a percentage.

    Kept, so that it can be drawn up anew after the team's own quota changed; drawing it up fills
    a draft and overwrites nothing. Without a team it stands for the sheet of the top, whose
    amount is `amount`.
    """

    class Share(models.TextChoices):
        EQUAL = "equal", _("equal parts")
        LAST_YEAR = "last_year", _("by last year's results")
        PRESENT = "present", _("as the present quotas are")

    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="uplifts")
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="uplifts")
    year_starts_on = models.DateField(_("year from"))
    percent = models.DecimalField(_("adds percent"), max_digits=7, decimal_places=3)
    share = models.CharField(_("divided"), max_length=9, choices=Share, default=Share.PRESENT)
    amount = models.DecimalField(
        _("amount of the whole"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Only for the sheet of the top, which has no quota of its own."),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("uplift")
        verbose_name_plural = _("uplifts")
        ordering = ("team", "metric", "year_starts_on")
        constraints = (
            models.UniqueConstraint(
                fields=("team", "metric", "year_starts_on"),
                condition=Q(team__isnull=False),
                name="one_uplift_per_team_metric_and_year",
            ),
            models.UniqueConstraint(
                fields=("metric", "year_starts_on"),
                condition=Q(team__isnull=True),
                name="one_uplift_of_the_top_per_metric_and_year",
            ),
            models.CheckConstraint(name="uplifts_leave_something", condition=Q(percent__gt=-100)),
            models.CheckConstraint(
                name="only_the_top_has_an_amount_of_its_own",
                condition=Q(team__isnull=True) | Q(amount__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.team_id or 'top'} {self.metric_id}: {self.percent:+} %"
