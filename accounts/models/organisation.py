"""The one organisation of an installation and the choices that hold for all of it."""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Organisation(models.Model):
    """A single row (id 1): edited in the setup, read with `Organisation.current()`."""

    class WeekStart(models.IntegerChoices):
        MONDAY = 0, _("Monday (ISO weeks)")
        SUNDAY = 6, _("Sunday")

    class Transparency(models.TextChoices):
        ALL = "all", _("Everybody sees everybody")
        TEAM = "team", _("Reps see their own team")
        TOP = "top", _("Reps see the first places and themselves")
        ANONYMOUS = "anonymous", _("Reps see the others without names")

    class Closes(models.TextChoices):
        NEVER = "", _("never, only by hand")
        WEEK = "week", _("each week")
        MONTH = "month", _("each month")
        QUARTER = "quarter", _("each quarter")

    name = models.CharField(_("name"), max_length=120, default="My organisation")
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="USD",
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Use a three-letter code such as EUR."))],
        help_text=_("Three-letter code, such as EUR or USD."),
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    week_start = models.PositiveSmallIntegerField(
        _("week starts on"), choices=WeekStart, default=WeekStart.MONDAY
    )
    fiscal_start_month = models.PositiveSmallIntegerField(
        _("fiscal year starts in month"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=_("1 = January. Quarters and years follow it."),
    )
    work_starts = models.TimeField(_("working hours from"), default=time(9))
    work_ends = models.TimeField(_("working hours to"), default=time(17))
    ahead_from = models.DecimalField(
        _("ahead from pace"), max_digits=5, decimal_places=3, default=Decimal("1.1")
    )
    on_track_from = models.DecimalField(
        _("on track from pace"), max_digits=5, decimal_places=3, default=Decimal(1)
    )
    at_risk_from = models.DecimalField(
        _("at risk from pace"), max_digits=5, decimal_places=3, default=Decimal("0.8")
    )
    time_off_lowers_quotas = models.BooleanField(
        _("time off lowers quotas"),
        default=True,
        help_text=_("Days off owe nothing; otherwise only days before joining or after leaving."),
    )
    closes = models.CharField(
        _("periods close by themselves"),
        max_length=7,
        choices=Closes,
        blank=True,
        default=Closes.NEVER,
    )
    closes_after_days = models.PositiveSmallIntegerField(
        _("working days after the end"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    closes_from = models.DateField(
        _("first day of what closes by itself"),
        null=True,
        blank=True,
        help_text=_("Periods that ended before stay open until somebody closes them."),
    )
    transparency = models.CharField(
        _("leaderboards"), max_length=12, choices=Transparency, default=Transparency.ALL
    )
    transparent_places = models.PositiveSmallIntegerField(
        _("first places shown"), default=10, help_text=_("For “first places” above.")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisation")
        constraints = (
            models.CheckConstraint(name="there_is_one_organisation", condition=Q(pk=1)),
            models.CheckConstraint(
                name="working_hours_end_after_they_start",
                condition=Q(work_ends__gt=F("work_starts")),
            ),
            models.CheckConstraint(
                name="status_thresholds_rise",
                condition=Q(ahead_from__gte=F("on_track_from"))
                & Q(on_track_from__gte=F("at_risk_from")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Organisation":
        """The settings row; made with its defaults when an installation has none yet."""
        return cls.objects.get_or_create(pk=1)[0]

    def day_of(self, moment: datetime) -> date:
        """The day it is where the organisation is."""
        return moment.astimezone(self.zone).date()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
