"""What is said about a goal on its way, and at its end."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from goals.models import CheckIn, Goal
from scorecards.forms.amounts import amount_field

_YES_OR_NO = (("0", _("Not yet")), ("1", _("Yes, it is done")))
_BY_PACE = ("", _("As pace says"))


class StatusForm(forms.Form):
    """A status of one's own, with its reason; empty takes it back."""

    status = forms.ChoiceField(
        label=_("Status"), choices=[_BY_PACE, *Goal.Status.choices], required=False
    )
    because = forms.CharField(label=_("Because"), max_length=300, required=False)


class CheckInForm(StatusForm):
    """`asks`: "value" where check-ins report the figure, "outcome" for a yes or no, else ""."""

    value = amount_field(label=_("Where it is now"), required=False, min_value=None)
    reached = forms.ChoiceField(label=_("Reached"), choices=_YES_OR_NO, required=False)
    confidence = forms.TypedChoiceField(
        label=_("How sure are you to make it?"),
        choices=[("", _("Choose")), *reversed(CheckIn.Confidence.choices)],
        coerce=int,
    )
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    blockers = forms.CharField(label=_("What is in the way"), max_length=500, required=False)
    field_order = ("value", "reached", "confidence", "note", "blockers", "status", "because")

    def __init__(self, *args: Any, asks: str, unit: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        if asks != "value":
            del self.fields["value"]
        else:
            self.fields["value"].required = True
            self.fields["value"].help_text = unit
        if asks != "outcome":
            del self.fields["reached"]
        self.fields["status"].help_text = _(
            "Your own word holds until the next check-in and needs a reason."
        )

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        said = dict(self.cleaned_data)
        if "reached" in said:
            said["value"] = int(said.pop("reached") or 0)
        return said


class ClosureForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How did it end?"), choices=[("", _("Choose")), *Goal.Outcome.choices]
    )
    lesson = forms.CharField(
        label=_("What we learned"),
        max_length=500,
        required=False,
        help_text=_("One line for the next goal like this."),
    )


class ReopeningForm(forms.Form):
    reason = forms.CharField(label=_("Why does it go on?"), max_length=100)


class DoneForm(forms.Form):
    """When a milestone was done; nothing: it is not done after all."""

    done_on = DayField(label=_("Done on"), required=False)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["done_on"].initial = today


class ReminderForm(forms.Form):
    by_email = forms.BooleanField(required=False)
