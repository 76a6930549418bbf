"""The parts of the editor: the version's own fields, a section's period, its rows."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from scorecards.forms.benchmarks import BenchmarkForm
from scorecards.forms.cards import day_field
from scorecards.forms.ramps import ramp_shares
from scorecards.models import Metric, Section
from scorecards.models.cards import PERIOD_CHOICES
from scorecards.periods import PeriodKind
from scorecards.queries.drafts import weight_shares
from scorecards.queries.metrics import GROUP_LABELS

Metrics = Mapping[int, Metric]
"""By id."""
_SHORT_PERIODS = {PeriodKind.DAY, PeriodKind.WEEK}


class VersionForm(forms.Form):
    """When the version starts, what changed, and the ramp of newcomers in percent a month."""

    starts_on = day_field(label=_("Start"))
    note = forms.CharField(
        label=_("What changes, and why"),
        required=False,
        max_length=200,
        help_text=_("People read this in the history."),
    )
    ramp = forms.CharField(
        label=_("Newcomers’ targets"),
        required=False,
        max_length=200,
        help_text=_(
            "Percent of the target in tenure month 1, 2, 3 …, such as “25 50 75”; then 100."
        ),
    )

    def clean_ramp(self) -> tuple[Decimal, ...]:
        return ramp_shares(self.cleaned_data["ramp"])


class SectionForm(forms.Form):
    period = forms.ChoiceField(label=_("Scored by"), choices=())

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        short = kind == Section.Kind.ACTIVITIES
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in PERIOD_CHOICES if (value in _SHORT_PERIODS) == short
        ]


class BenchmarkRows(BaseFormSet):
    """The rows of one section; a metric stands in it once."""

    def clean(self) -> None:
        seen: set[int] = set()
        for form in self.forms:
            metric = form.cleaned_data.get("metric") if form.is_valid() else None
            if metric is None or form.is_removed:
                continue
            if metric.pk in seen:
                form.add_error("metric", _("This metric is in the section twice."))
            seen.add(metric.pk)


RowsFormSet = formset_factory(BenchmarkForm, formset=BenchmarkRows, extra=0, max_num=50)


class SectionForms:
    """One section's forms. `addable`: metrics it lacks, by groups, the fitting group first."""

    def __init__(
        self,
        kind: str,
        form: SectionForm,
        rows: BaseFormSet,
        metrics: Metrics,
    ) -> None:
        self.kind, self.form, self.rows = kind, form, rows
        self.addable = _addable(self, metrics)
        shares = weight_shares([row.typed_weight for row in self.kept])
        for row, share in zip(self.kept, shares, strict=True):
            row.share = share

    @property
    def label(self) -> str:
        return str(Section.Kind(self.kind).label)

    @property
    def kept(self) -> list[BenchmarkForm]:
        return [row for row in self.rows.forms if not row.is_removed]

    @property
    def weight(self) -> Decimal:
        return sum((row.typed_weight or Decimal(0) for row in self.kept), Decimal(0))


def _addable(section: SectionForms, metrics: Metrics) -> list[tuple[str, list[Metric]]]:
    taken = {row.chosen.pk for row in section.rows.forms if row.chosen}
    free = [metric for metric in metrics.values() if metric.is_active and metric.pk not in taken]
    groups = [
        (kind, str(label), [metric for metric in free if metric.kind == kind])
        for kind, label in GROUP_LABELS.items()
    ]
    fits = section.kind == Section.Kind.ACTIVITIES
    groups.sort(key=lambda group: (group[0] == Metric.Kind.ACTIVITY) != fits)
    return [(label, rows) for _kind, label, rows in groups if rows]
