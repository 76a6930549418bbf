"""When people work: calendars of teams, closed days, time off (rule 14)."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Calendar(models.Model):
    """Weekdays worked and the public holidays of a country or region.

    `weekdays` holds the worked weekdays as digits, Monday 0 … Sunday 6: "01234".
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    weekdays = models.CharField(
        _("working weekdays"),
        max_length=7,
        default="01234",
        validators=[RegexValidator(r"^0?1?2?3?4?5?6?$", _("Use the digits 0 (Monday) to 6."))],
    )
    country = models.CharField(
        _("country of the public holidays"),
        max_length=2,
        blank=True,
        help_text=_("Two-letter code; empty: no public holidays."),
    )
    region = models.CharField(_("region"), max_length=10, blank=True)
    is_default = models.BooleanField(_("default calendar"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("is_default",), condition=Q(is_default=True), name="one_default_calendar"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def default(cls) -> "Calendar":
        """The calendar of teams that name none; Monday to Friday when nobody made one."""
        found = cls.objects.filter(is_default=True).first()
        # Two at once may make it: get_or_create lets the second one find the first's.
        return found or cls.objects.get_or_create(name="Standard", defaults={"is_default": True})[0]


class ClosedDay(models.Model):
    """An extra day on which nobody under the calendar works."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="closed_days")
    day = models.DateField(_("day"))
    name = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        ordering = ("day",)
        constraints = (
            models.UniqueConstraint(
                fields=("calendar", "day"), name="one_closed_day_per_calendar_and_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class TimeOffQuerySet(models.QuerySet["TimeOff"]):
    def overlapping(self, starts: date, ends: date) -> Self:
        return self.filter(starts_on__lte=ends, ends_on__gte=starts)


class TimeOff(models.Model):
    """Days (inclusive) on which a person is away, whole or half."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="time_off")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    half_days = models.BooleanField(_("half days"), default=False)
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    objects = TimeOffQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("time off")
        verbose_name_plural = _("time off")
        ordering = ("-starts_on", "id")
        constraints = (
            models.CheckConstraint(
                name="time_off_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                fields=("user", "starts_on", "ends_on"), name="one_time_off_per_person_and_days"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.starts_on} to {self.ends_on}"
