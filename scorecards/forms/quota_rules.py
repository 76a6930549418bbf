"""Forms of the rules about quotas: a level's uplift, and the seasons of a year."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from scorecards.forms.amounts import AmountField, amount_field, plain
from scorecards.models import SeasonalProfile, Uplift
from scorecards.parsing.typed_amounts import Unread, typed_amount
from scorecards.queries.quotas.uplift import UpliftRule


class WholeField(AmountField):
    """An amount for a whole year: written as on the sheet, thousands and all."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        read = typed_amount(str(value or ""))
        return (
            super().to_python(value) if isinstance(read, Unread) else super().to_python(plain(read))
        )


class UpliftForm(forms.Form):
    """`amount` is only asked for on the sheet of the top, which has no quota of its own."""

    amount = WholeField(
        label=_("Whole amount for the year"), required=False, widget=forms.TextInput
    )
    percent = forms.DecimalField(
        label=_("This level adds, in percent"),
        max_digits=7,
        decimal_places=3,
        min_value=Decimal("-99.999"),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("0 hands the quota down as it is."),
    )
    share = forms.ChoiceField(label=_("Divided"), choices=Uplift.Share)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, is_top: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_top:
            del self.fields["amount"]
        else:
            self.fields["amount"].required = True

    @property
    def rule(self) -> UpliftRule:
        cleaned = self.cleaned_data
        return UpliftRule(cleaned["percent"], cleaned["share"], cleaned.get("amount"))


class ProfileForm(forms.Form):
    """A name and twelve weights, January first; they relate to each other, whatever they total."""

    name = forms.CharField(label=_("Name"), max_length=80)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number, name in MONTHS.items():
            self.fields[f"month_{number}"] = amount_field(label=name, max_digits=10)

    @property
    def months(self) -> list[forms.BoundField]:
        return [self[f"month_{number}"] for number in MONTHS]

    @property
    def weights(self) -> list[Decimal]:
        return [self.cleaned_data[f"month_{number}"] for number in MONTHS]


def profile_initial(profile: SeasonalProfile | None) -> dict[str, str]:
    weights = profile.weights if profile else ["1"] * 12
    months = {f"month_{number}": weights[number - 1] for number in MONTHS}
    return months | {"name": profile.name if profile else ""}
