"""Rows of milestones below the form of a goal."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from goals.actions.goal_rules import MOST_MILESTONES
from goals.queries.goal_terms import WrittenMilestone
from scorecards.forms.amounts import amount_field, plain

SPARE = 3
LONGEST_NUMBER = 4
PREFIX = "steps"


class StepForm(forms.Form):
    """One milestone; a row without a name is left out."""

    name = forms.CharField(label=_("Milestone"), required=False, max_length=120)
    weight = amount_field(label=_("Weight"), required=False, max_digits=9, decimal_places=3)
    due_on = DayField(label=_("Due"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("due_on") and not cleaned.get("name"):
            self.add_error("name", _("Name this milestone."))
        if cleaned.get("weight") == 0:
            self.add_error("weight", _("A weight above zero."))
        return cleaned


StepForms = forms.formset_factory(
    StepForm, extra=SPARE, max_num=MOST_MILESTONES, validate_max=True, absolute_max=200
)


def step_forms(steps: Sequence[WrittenMilestone]) -> Any:
    """Rows for these milestones and some spare ones."""
    rows = [
        {"name": name, "weight": plain(weight, places=3), "due_on": due}
        for name, weight, due in steps
    ]
    return StepForms(initial=rows, prefix=PREFIX)


def posted_step_forms(posted: Mapping[str, Any], *, more: bool) -> Any:
    """The rows that were sent, with some more when these were asked for."""
    sent = dict(posted.items())
    total = f"{PREFIX}-TOTAL_FORMS"
    if total not in sent:  # somebody who sends the goal alone
        sent |= {total: "0", f"{PREFIX}-INITIAL_FORMS": "0"}
    if more and str(sent[total]).isdecimal() and len(sent[total]) < LONGEST_NUMBER:
        sent[total] = str(int(sent[total]) + SPARE)
    return StepForms(sent, prefix=PREFIX)


def written_steps(steps: Any) -> tuple[WrittenMilestone, ...]:
    """What was understood; use after `is_valid`."""
    rows = [form.cleaned_data for form in steps.forms if hasattr(form, "cleaned_data")]
    return tuple(
        (row["name"], row.get("weight") or Decimal(1), row.get("due_on"))
        for row in rows
        if row.get("name")
    )
