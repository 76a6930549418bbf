"""Forms of the log: one entry, a whole day at once, a correction."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scorecards.actions.activities import Refusal, Refusals
from scorecards.models import Activity, Metric
from scorecards.queries.activities import LogMetrics

# Where the action speaks of the moment, the form has a day.
_FIELDS = {"occurred_at": "day"}
_QUANTITY = "quantity-"


class Quantity(forms.DecimalField):
    """An amount as people type it; whether it can be is for the action to say."""

    def __init__(self, **options: Any) -> None:
        super().__init__(localize=True, max_digits=20, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}


class Day(forms.DateField):
    """A day by the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **options)


class EntryForm(forms.Form):
    """One entry: so much of a metric on a day. `metrics` are offered, the rep's own first."""

    metric = forms.ModelChoiceField(
        queryset=Metric.objects.all(), to_field_name="slug", label=_("Metric")
    )
    quantity = Quantity(label=_("Quantity"))
    day = Day(label=_("Day"))
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, metrics: LogMetrics, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["day"].widget.attrs["max"] = today.isoformat()
        # Not only what is offered: the action says why a metric that was switched off cannot be.
        self.fields["metric"].widget.choices = list(_grouped(metrics))

    def refuse(self, refusal: Refusal) -> None:
        """Show why the action refused, at the field it is about."""
        field = _FIELDS.get(refusal.field, refusal.field)
        self.add_error(field if field in self.fields else None, refusal.message)


class OneMoreForm(forms.Form):
    """What a "+1" button sends."""

    metric = forms.ModelChoiceField(queryset=Metric.objects.all(), to_field_name="slug")
    quantity = Quantity()

    def refuse(self, refusal: Refusal) -> None:
        self.add_error(None, refusal.message)

    @property
    def problem(self) -> str:
        """What is wrong, as one sentence for a message."""
        return " ".join(str(error) for found in self.errors.values() for error in found)


class DayForm(forms.Form):
    """Quantities of many metrics for one day; an empty one is not logged."""

    day = Day(label=_("Day"))

    def __init__(self, *args: Any, metrics: LogMetrics, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.metrics = metrics
        self.fields["day"].widget.attrs["max"] = today.isoformat()
        for metric in metrics.all:
            self.fields[_QUANTITY + metric.slug] = Quantity(label=metric.name, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.quantities:
            raise forms.ValidationError(gettext("Nothing to log: every quantity is empty."))
        return cleaned

    @property
    def quantities(self) -> dict[Metric, Decimal]:
        """What was filled in, by metric."""
        amounts = {m: self.cleaned_data.get(_QUANTITY + m.slug) for m in self.metrics.all}
        return {metric: amount for metric, amount in amounts.items() if amount is not None}

    def refuse(self, refusals: Refusals) -> None:
        """Show each refusal at its metric; one about the day, only once and there."""
        for slug, refusal in refusals.by_metric.items():
            field = _FIELDS.get(refusal.field, _QUANTITY + slug)
            if refusal.message not in self.errors.get(field, []):
                self.add_error(field, refusal.message)

    @property
    def on_card(self) -> list[tuple[Metric, BoundField]]:
        return list(self._rows(self.metrics.on_card))

    @property
    def others(self) -> list[tuple[Metric, BoundField]]:
        return list(self._rows(self.metrics.others))

    @property
    def others_used(self) -> bool:
        """Whether the fold with the other metrics must be open for what was typed."""
        return any(field.data or field.errors for _, field in self.others)

    def _rows(self, metrics: Iterable[Metric]) -> Iterator[tuple[Metric, BoundField]]:
        for metric in metrics:
            yield metric, self[_QUANTITY + metric.slug]


def initial_of(activity: Activity) -> dict[str, Any]:
    """An entry's values for its correction."""
    return {
        "metric": activity.metric.slug,
        "quantity": Decimal(f"{activity.quantity.normalize():f}"),  # 10, not 10.0000 nor 1E+1
        "day": activity.day,
        "note": activity.note,
    }


def _grouped(metrics: LogMetrics) -> Iterator[tuple[str, Any]]:
    yield "", gettext("Choose…")
    if metrics.on_card:
        yield gettext("On the scorecard"), [(m.slug, m.name) for m in metrics.on_card]
    if metrics.others:
        yield gettext("Others"), [(m.slug, m.name) for m in metrics.others]
