"""Why a period is closed, or opened again."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ClosingForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        help_text=_("Stands in the history, for example who agreed to the figures."),
    )


class ReopeningForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("Stays in the history of the period.")
    )
