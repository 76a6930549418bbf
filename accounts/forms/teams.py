"""The form of a team."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actions.teams import TeamDetails
from accounts.forms.fields import TeamField
from accounts.models import Calendar, Role, Team, User


class TeamForm(forms.ModelForm):
    """Edits nothing by itself: `details()` goes to the action.

    `above`: the teams below which it may stand. Only with `may_be_top` it may stand at the top.
    """

    class Meta:
        model = Team
        fields = ("name", "external_id")

    def __init__(self, *args: Any, above: QuerySet[Team], may_be_top: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = self.instance
        self.fields["parent"] = TeamField(
            label=_("Below"),
            queryset=above,
            required=not may_be_top,
            initial=team.parent_id,
            empty_label=_("Nothing: at the top") if may_be_top else None,
        )
        self.fields["managers"] = forms.ModelMultipleChoiceField(
            _who_may_manage(team),
            label=_("Managers"),
            required=False,
            initial=[manager.pk for manager in team.managers.all()] if team.pk else [],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("They see and steer this team and every team below it."),
        )
        self.fields["calendar"] = forms.ModelChoiceField(
            Calendar.objects.all(),
            label=_("Calendar"),
            required=False,
            initial=team.calendar_id,
            empty_label=_("That of the team above, at the top the default one"),
        )
        self.fields["external_id"].help_text = _("The team's id in the CRM.")
        self.order_fields(("name", "parent", "managers", "calendar", "external_id"))

    def details(self) -> TeamDetails:
        return TeamDetails(
            name=self.cleaned_data["name"],
            parent=self.cleaned_data["parent"],
            calendar=self.cleaned_data["calendar"],
            managers=list(self.cleaned_data["managers"]),
            external_id=self.cleaned_data["external_id"],
        )


def _who_may_manage(team: Team) -> QuerySet[User]:
    """Managers who may log in, and whoever manages the team now."""
    now = Q(managed_teams=team) if team.pk else Q(pk__in=())
    return User.objects.filter(Q(role=Role.MANAGER, is_active=True) | now).distinct()
