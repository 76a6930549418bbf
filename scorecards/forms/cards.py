"""A scorecard's name and owner, whom it is assigned to, and when its draft starts."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import people_steered_by, teams_steered_by
from accounts.models import JobRole, Role, Team, User
from scorecards.models import Scorecard


def day_field(**options: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


class ScorecardForm(forms.ModelForm):
    """Managers keep a scorecard in one of their teams; admins may keep it for everybody."""

    class Meta:
        model = Scorecard
        fields = ("name", "owner_team")
        labels = {"name": _("Name"), "owner_team": _("Kept by the managers of")}

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        team = self.fields["owner_team"]
        assert isinstance(team, forms.ModelChoiceField)  # noqa: S101 – tells the type
        team.queryset = teams_steered_by(user).order_by("name")
        team.required = user.role != Role.ADMIN
        if user.role == Role.ADMIN:
            team.empty_label = _("Admins only (for the whole organisation)")


class AssignmentForm(forms.Form):
    """Whom to put on a scorecard: exactly one of a person, a team, a job role."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"), required=False)
    team: forms.ModelChoiceField = forms.ModelChoiceField(
        Team.objects.none(), label=_("Team"), required=False
    )
    job_role = forms.ModelChoiceField(JobRole.objects.none(), label=_("Job role"), required=False)
    starts_on = day_field(label=_("From"))
    ends_on = day_field(label=_("To"), required=False)

    def __init__(self, *args: Any, user: User, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        steered = people_steered_by(user, today=today).values("pk")
        people = User.objects.reps().employed_on(today).filter(pk__in=steered)
        self._offer("person", people.order_by("name"), _("Choose a person"))
        self._offer("team", teams_steered_by(user).order_by("name"), _("Choose a team"))
        self._offer("job_role", JobRole.objects.order_by("name"), _("Choose a job role"))
        if user.role != Role.ADMIN:
            del self.fields["job_role"]
        self.fields["starts_on"].initial = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = [cleaned[name] for name in ("person", "team", "job_role") if cleaned.get(name)]
        if len(chosen) != 1:
            self.add_error(None, _("Choose one: a person, a team or a job role."))
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day comes before the first."))
        return cleaned | {"to": chosen[0] if chosen else None}

    def _offer(self, name: str, rows: Any, empty: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 – tells the type
        field.queryset = rows
        field.empty_label = empty


class EndForm(forms.Form):
    """The last day of something."""

    ends_on = day_field(label=_("Last day"))


class StartForm(forms.Form):
    """The day from which a draft is to hold."""

    starts_on = day_field(label=_("Start"))
