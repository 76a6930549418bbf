"""A metric, new or changed."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from scorecards.models import Metric

# What feeds these metrics from opportunities fixes their unit and how days add up.
_FIXED_WHEN_FED = ("unit", "aggregation")


class MetricForm(forms.ModelForm):
    """`is_used`: facts or scorecards name the metric; its short name stays then."""

    class Meta:
        model = Metric
        fields = (
            "name",
            "slug",
            "description",
            "unit",
            "kind",
            "timing",
            "aggregation",
            "direction",
            "impact",
            "necessity",
        )
        help_texts = {
            "slug": _("For imports and the API, such as site_visits. Left empty: from the name."),
            "aggregation": _("How the entries of a period become one value."),
            "impact": _("How much this moves results; the activity audit groups by it."),
            "necessity": _("Whether the work must be done at all."),
        }

    def __init__(self, *args: Any, is_used: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["slug"].required = False
        if is_used or self.instance.is_ready_made:
            self._fix("slug", _("Imports and scorecards use it: it stays as it is."))
        if self.instance.from_opportunities:
            for name in _FIXED_WHEN_FED:
                self._fix(name, _("Fixed: this metric is counted from opportunities."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = slugify(cleaned.get("name", "")).replace("-", "_")[:60]
        return cleaned

    def _fix(self, name: str, reason: Any) -> None:
        self.fields[name].disabled = True
        self.fields[name].help_text = reason
