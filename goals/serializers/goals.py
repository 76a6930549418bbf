"""Goals and check-ins: what a program sends, asks for and is told."""

from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.serializers.keys import KeyField, VisibleRepField, VisibleTeamField
from goals.models import CheckIn, Goal
from goals.queries.goal_terms import WrittenMilestone
from goals.queries.goals import STATES, GoalRow
from scorecards.models import Metric
from scorecards.scoring.pace import Status
from scorecards.serializers.numbers import ExactField
from scorecards.serializers.rows import Strict

_STATUSES = [(status.value, status.value) for status in Status]
_SHARES = "A share is 0.28 for 28%."


class GoalQuery(serializers.Serializer[None]):
    """Which goals are asked for."""

    state = serializers.ChoiceField(STATES, default="open")
    rep = VisibleRepField(required=False, help_text="E-mail, external id or id of a person.")
    team = VisibleTeamField(
        required=False, help_text="External id or id of a team: the goals of the team itself."
    )


class GoalSerializer(serializers.Serializer[Any]):
    """A goal with how far it is. Amounts are text, shares numbers; null is unknown."""

    id = serializers.IntegerField(source="goal.pk")
    statement = serializers.CharField(source="goal.statement")
    person = serializers.IntegerField(
        source="goal.person_id", allow_null=True, help_text="Id; null with a null team: company."
    )
    team = serializers.IntegerField(source="goal.team_id", allow_null=True)
    shape = serializers.ChoiceField(Goal.Shape.choices, source="goal.shape")
    metric = serializers.SerializerMethodField()
    unit = serializers.CharField(source="figures.unit")
    start = ExactField(source="figures.start")
    target = ExactField(source="figures.target", help_text=_SHARES)
    starts_on = serializers.DateField(source="goal.starts_on")
    due_on = serializers.DateField(source="goal.due_on")
    rhythm = serializers.ChoiceField(Goal.Rhythm.choices, source="goal.rhythm")
    recurrence = serializers.ChoiceField(Goal.Recurrence.choices, source="goal.recurrence")
    visibility = serializers.ChoiceField(Goal.Visibility.choices, source="goal.visibility")
    driver = serializers.ChoiceField(Goal.Driver.choices, source="goal.driver")
    actual = ExactField(source="figures.actual", allow_null=True)
    progress = serializers.FloatField(
        source="figures.progress", allow_null=True, help_text="1 is the target; not capped."
    )
    elapsed = serializers.FloatField(
        source="figures.elapsed", help_text="The share of the working days that is over."
    )
    expected = ExactField(
        source="figures.expected", allow_null=True, help_text="Where the straight path is now."
    )
    status = serializers.ChoiceField(_STATUSES, source="figures.status", allow_null=True)
    pace_status = serializers.ChoiceField(
        _STATUSES, source="figures.pace_status", allow_null=True, help_text="What pace alone says."
    )
    days_met = serializers.IntegerField(source="figures.days_met")
    days_counted = serializers.IntegerField(source="figures.days_counted")
    streak = serializers.IntegerField(source="figures.streak")
    longest_streak = serializers.IntegerField(source="figures.longest_streak")
    next_check_in = serializers.DateField(allow_null=True)
    parent: Any = serializers.IntegerField(source="goal.parent_id", allow_null=True)
    plan = serializers.IntegerField(source="goal.plan_id", allow_null=True)
    weak_because = serializers.CharField(source="goal.weak_because")
    outcome = serializers.CharField(source="goal.outcome", help_text="Empty while it is open.")
    lesson = serializers.CharField(source="goal.lesson")

    def get_metric(self, row: GoalRow) -> str | None:
        """The metric's short name."""
        return row.goal.metric.slug if row.goal.metric else None


class MilestoneSerializer(Strict):
    """A step of a goal that is made of milestones, in their order."""

    name = serializers.CharField(max_length=120)
    weight = ExactField(required=False, help_text="1 unless told otherwise.")
    due_on = serializers.DateField(required=False, allow_null=True)


class GoalWriteSerializer(Strict):
    """What a goal says; fields left out stay as they are, or take their defaults."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "metric": _("There is no such metric."),
        "parent": _("There is no such goal."),
        "plan": _("There is no such plan."),
    }

    statement = serializers.CharField(max_length=200)
    person = KeyField(required=False, allow_null=True, help_text="E-mail, external id or id.")
    team = KeyField(required=False, allow_null=True, help_text="External id or id.")
    shape = serializers.ChoiceField(Goal.Shape.choices)
    metric = serializers.CharField(required=False, allow_null=True, help_text="Short name.")
    out_of = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Short names; makes it a share."
    )
    start = ExactField(required=False, allow_null=True)
    target = ExactField(required=False, allow_null=True, help_text=_SHARES)
    unit = serializers.CharField(required=False, allow_blank=True, max_length=20)
    starts_on = serializers.DateField()
    due_on = serializers.DateField()
    rhythm = serializers.ChoiceField(Goal.Rhythm.choices, required=False)
    recurrence = serializers.ChoiceField(Goal.Recurrence.choices, required=False)
    visibility = serializers.ChoiceField(Goal.Visibility.choices, required=False)
    driver = serializers.ChoiceField(Goal.Driver.choices, required=False)
    weight = ExactField(required=False)
    parent: Any = serializers.IntegerField(
        required=False, allow_null=True, help_text="Id of a goal."
    )
    plan: Any = serializers.IntegerField(required=False, allow_null=True, help_text="Id of a plan.")
    serves_quota = serializers.CharField(
        required=False, allow_null=True, help_text="Short name of the metric that is owed."
    )
    counts_over_full = serializers.BooleanField(required=False)
    milestones = MilestoneSerializer(
        many=True, required=False, help_text="All of them: those left out are taken away."
    )
    weak_because = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=300,
        help_text="Needed where one of the five letters is weak; the refusal names them.",
    )

    def fields_of(self) -> dict[str, Any]:
        """What the actions take: rows for names. `context` has what may be named."""
        given = dict(self.validated_data)
        if "metric" in given:
            given["metric"] = self._metric(given["metric"]) if given["metric"] else None
        if "out_of" in given:
            given["out_of"] = tuple(self._metric(slug) for slug in given["out_of"])
        if "serves_quota" in given:
            slug = given["serves_quota"]
            given["serves_quota"] = self._metric(slug, "serves_quota") if slug else None
        for name in ("parent", "plan"):
            if name in given:
                given[name] = self._row(name, given[name])
        if "milestones" in given:
            given["milestones"] = tuple(map(_written, given["milestones"]))
        return given

    def _metric(self, slug: str, field: str = "metric") -> Metric:
        found = Metric.objects.filter(slug=slug).first()
        if found is None:
            raise ValidationError({field: [self.error_messages["metric"]]}, "unknown")
        return found

    def _row(self, name: str, pk: int | None) -> Any:
        """The goal or the plan, among those that may be named."""
        if pk is None:
            return None
        found = self.context[name].filter(pk=pk).first()
        if found is None:
            raise ValidationError({name: [self.error_messages[name]]}, "unknown")
        return found


def _written(step: dict[str, Any]) -> WrittenMilestone:
    return step["name"], step.get("weight", Decimal(1)), step.get("due_on")


class CheckInSerializer(serializers.ModelSerializer[CheckIn]):
    """What was said about a goal."""

    value = ExactField(allow_null=True)

    class Meta:
        model = CheckIn
        fields = ("id", "day", "by", "value", "confidence", "note", "blockers")


class CheckInWriteSerializer(Strict):
    """What is said now. The status a person said before ends with it."""

    value = ExactField(
        required=False, allow_null=True, help_text="Where nothing else reports the figure; 1 or 0."
    )
    confidence = serializers.ChoiceField(
        CheckIn.Confidence.choices, help_text="1 will not make it … 5 sure."
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    blockers = serializers.CharField(required=False, allow_blank=True, max_length=500)
    status = serializers.ChoiceField(
        [("", ""), *Goal.Status.choices], required=False, help_text="Of one's own, with a reason."
    )
    because = serializers.CharField(required=False, allow_blank=True, max_length=300)
