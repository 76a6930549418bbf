"""One benchmark in the editor: target, weight or points per unit, gates, weekdays."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from scorecards.actions.quotas import refusal_of
from scorecards.forms.amounts import amount_field, plain
from scorecards.models import Metric
from scorecards.queries.drafts import WrittenLine
from scorecards.scoring.lines import unit_worth, weight_from_worth

DAYS = tuple(f"day{number}" for number in range(7))
_POINTS_PLACES = 6
# Digits of any id and number of a row: what has more is none.
LONGEST_ID = 18
_MAX_WEIGHT = Decimal("99999999.9999")
_FOUR_PLACES = Decimal("0.0001")


class BenchmarkForm(forms.Form):
    """A row. `weight` leads; `points` do where no weight was typed or only they were edited."""

    metric = forms.IntegerField(widget=forms.HiddenInput)
    target = amount_field(label=_("Target"))
    weight = amount_field(label=_("Weight"), required=False, max_digits=12)
    weight.show_hidden_initial = True
    points = amount_field(label=_("Points per unit"), required=False, decimal_places=_POINTS_PLACES)
    start_gate = amount_field(
        label=_("Earns from"),
        required=False,
        help_text=_("Below this the line earns nothing."),
    )
    stop_gate = amount_field(
        label=_("Earns up to"),
        required=False,
        help_text=_("What goes beyond earns nothing more."),
    )
    prorated = forms.BooleanField(label=_("Shrinks with days off"), required=False)
    from_quota = forms.BooleanField(
        label=_("Target from the quota"),
        required=False,
        help_text=_(
            "What the rep’s quota owes for the period. The target above stands in where there is "
            "no quota."
        ),
    )
    DELETE = forms.BooleanField(label=_("Remove"), required=False)
    day0, day1, day2, day3, day4, day5, day6 = (
        amount_field(label=WEEKDAYS[number], required=False) for number in range(7)
    )

    share: Decimal | None = None
    """Its share of the section's weight, put in by the form of the section."""

    def __init__(self, *args: Any, metrics: Mapping[int, Metric], **options: Any) -> None:
        super().__init__(*args, **options)
        self.metrics = metrics
        self.chosen = metrics.get(_whole(self["metric"].value()))
        for name in ("target", "weight", "points"):  # benchmarks.js finds them by these
            self.fields[name].widget.attrs[f"data-{name}"] = ""

    @property
    def is_removed(self) -> bool:
        return bool(self["DELETE"].value())

    @property
    def typed_weight(self) -> Decimal | None:
        """What stands in the weight, if it is a number that a weight can be."""
        try:
            typed = Decimal(str(self["weight"].value() or "").replace(",", "."))
        except InvalidOperation:
            return None
        return typed if typed.is_finite() and abs(typed) <= _MAX_WEIGHT else None

    @property
    def has_more(self) -> bool:
        """Whether there is something to see behind the fold."""
        behind = ("start_gate", "stop_gate", *DAYS)
        differs = self["from_quota"].value() or not self["prorated"].value()
        return bool(differs) or any(self[name].value() for name in behind)

    @property
    def offers_quota(self) -> bool:
        """Whether the target may follow a quota, or was said to although it cannot."""
        owable = self.chosen is not None and refusal_of(self.chosen) is None
        return owable or bool(self["from_quota"].value())

    @property
    def has_errors_behind(self) -> bool:
        return self.is_bound and any(
            name in self.errors for name in ("start_gate", "stop_gate", "from_quota", *DAYS)
        )

    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in DAYS]

    def clean_metric(self) -> Metric:
        metric = self.metrics.get(self.cleaned_data["metric"])
        if metric is None:
            raise forms.ValidationError(_("This metric does not exist."), code="unknown")
        return metric

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_removed:
            self._errors = ErrorDict()
            return cleaned
        self._settle_weight(cleaned)
        self._check_gates(cleaned)
        self._check_quota(cleaned)
        self._settle_profile(cleaned)
        return cleaned

    def line(self) -> WrittenLine:
        """The row as terms; only of a valid row that is not removed."""
        cleaned = self.cleaned_data
        return WrittenLine(
            metric=cleaned["metric"],
            target=cleaned["target"],
            weight=cleaned["weight"],
            start_gate=cleaned["start_gate"],
            stop_gate=cleaned["stop_gate"],
            weekday_profile=cleaned["profile"],
            prorated=cleaned["prorated"],
            from_quota=cleaned["from_quota"],
        )

    def _settle_weight(self, cleaned: dict[str, Any]) -> None:
        """Rule 2: either is typed, the other follows."""
        target, weight, points = (cleaned.get(name) for name in ("target", "weight", "points"))
        if target is None or "weight" in self.errors or "points" in self.errors:
            return
        if weight is None and points is None:
            self.add_error("weight", _("Give a weight, or the points per unit."))
            return
        if points is None or not self._points_lead(target, weight, points):
            return
        if not target:
            self.add_error("points", _("With a target of 0 give the weight instead."))
            return
        weight = weight_from_worth(worth=points, target=target).quantize(_FOUR_PLACES)
        if weight > _MAX_WEIGHT:
            self.add_error("points", _("The weight that follows is too large."))
            return
        cleaned["weight"] = weight

    def _points_lead(self, target: Decimal, weight: Decimal | None, points: Decimal) -> bool:
        if weight is None:
            return True
        worth = unit_worth(weight=weight, target=target)
        follows = worth is not None and plain(worth, places=_POINTS_PLACES) == plain(
            points, places=_POINTS_PLACES
        )
        return worth is not None and not follows and "weight" not in self.changed_data

    def _check_gates(self, cleaned: dict[str, Any]) -> None:
        start, stop = cleaned.get("start_gate"), cleaned.get("stop_gate")
        if start is None or stop is None:
            return
        metric = cleaned.get("metric")
        if metric and metric.direction == Metric.Direction.LOWER:
            self.add_error("stop_gate", _("Where lower is better, use one of the two gates."))
        elif stop < start:
            self.add_error("stop_gate", _("Earning cannot stop before it starts."))

    def _check_quota(self, cleaned: dict[str, Any]) -> None:
        metric = cleaned.get("metric")
        if metric and cleaned.get("from_quota") and (reason := refusal_of(metric)):
            self.add_error("from_quota", reason)

    def _settle_profile(self, cleaned: dict[str, Any]) -> None:
        """Seven numbers or none; a day left empty beside others is a day without target."""
        typed = [cleaned.get(name) for name in DAYS]
        cleaned["profile"] = None
        if all(day is None for day in typed):
            return
        if not any(typed):
            self.add_error(DAYS[0], _("At least one day needs more than 0."))
            return
        cleaned["profile"] = tuple(day or Decimal(0) for day in typed)


def row_of(line: WrittenLine) -> dict[str, Any]:
    """The line as what stands in the fields of its row."""
    row: dict[str, Any] = {
        "metric": line.metric.pk,
        "target": plain(line.target),
        "weight": plain(line.weight),
        "points": plain(line.unit_worth, places=_POINTS_PLACES),
        "start_gate": plain(line.start_gate),
        "stop_gate": plain(line.stop_gate),
        "prorated": line.prorated,
        "from_quota": line.from_quota,
    }
    profile = line.weekday_profile or ()
    return row | {name: plain(day) for name, day in zip(DAYS, profile, strict=False)}


def settled_row(form: BenchmarkForm) -> dict[str, Any]:
    """What stands in the row, with weight and points made to agree where that is possible."""
    row = {name: form[name].value() for name in form.fields}
    if form.is_removed:
        return row
    if form.is_valid():
        return row_of(form.line())
    return row | ({"points": ""} if row["weight"] else {})


def _whole(value: Any) -> int:
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) <= LONGEST_ID else 0
