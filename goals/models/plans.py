"""North Star: a number for a year, and what it takes at every stage above it (rule 35)."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Team
from scorecards.models import Metric


class Plan(models.Model):
    """A money target for a team (none: the company) and whole months, worked backwards."""

    name = models.CharField(_("name"), max_length=120)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("team")
    )
    metric = models.ForeignKey(
        Metric, models.PROTECT, related_name="plans", verbose_name=_("money metric")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ("-starts_on", "name", "id")
        constraints = (
            models.CheckConstraint(
                name="plans_end_after_they_start", condition=Q(ends_on__gt=F("starts_on"))
            ),
        )

    def __str__(self) -> str:
        return self.name


class Scenario(models.Model):
    """One set of assumptions of a plan; the chosen one is what the plan tracks and publishes.

    `stages`, from the deal upwards: [{"metric": "deals_won", "rate": null}, {"metric":
    "opportunities_created", "rate": "0.25"}, …]; `rate` is the share of this stage that
    becomes the one before it in the list, null for the first, whose number is
    amount ÷ deal size; `several: true` confirms a rate over 1. `sources` says of "deal_size" and
    each stage's slug whether the figure was typed, or of how many it was taken: {"deal_size":
    {"typed": false, "sample": 412}}, and under "ramp" the newcomers' shares by tenure month.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="scenarios")
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    amount = models.DecimalField(
        _("amount"), max_digits=18, decimal_places=4, validators=[MinValueValidator(0)]
    )
    deal_size = models.DecimalField(
        _("average deal size"),
        max_digits=18,
        decimal_places=4,
        validators=[MinValueValidator(0)],
    )
    stages = models.JSONField(_("stages"))
    sources = models.JSONField(default=dict, blank=True)
    is_chosen = models.BooleanField(_("chosen"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ("plan", "position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("plan",), condition=Q(is_chosen=True), name="one_chosen_scenario_per_plan"
            ),
            models.CheckConstraint(
                name="plans_aim_at_something", condition=Q(amount__gt=0) & Q(deal_size__gt=0)
            ),
        )

    def __str__(self) -> str:
        return self.name
