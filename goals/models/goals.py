"""SMART goals and what is said about them on the way."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Team
from goals.models.plans import Plan
from scorecards.models import Metric


class Goal(models.Model):
    """What a person, a team or the company (neither) aims for by a day.

    `shape` says how the actual is read:

    * total – the metric's value from `starts_on` on, added to `start` ("three referrals");
    * level – a figure that moves from `start` to `target`: a metric's own value, the share of
      `metric` in `out_of` (Σ ÷ Σ since `starts_on`, 0.28 is 28 %), or what check-ins report;
    * daily – `target` a working day ("50 calls a day"): days met ÷ days;
    * milestones – the weights of those that are done;
    * outcome – yes or no, said at a check-in or at the end.

    Without a metric the actual is what check-ins report. A closed goal keeps the actual and the
    progress it ended with.
    """

    class Shape(models.TextChoices):
        TOTAL = "total", _("reach a total")
        LEVEL = "level", _("move a figure")
        DAILY = "daily", _("so many every working day")
        MILESTONES = "milestones", _("milestones")
        OUTCOME = "outcome", _("yes or no")

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("every week")
        FORTNIGHTLY = "fortnightly", _("every two weeks")
        MONTHLY = "monthly", _("every month")
        NEVER = "never", _("no check-ins")

    class Recurrence(models.TextChoices):
        NEVER = "never", _("once")
        WEEKLY = "weekly", _("every week")
        MONTHLY = "monthly", _("every month")
        QUARTERLY = "quarterly", _("every quarter")

    class Visibility(models.TextChoices):
        PRIVATE = "private", _("the owner and their managers")
        TEAM = "team", _("the owner's team")
        COMPANY = "company", _("everybody")

    class Driver(models.TextChoices):
        OWN = "own", _("its own figure")
        CHILDREN = "children", _("the goals below it")

    class Outcome(models.TextChoices):
        MET = "met", _("met")
        MISSED = "missed", _("missed")
        DROPPED = "dropped", _("dropped")

    class Status(models.TextChoices):
        AHEAD = "ahead", _("ahead")
        ON_TRACK = "on_track", _("on track")
        AT_RISK = "at_risk", _("at risk")
        BEHIND = "behind", _("behind")

    statement = models.CharField(_("goal in one sentence"), max_length=200)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="goals",
        verbose_name=_("person"),
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("team")
    )
    shape = models.CharField(_("shape"), max_length=10, choices=Shape)
    metric = models.ForeignKey(
        Metric,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="goals",
        verbose_name=_("metric"),
    )
    out_of = models.ManyToManyField(
        Metric, related_name="+", blank=True, verbose_name=_("as a share of")
    )
    start = models.DecimalField(_("start"), max_digits=18, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(
        _("target"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    unit = models.CharField(
        _("unit"), max_length=20, blank=True, help_text=_("Of a figure that check-ins report.")
    )
    starts_on = models.DateField(_("from"))
    due_on = models.DateField(_("due"))
    rhythm = models.CharField(_("check-ins"), max_length=11, choices=Rhythm, default=Rhythm.WEEKLY)
    recurrence = models.CharField(
        _("repeats"), max_length=9, choices=Recurrence, default=Recurrence.NEVER
    )
    former = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="successors"
    )
    visibility = models.CharField(
        _("who sees it"), max_length=7, choices=Visibility, default=Visibility.TEAM
    )
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of the goal"),
    )
    plan = models.ForeignKey(
        Plan,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="goals",
        verbose_name=_("part of the plan"),
    )
    serves_quota = models.ForeignKey(
        Metric,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("serves the quota of"),
    )
    driver = models.CharField(_("moved by"), max_length=8, choices=Driver, default=Driver.OWN)
    weight = models.DecimalField(
        _("weight in the goal above"),
        max_digits=9,
        decimal_places=3,
        default=1,
        validators=[MinValueValidator(0)],
    )
    counts_over_full = models.BooleanField(
        _("more than 100% counts above"),
        default=False,
        help_text=_("In the goal above; otherwise it counts as 100% at most."),
    )
    weak_because = models.CharField(_("why it is saved all the same"), max_length=300, blank=True)
    said_status = models.CharField(
        _("status said by a person"), max_length=8, choices=Status, blank=True
    )
    said_because = models.CharField(_("because"), max_length=300, blank=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome, blank=True)
    lesson = models.CharField(_("what we learned"), max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    final_actual = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    final_progress = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords(m2m_fields=[out_of])

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ("due_on", "id")
        constraints = (
            models.CheckConstraint(
                name="a_goal_has_one_owner_or_the_company",
                condition=Q(person__isnull=True) | Q(team__isnull=True),
            ),
            models.CheckConstraint(
                name="goals_are_due_after_they_start", condition=Q(due_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="goals_with_a_figure_have_a_way_to_go",
                condition=Q(shape__in=("milestones", "outcome"))
                | Q(shape="daily", target__gt=0)
                | (Q(start__isnull=False, target__isnull=False) & ~Q(target=F("start"))),
            ),
            models.CheckConstraint(
                name="closed_goals_have_an_outcome",
                condition=Q(closed_at__isnull=True, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="a_status_said_by_a_person_has_a_reason",
                condition=Q(said_status="") | ~Q(said_because=""),
            ),
            models.CheckConstraint(
                name="weights_in_the_goal_above_are_not_negative", condition=Q(weight__gte=0)
            ),
        )
        indexes = (
            models.Index(fields=("person", "closed_at"), name="goals_of_people"),
            models.Index(fields=("team", "closed_at"), name="goals_of_teams"),
        )

    def __str__(self) -> str:
        return self.statement

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Milestone(models.Model):
    """A step of a goal; its weight is its part of the progress."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="milestones")
    name = models.CharField(_("milestone"), max_length=120)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    weight = models.DecimalField(
        _("weight"), max_digits=9, decimal_places=3, default=1, validators=[MinValueValidator(0)]
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                name="milestone_weights_are_above_zero", condition=Q(weight__gt=0)
            ),
        )

    def __str__(self) -> str:
        return self.name


class CheckIn(models.Model):
    """What was said about a goal on a day; the value where nothing else reports it."""

    class Confidence(models.IntegerChoices):
        LOST = 1, _("will not make it")
        DOUBTFUL = 2, _("doubtful")
        EVEN = 3, _("could go either way")
        LIKELY = 4, _("likely")
        SURE = 5, _("sure")

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="check_ins")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    day = models.DateField(_("on"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    confidence = models.PositiveSmallIntegerField(_("confidence"), choices=Confidence)
    note = models.TextField(_("note"), blank=True, max_length=2000)
    blockers = models.CharField(_("what is in the way"), max_length=500, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ("-day", "-id")
        indexes = (models.Index(fields=("goal", "-day"), name="check_ins_by_day"),)

    def __str__(self) -> str:
        return f"{self.goal_id} on {self.day}"
