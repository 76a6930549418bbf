"""The form of a goal: shares are typed in percent, milestones in rows."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from accounts.models import User
from goals.access import goals_visible_to, plans_visible_to
from goals.forms.owners import LONGEST_ID, Owners, owner_value
from goals.models import Goal, Plan
from goals.queries.goal_terms import SHARE, GoalTerms, figure_unit
from goals.queries.parents import parents_for
from scorecards.forms.amounts import amount_field, plain
from scorecards.models import Metric

_HUNDRED = Decimal(100)
_VOLUMES = (Metric.Aggregation.SUM, Metric.Aggregation.COUNT)


class ParentField(forms.ModelChoiceField):
    """A goal above, with whose it is and until when; the `hidden` one (id) has no name."""

    hidden: int | None = None

    def label_from_instance(self, goal: Any) -> str:
        if goal.pk == self.hidden:
            return str(_("a goal that is not shown to you"))
        owner = goal.person or goal.team or _("Company")
        return f"{goal.statement} – {owner}, {goal.due_on:%Y-%m-%d}"


class PlanField(forms.ModelChoiceField):
    """A plan; the `hidden` one (id) has no name."""

    hidden: int | None = None

    def label_from_instance(self, plan: Any) -> str:
        return str(_("a plan that is not shown to you") if plan.pk == self.hidden else plan)


class MetricsField(forms.ModelMultipleChoiceField):
    """Any of the metrics; an id that no column holds is none of them, on SQLite too."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not str(key).isdecimal() or len(str(key)) > LONGEST_ID:
                code = "invalid_choice"
                raise ValidationError(self.error_messages[code], code=code, params={"value": key})
        return super().clean(value)


class GoalForm(forms.Form):
    """Everything of a goal but its milestones. `goal`: the one that is edited.

    Offers the owners whom the user may make goals for, and as goals above those that the user
    sees and whose owner stands above the one chosen.
    """

    owner = forms.ChoiceField(label=_("Whose goal"))
    shape = forms.ChoiceField(
        label=_("What kind of goal"), choices=Goal.Shape.choices, widget=forms.RadioSelect
    )
    metric = forms.ModelChoiceField(
        Metric.objects.none(),
        label=_("What is counted"),
        required=False,
        empty_label=_("Nothing: told at check-ins"),
    )
    out_of = MetricsField(
        Metric.objects.none(),
        label=_("As a share of"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("For a rate: choose everything that makes up the whole."),
    )
    start = amount_field(
        label=_("Start"),
        required=False,
        min_value=None,
        help_text=_("Empty: the present figure, for a total 0. A share in percent: 22 is 22%."),
    )
    target = amount_field(
        label=_("Target"),
        required=False,
        min_value=None,
        help_text=_("A daily goal: so many every working day. A share in percent."),
    )
    unit = forms.CharField(
        label=_("Unit"),
        required=False,
        max_length=20,
        help_text=_("Of a figure that is told at check-ins."),
    )
    statement = forms.CharField(
        label=_("The goal in one sentence"),
        required=False,
        max_length=200,
        help_text=_("Empty: the proposed sentence."),
    )
    starts_on = DayField(label=_("From"))
    due_on = DayField(label=_("Due"))
    rhythm = forms.ChoiceField(label=_("Check-ins"), choices=Goal.Rhythm.choices)
    recurrence = forms.ChoiceField(label=_("Repeats"), choices=Goal.Recurrence.choices)
    parent = ParentField(
        Goal.objects.none(),
        label=_("Part of the goal"),
        required=False,
        empty_label=_("No goal above"),
    )
    plan = PlanField(
        Plan.objects.none(), label=_("Part of the plan"), required=False, empty_label=_("No plan")
    )
    serves_quota = forms.ModelChoiceField(
        Metric.objects.none(),
        label=_("Serves the quota of"),
        required=False,
        empty_label=_("No quota"),
    )
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Goal.Visibility.choices)
    driver = forms.ChoiceField(label=_("Moved by"), choices=Goal.Driver.choices)
    weight = amount_field(
        label=_("Weight in the goal above"), required=False, max_digits=9, decimal_places=3
    )
    counts_over_full = forms.BooleanField(
        label=_("More than 100% counts as more above"), required=False
    )
    weak_because = forms.CharField(
        label=_("Why it is saved although a letter is weak"), required=False, max_length=300
    )

    def __init__(
        self, *args: Any, user: User, today: date, goal: Goal | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._user, self._owners = user, Owners(user, today=today, goal=goal)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)  # noqa: S101 – tells the type
        owner.choices = list(self._owners.choices())
        owed = {"aggregation__in": _VOLUMES, "direction": Metric.Direction.HIGHER}
        self._offer("metric", _metrics(goal))
        self._offer("out_of", _metrics(goal).filter(aggregation__in=_VOLUMES))
        self._offer("serves_quota", Metric.objects.active().filter(**owed))
        self._offer("plan", _plans(user, goal))
        self._offer("parent", self._parents(user, today, goal))
        if goal:
            self._hide(goal, user, today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        metric, out_of = cleaned.get("metric"), tuple(cleaned.get("out_of") or ())
        is_level = cleaned.get("shape") == Goal.Shape.LEVEL
        if is_level and metric and figure_unit(metric, out_of) == SHARE:
            for name in ("start", "target"):
                self._from_percent(name)
        return cleaned

    def terms(self) -> GoalTerms:
        """What the form says as far as it can be understood; use after `is_valid`.

        With an owner that is not on offer it is the user's own: nobody else's figures are shown.
        """
        said = dict(self.cleaned_data)
        owner = said.pop("owner", None)
        person, team = self._owners.found(owner) if owner else (self._user, None)
        weight = said.pop("weight", None)
        return GoalTerms(
            **{**said, "out_of": tuple(said.get("out_of") or ())},
            person=person,
            team=team,
            weight=Decimal(1) if weight is None else weight,
        )

    def _from_percent(self, name: str) -> None:
        typed = self.cleaned_data.get(name)
        if typed is None:
            return
        share = typed / _HUNDRED
        if share != round(share, 4):
            self.add_error(name, _("Two decimals at most: 22.25."))
        self.cleaned_data[name] = share

    def _hide(self, goal: Goal, user: User, today: date) -> None:
        """What the goal is part of may be out of sight for whoever edits it."""
        parent, plan = self.fields["parent"], self.fields["plan"]
        assert isinstance(parent, ParentField)  # noqa: S101 – tells the type
        assert isinstance(plan, PlanField)  # noqa: S101 – tells the type
        seen = goals_visible_to(user, today=today).filter(pk__in=[goal.parent_id])
        parent.hidden = None if seen.exists() else goal.parent_id
        read = plans_visible_to(user).filter(pk__in=[goal.plan_id])
        plan.hidden = None if read.exists() else goal.plan_id

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 – tells the type
        field.queryset = rows

    def _parents(self, user: User, today: date, goal: Goal | None) -> QuerySet[Goal]:
        """For the owner chosen; what a stored goal is part of stays on offer."""
        person, team = self._owners.found(str(self["owner"].value() or ""))
        offered = parents_for(user, person=person, team=team, today=today).values("pk")
        wanted = Q(pk__in=offered)
        if goal:
            wanted = wanted & ~Q(pk=goal.pk) | Q(pk=goal.parent_id)
        rows = Goal.objects.filter(wanted).select_related("person", "team")
        return rows.order_by("person__name", "team__name", "due_on", "pk")


def initial_of(terms: GoalTerms) -> dict[str, Any]:
    """The terms as one types them."""
    names = set(GoalTerms.__dataclass_fields__) - {"person", "team", "former", "milestones"}
    typed = {name: getattr(terms, name) for name in names}
    times = _HUNDRED if terms.is_share else Decimal(1)
    for name in ("start", "target"):
        amount = getattr(terms, name)
        typed[name] = "" if amount is None else plain(amount * times)
    return typed | {
        "owner": owner_value(terms),
        "weight": plain(terms.weight, places=3),
        "parent": terms.parent.pk if terms.parent else None,
    }


def _plans(user: User, goal: Goal | None) -> QuerySet[Plan]:
    wanted = Q(pk__in=plans_visible_to(user).values("pk"))
    if goal:
        wanted |= Q(pk=goal.plan_id)
    return Plan.objects.filter(wanted)


def _metrics(goal: Goal | None) -> QuerySet[Metric]:
    """Those switched on, and those that the goal counts already."""
    kept = Q(is_active=True)
    if goal:
        kept |= Q(pk=goal.metric_id) | Q(pk__in=goal.out_of.values("pk"))
    return Metric.objects.filter(kept)
