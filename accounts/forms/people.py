"""Forms about one person: who they are, and in which team from when."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actions.people import PersonDetails
from accounts.forms.fields import DayField, TeamField, time_zone_choices
from accounts.models import JobRole, Organisation, Role, Team, User
from accounts.queries.people import PeopleFilter


class PeopleFilterForm(forms.Form):
    """What stands above the list; a choice that is not there narrows nothing."""

    search = forms.CharField(label=_("Search"), required=False, max_length=120)
    team = TeamField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("All teams")
    )
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices]
    )
    employed = forms.ChoiceField(
        label=_("Employed"),
        required=False,
        choices=[("now", _("Now or later")), ("left", _("Left")), ("all", _("Everybody"))],
    )

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"] = TeamField(
            label=_("Team"), queryset=teams, required=False, empty_label=_("All teams")
        )
        self.fields["search"].widget.input_type = "search"

    def wanted(self) -> PeopleFilter:
        self.is_valid()
        chosen = self.cleaned_data
        return PeopleFilter(
            search=chosen.get("search", "").strip(),
            team=chosen.get("team"),
            role=chosen.get("role", ""),
            employed=chosen.get("employed") or "now",
        )


class PersonForm(forms.ModelForm):
    """Edits nobody by itself: `details()` goes to the action.

    Managers keep reps: they choose no role, and an address only until its first login –
    whoever can change it could log in as that person.
    """

    joined_on = DayField(label=_("Joined on"), required=False)
    left_on = DayField(label=_("Last day"), required=False)

    class Meta:
        model = User
        fields: ClassVar[tuple[str, ...]] = (
            "name",
            "email",
            "role",
            "job_role",
            "time_zone",
            "external_id",
            "joined_on",
            "left_on",
            "is_active",
        )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._name_the_fields()
        for field in ("name", "email"):
            # It is somebody else's: the browser must not offer one's own.
            self.fields[field].widget.attrs["autocomplete"] = "off"
        if by.role != Role.ADMIN:
            del self.fields["role"]
            self.fields["email"].disabled = self.instance.last_login is not None

    def clean_email(self) -> str:
        email = User.objects.normalize_email(self.cleaned_data["email"])
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("Somebody has this address already."), code="unique")
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        joined, left = cleaned.get("joined_on"), cleaned.get("left_on")
        if joined and left and left < joined:
            self.add_error("left_on", gettext("Nobody leaves before they joined."))
        return cleaned

    def details(self) -> PersonDetails:
        known = {"role": self.instance.role or Role.REP, "is_active": self.instance.is_active}
        chosen = {field: self.cleaned_data[field] for field in self.fields if field in _DETAILS}
        return PersonDetails(**{**known, **chosen})

    def _name_the_fields(self) -> None:
        zone = Organisation.current().time_zone
        empty = gettext("The organisation's (%s)") % zone
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            required=False,
            choices=[("", empty), *time_zone_choices()],
            help_text=_("Decides on which day a call counts."),
        )
        self.fields["job_role"] = forms.ModelChoiceField(
            JobRole.objects.all(),
            label=_("Job role"),
            required=False,
            empty_label=_("None"),
            help_text=_("Decides the scorecard, from the periods that run today on."),
        )
        if "is_active" in self.fields:
            self.fields["is_active"].help_text = _("Without it the person keeps all figures.")
        self.fields["left_on"].help_text = _("The last day employed; nothing is deleted.")


_DETAILS = PersonDetails.__dataclass_fields__.keys()


class InvitationForm(PersonForm):
    """A new person, their first team, and whether they get a mail."""

    field_order = ("name", "email", "role", "team", "job_role", "joined_on")

    class Meta(PersonForm.Meta):
        fields = ("name", "email", "role", "job_role", "time_zone", "external_id", "joined_on")

    def __init__(self, *args: Any, by: User, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        del self.fields["left_on"]
        self.fields["team"] = TeamField(
            label=_("Team"),
            queryset=teams,
            # A manager would not see again whom they put into no team.
            required=by.role != Role.ADMIN,
            empty_label=_("None") if by.role == Role.ADMIN else _("Choose a team"),
        )
        self.fields["joined_on"].help_text = _("In the team from this day; empty: from today.")
        self.fields["send_mail"] = forms.BooleanField(
            label=_("Send the invitation by mail now"), required=False, initial=True
        )
        self.order_fields(self.field_order)


class MoveForm(forms.Form):
    """To another team from a day on, or with `may_leave` into none."""

    from_day = DayField(label=_("From"))
    leaves = forms.BooleanField(label=_("In no team from then on"), required=False)

    def __init__(
        self, *args: Any, teams: QuerySet[Team], may_leave: bool, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial["from_day"] = today
        self.fields["team"] = TeamField(
            label=_("Team"),
            queryset=teams,
            required=not may_leave,
            empty_label=_("Choose a team"),
        )
        if not may_leave:
            del self.fields["leaves"]
        self.order_fields(("team", "from_day", "leaves"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        team, leaves = cleaned.get("team"), cleaned.get("leaves", False)
        if team and leaves:
            self.add_error("leaves", gettext("Choose a team or none, not both."))
        if not team and not leaves and "team" not in self.errors:
            self.add_error("team", gettext("Choose the team to move to."))
        return cleaned
