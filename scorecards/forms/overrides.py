"""Another target for one rep."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import people_steered_by
from accounts.models import User
from scorecards.access import metrics_visible_to
from scorecards.forms.amounts import amount_field
from scorecards.forms.cards import day_field
from scorecards.models import Metric
from scorecards.models.cards import PERIOD_CHOICES


class OverrideForm(forms.Form):
    """The reps are those whom the user steers; the reason is asked for, the rep reads it."""

    rep = forms.ModelChoiceField(User.objects.none(), label=_("Rep"), empty_label=_("Choose a rep"))
    metric = forms.ModelChoiceField(
        Metric.objects.none(), label=_("Metric"), empty_label=_("Choose a metric")
    )
    target = amount_field(label=_("Target"))
    period = forms.ChoiceField(
        label=_("Per"),
        choices=[("", _("Choose a period")), *PERIOD_CHOICES],
        help_text=_("It stands for the target of sections that are scored by this."),
    )
    starts_on = day_field(label=_("From"))
    ends_on = day_field(label=_("To"), required=False, help_text=_("Empty: until further notice."))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("The rep reads it beside the target.")
    )

    def __init__(self, *args: Any, user: User, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        rep, metric = self.fields["rep"], self.fields["metric"]
        assert isinstance(rep, forms.ModelChoiceField)  # noqa: S101 – tells the type
        assert isinstance(metric, forms.ModelChoiceField)  # noqa: S101 – tells the type
        steered = people_steered_by(user, today=today).values("pk")
        reps = User.objects.reps().employed_on(today).filter(pk__in=steered)
        rep.queryset = reps.order_by("name")
        metric.queryset = metrics_visible_to(user).filter(is_active=True)
        self.fields["starts_on"].initial = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day comes before the first."))
        return cleaned
