"""Forms about working days: calendars, closed days, time off."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actions.calendars import CalendarDetails
from accounts.forms.fields import DayField
from accounts.models import Calendar, ClosedDay, TimeOff, User
from accounts.queries.calendars import country_choices, region_choices

WEEKDAYS = [
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
]


class CalendarForm(forms.ModelForm):
    """Edits nothing by itself: `details()` goes to the action. Only admins choose the default."""

    weekdays = forms.MultipleChoiceField(
        label=_("Working weekdays"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Calendar
        fields = ("name", "weekdays", "country", "region", "is_default")

    def __init__(self, *args: Any, may_be_default: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["weekdays"] = list(self.instance.weekdays)
        country = self.data.get("country", "") if self.is_bound else self.instance.country
        self.fields["country"] = forms.ChoiceField(
            label=_("Public holidays of"),
            required=False,
            choices=[("", _("No country: no public holidays")), *country_choices()],
        )
        self.fields["country"].widget.attrs |= {
            "hx-get": reverse("setup_calendar_regions"),
            "hx-target": "#region_field",
            "hx-swap": "outerHTML",
        }
        self.fields["region"] = region_field(country)
        if not may_be_default:
            del self.fields["is_default"]
        else:
            self.fields["is_default"].help_text = _("For every team that names none.")

    def clean_weekdays(self) -> str:
        return "".join(sorted(self.cleaned_data["weekdays"]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "region" in self.errors:
            self.errors["region"] = self.error_class(
                [gettext("This country has no such region; choose one of the list.")]
            )
        return cleaned

    def details(self) -> CalendarDetails:
        return CalendarDetails(
            name=self.cleaned_data["name"],
            weekdays=self.cleaned_data["weekdays"],
            country=self.cleaned_data["country"],
            region=self.cleaned_data["region"],
            is_default=self.cleaned_data.get("is_default", False),
        )


class RegionForm(forms.Form):
    """The one field of regions, for the country that was just chosen."""

    def __init__(self, *, country: str) -> None:
        super().__init__()
        self.fields["region"] = region_field(country)


def region_field(country: str) -> forms.ChoiceField:
    """The regions of a country; a country that is not known has none."""
    regions = region_choices(country)
    whole = _("The whole country") if regions or not country else _("No regions to choose")
    return forms.ChoiceField(
        label=_("Region"),
        required=False,
        choices=[("", whole), *regions],
        help_text="" if country else _("Regions appear when a country is chosen and saved."),
    )


class ClosedDayForm(forms.ModelForm):
    day = DayField(label=_("Day"))

    class Meta:
        model = ClosedDay
        fields = ("day", "name")


class TimeOffForm(forms.ModelForm):
    """`people`: for whom time off may be entered."""

    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: that one day."))

    class Meta:
        model = TimeOff
        fields = ("starts_on", "ends_on", "half_days", "reason")

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(
            people, label=_("Person"), empty_label=_("Choose a person")
        )
        self.fields["half_days"].help_text = _("Half of each of these days is worked.")
        self.order_fields(("person", "starts_on", "ends_on", "half_days", "reason"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", gettext("The last day lies before the first."))
        if first and not last and "ends_on" not in self.errors:
            cleaned["ends_on"] = first
        return cleaned
