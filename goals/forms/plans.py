"""A new plan: for whom, how much, and over which months."""

from datetime import date
from itertools import islice
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import teams_visible_to
from accounts.forms.fields import TeamField
from accounts.models import Role, Team, User
from goals.queries.plans.groups import can_be_the_money
from scorecards.forms.amounts import amount_field
from scorecards.models import Metric
from scorecards.scoring.quotas import end_of_month, months_between

LENGTHS = (
    (12, gettext_lazy("a year")),
    (6, gettext_lazy("half a year")),
    (3, gettext_lazy("a quarter")),
)


class PlanForm(forms.Form):
    """`year`: the first day of the fiscal year that runs."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    team: forms.ModelChoiceField = forms.ModelChoiceField(Team.objects.none(), required=False)
    metric: forms.ModelChoiceField = forms.ModelChoiceField(Metric.objects.none())
    amount = amount_field(label=gettext_lazy("Amount to reach"))
    deal_size = amount_field(
        label=gettext_lazy("Average deal size"),
        required=False,
        help_text=gettext_lazy("Empty: that of the group’s own last 12 months."),
    )
    first_month = forms.ChoiceField(label=gettext_lazy("From"), choices=())
    months = forms.TypedChoiceField(label=gettext_lazy("Lasts"), choices=LENGTHS, coerce=int)

    def __init__(self, *args: Any, user: User, year: date, **options: Any) -> None:
        super().__init__(*args, **options)
        whole = None if user.role == Role.MANAGER else _("The whole company")
        teams = teams_visible_to(user)
        team = TeamField(queryset=teams, label=_("For"), required=not whole, empty_label=whole)
        months = forms.ChoiceField(label=_("From"), choices=_first_months(year))
        months.initial = year.isoformat()
        metric = _money_field()
        self.fields |= {"team": team, "first_month": months, "metric": metric}

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of a form that is right."""
        starts = date.fromisoformat(self.cleaned_data["first_month"])
        months = months_between(starts, starts.replace(year=starts.year + 2))
        return starts, end_of_month(list(islice(months, self.cleaned_data["months"]))[-1])


def _money_field() -> forms.ModelChoiceField:
    money = [metric for metric in Metric.objects.active() if can_be_the_money(metric)]
    field = forms.ModelChoiceField(
        Metric.objects.filter(pk__in=[metric.pk for metric in money]),
        label=_("Money"),
        empty_label=None,
    )
    field.initial = next((metric.pk for metric in money if metric.slug == "revenue"), None)
    return field


def _first_months(year: date) -> list[tuple[str, str]]:
    """A year back and two ahead."""
    first, last = year.replace(year=year.year - 1), year.replace(year=year.year + 2)
    months = months_between(first, last)
    return [(month.isoformat(), f"{MONTHS[month.month]} {month.year}") for month in months]
