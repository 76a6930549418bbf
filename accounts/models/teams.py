"""The tree of teams and who is in which one, and when."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from tree_queries.models import TreeNode

from accounts.models.calendars import Calendar


class Team(TreeNode):
    """A node of the tree. Its managers see and steer it and every team below it."""

    name = models.CharField(_("name"), max_length=120)
    managers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="managed_teams",
        blank=True,
        verbose_name=_("managers"),
    )
    calendar = models.ForeignKey(
        Calendar,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("calendar"),
        help_text=_("Empty: the calendar of the team above, at the top the default one."),
    )
    external_id = models.CharField(
        _("external id"), max_length=120, null=True, blank=True, unique=True
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("parent", "name"), name="team_names_differ_under_one_team"
            ),
            models.UniqueConstraint(
                fields=("name",),
                condition=Q(parent__isnull=True),
                name="team_names_differ_at_the_top",
            ),
        )

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> Self:
        return self.overlapping(day, day)

    def overlapping(self, starts: date, ends: date) -> Self:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts), starts_on__lte=ends)


class Membership(models.Model):
    """A person in a team from a day to a day (inclusive; no end: still there), rule 22.

    A person is in one team at a time: the action that moves people ends the former
    membership the day before; the database refuses a second open one.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("starts_on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("user",),
                condition=Q(ends_on__isnull=True),
                name="one_open_membership_per_person",
            ),
            models.UniqueConstraint(
                fields=("user", "starts_on"), name="one_membership_per_person_and_first_day"
            ),
            models.CheckConstraint(
                name="memberships_end_after_they_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"
