"""Which goals the list shows, and in which order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goals.models import Goal
from goals.queries.goals import ORDERS, STATES, Wanted


class GoalFilterForm(forms.Form):
    """Everything has a default; what cannot be is as if it had not been asked."""

    q = forms.CharField(label=_("Search"), max_length=80, required=False)
    whose = forms.ChoiceField(label=_("Whose"), required=False)
    state = forms.ChoiceField(label=_("Shown"), choices=STATES, required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("Any status")), *Goal.Status.choices, ("none", _("No status"))],
        required=False,
    )
    order = forms.ChoiceField(label=_("Sorted by"), choices=ORDERS, required=False)

    def __init__(self, *args: Any, whose: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["whose"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 – tells the type
        field.choices = whose

    def wanted(self) -> Wanted:
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**given)
