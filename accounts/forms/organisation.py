"""The form of the organisation's choices, and of the list of job roles."""

from typing import Any, ClassVar

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import time_zone_choices
from accounts.models import JobRole, Organisation

_TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OrganisationForm(forms.ModelForm):
    """Edits nothing by itself: `choices()` goes to the action."""

    THRESHOLDS: ClassVar = ("ahead_from", "on_track_from", "at_risk_from")

    class Meta:
        model = Organisation
        fields = (
            "name",
            "currency",
            "time_zone",
            "week_start",
            "fiscal_start_month",
            "work_starts",
            "work_ends",
            "ahead_from",
            "on_track_from",
            "at_risk_from",
            "time_off_lowers_quotas",
            "closes",
            "closes_after_days",
            "closes_from",
            "transparency",
            "transparent_places",
        )
        widgets: ClassVar = {"work_starts": _TIME, "work_ends": _TIME, "closes_from": _DAY}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for threshold in self.THRESHOLDS:
            self.initial[threshold] = f"{self.initial[threshold]:f}".rstrip("0").rstrip(".")
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=time_zone_choices(),
            help_text=_(
                "For people without one of their own. Entries stay on the day on which they "
                "happened: nothing stored moves, only what counts as today."
            ),
        )
        self.fields["week_start"].help_text = _("Another start computes every score anew.")
        self.fields["fiscal_start_month"] = forms.TypedChoiceField(
            label=_("Fiscal year starts in"),
            coerce=int,
            choices=list(MONTHS.items()),
            help_text=_("Quarters and years follow it; every score is computed anew."),
        )
        self.fields["ahead_from"].help_text = _("1.1 is 110% of what is expected by now.")
        self.fields["time_off_lowers_quotas"].help_text = _(
            "For attainment: days off owe nothing of a quota. Otherwise only days before joining "
            "and after leaving owe nothing. Scores keep to what each scorecard says."
        )
        self.fields["work_starts"].help_text = _("Today counts by the share of these hours gone.")

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"].upper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("work_starts"), cleaned.get("work_ends")
        if starts and ends and ends <= starts:
            self.add_error("work_ends", gettext("Working hours end after they start."))
        if cleaned.get("closes") and not cleaned.get("closes_from"):
            words = gettext("Say from which day on, so that nothing older closes by itself.")
            self.add_error("closes_from", words)
        for higher, lower in zip(self.THRESHOLDS, self.THRESHOLDS[1:], strict=False):
            above, below = cleaned.get(higher), cleaned.get(lower)
            if above is not None and below is not None and above < below:
                self.add_error(lower, gettext("This must not be higher than the one above."))
        return cleaned

    def choices(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class JobRoleForm(forms.ModelForm):
    class Meta:
        model = JobRole
        fields = ("name",)
