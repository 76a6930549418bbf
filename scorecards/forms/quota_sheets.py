"""What is chosen on top of a quota sheet: spread, ramp, growth; and how a publication starts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scorecards.forms.cards import day_field
from scorecards.forms.ramps import ramp_shares, ramp_text
from scorecards.models import QuotaChange, SeasonalProfile
from scorecards.queries.quotas.sheet import SheetPage


class SheetForm(forms.Form):
    """`spread` is one choice: a way of spreading, or a seasonal profile by its id."""

    spread = forms.ChoiceField(
        label=_("Spread"), help_text=_("How an amount for a year or quarter falls on its months.")
    )
    ramp = forms.CharField(
        label=_("Newcomers owe"),
        required=False,
        max_length=200,
        help_text=_("Percent in tenure month 1, 2, 3 …, such as “0 25 50”; then 100."),
    )
    growth = forms.DecimalField(
        label=_("Propose last year plus"),
        required=False,
        max_digits=7,
        decimal_places=2,
        min_value=Decimal(-100),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("Percent."),
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, page: SheetPage, **options: Any) -> None:
        super().__init__(*args, **options)
        self.page = page
        spread = self.fields["spread"]
        assert isinstance(spread, forms.ChoiceField)  # noqa: S101 – tells the type
        spread.choices = spread_choices(page.profiles)

    def clean_ramp(self) -> tuple[Decimal, ...]:
        return ramp_shares(self.cleaned_data["ramp"])

    def clean_growth(self) -> Decimal:
        return self.cleaned_data["growth"] or Decimal(0)

    @property
    def growth_now(self) -> Decimal:
        """The percentage as far as it can be read."""
        if self.is_bound:
            self.is_valid()
            return self.cleaned_data.get("growth") or Decimal(0)
        return Decimal(self.initial.get("growth") or 0)

    @property
    def chosen(self) -> tuple[str, SeasonalProfile | None]:
        """The spread and its profile: what was sent when it is one, or else the sheet's."""
        value = self.data.get("spread", "") if self.is_bound else self.initial["spread"]
        kind, _colon, pk = str(value).partition(":")
        known = {str(profile.pk): profile for profile in self.page.profiles}
        if kind == QuotaChange.Spread.SEASONAL and pk in known:
            return kind, known[pk]
        if kind in (QuotaChange.Spread.EQUAL, QuotaChange.Spread.WORKING_DAYS):
            return kind, None
        return self.page.choice.spread, self.page.choice.profile


class PublishForm(forms.Form):
    """From when the draft is to hold; `stamp` is of the draft that was looked at."""

    starts_on = day_field(label=_("In force from"))
    note = forms.CharField(
        label=_("What changes, and why"),
        required=False,
        max_length=200,
        help_text=_("People read this in the history."),
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)


def initial_of(page: SheetPage, *, growth: str = "") -> dict[str, str]:
    profile = page.choice.profile
    return {
        "spread": f"{page.choice.spread}:{profile.pk}" if profile else page.choice.spread,
        "ramp": ramp_text(page.choice.ramp),
        "growth": growth,
        "stamp": page.stamp,
    }


def spread_choices(profiles: Sequence[SeasonalProfile]) -> list[tuple[str, Any]]:
    ways = [
        (QuotaChange.Spread.EQUAL.value, _("Equal parts")),
        (QuotaChange.Spread.WORKING_DAYS.value, _("By working days")),
    ]
    named = [(f"{QuotaChange.Spread.SEASONAL}:{one.pk}", one.name) for one in profiles]
    return [*ways, *named]
