"""The assumptions of a scenario: change any number, and the rest follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals.actions.plans import field_of, trouble_words
from goals.planning import chain as numbers
from goals.planning.chain import DEAL_SIZE, Assumptions, Stage, amount_of, needed, troubles
from goals.queries.plans.defaults import Default, Defaults
from goals.queries.plans.stages import is_stage
from goals.queries.plans.terms import ScenarioTerms, Source
from scorecards.forms.amounts import amount_field, plain
from scorecards.forms.ramps import ramp_shares, ramp_text
from scorecards.models import Metric
from scorecards.scoring.rounding import settled

_CENT = Decimal("0.01")
_SLIDES_TO = 3


@dataclass(frozen=True)
class Slider:
    """Moves a field; `highest` is its right end, in a hundred steps."""

    step: str
    highest: str
    value: str


@dataclass(frozen=True)
class Known:
    """What the form stands on: every metric by its slug, the money, the group's own figures."""

    metrics: Mapping[str, Metric]
    money: Metric
    defaults: Defaults


@dataclass(frozen=True)
class StageFields:
    """The fields of a stage; the deal has no rate. `default`: what the group itself did."""

    metric: Metric
    below: Metric | None
    source: Source | None
    default: Default | None
    takes_word: bool
    rate: BoundField | None
    several: BoundField | None
    number: BoundField
    was: BoundField
    slider: Slider | None


class ScenarioForm(forms.Form):
    """Rates are percents. `number-…` is what follows; one that differs from its `was-…` was typed,
    and then the amount follows from it."""

    name = forms.CharField(label=gettext_lazy("Scenario"), max_length=80)
    amount = amount_field(label=gettext_lazy("Amount"))
    deal_size = amount_field(label=gettext_lazy("Average deal size"))
    ramp = forms.CharField(required=False, max_length=200)
    chain = forms.CharField(widget=forms.HiddenInput)
    was_amount = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        slugs: Sequence[str],
        known: Known,
        sources: Mapping[str, Source] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.slugs, self.known, self.sources = tuple(slugs), known, sources or {}
        self.fields["ramp"] = forms.CharField(
            label=_("Newcomers’ share"),
            required=False,
            max_length=200,
            help_text=_("Percent in tenure month 1, 2, 3 …, such as “0 25 50”; then 100."),
        )
        for below, slug in zip((None, *self.slugs), self.slugs, strict=False):
            self._add_stage(slug, below)

    @classmethod
    def of(cls, terms: ScenarioTerms, *, known: Known) -> "ScenarioForm":
        """The form that shows these assumptions and what follows from them."""
        plan = terms.assumptions
        initial: dict[str, Any] = {
            "name": terms.name,
            "amount": plain(plan.amount),
            "was_amount": plain(plan.amount),
            "deal_size": plain(plan.deal_size),
            "ramp": ramp_text(terms.ramp),
            "chain": " ".join(terms.slugs),
        }
        for stage, number in zip(plan.stages, needed(plan), strict=True):
            shown = _number_shown(number)
            initial |= {
                f"rate-{stage.metric}": "" if stage.rate is None else plain(stage.rate * 100),
                f"several-{stage.metric}": stage.several,
                f"number-{stage.metric}": shown,
                f"was-{stage.metric}": shown,
            }
        return cls(initial=initial, slugs=terms.slugs, known=known, sources=terms.sources)

    @classmethod
    def posted(
        cls, sent: Mapping[str, Any], *, known: Known, usual: Sequence[str]
    ) -> "ScenarioForm":
        """What was sent; a chain that names nothing that could be one is the `usual` one."""
        named = list(dict.fromkeys(str(sent.get("chain", "")).split()))
        metrics = known.metrics
        slugs = [slug for slug in named if slug in metrics and is_stage(metrics[slug])]
        return cls(sent, slugs=slugs or usual, known=known)

    def clean_ramp(self) -> tuple[Decimal, ...]:
        return ramp_shares(self.cleaned_data["ramp"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"amount", "deal_size"} <= cleaned.keys() and not self.errors:
            for trouble in troubles(self._assumptions()):
                self.add_error(field_of(trouble), trouble_words(trouble))
        return cleaned

    def terms(self) -> ScenarioTerms:
        """What a form that is right says, without its sources."""
        assumptions = self._assumptions()
        amount = self._amount_typed_above(assumptions)
        if amount is not None:
            assumptions = replace(assumptions, amount=amount)
        return ScenarioTerms(
            name=self.cleaned_data["name"],
            assumptions=assumptions,
            ramp=self.cleaned_data["ramp"],
        )

    @property
    def stages(self) -> list[StageFields]:
        """From the top of the funnel down to the deal."""
        return [self._fields_of(slug, place) for place, slug in enumerate(self.slugs)][::-1]

    @property
    def deal_source(self) -> Source | None:
        return self.sources.get(DEAL_SIZE)

    @property
    def deal_default(self) -> Default | None:
        return self.known.defaults.deal_size(self.known.money.slug, deal=self.slugs[0])

    @property
    def amount_slider(self) -> Slider:
        return _slider(self["amount"].value())

    @property
    def deal_slider(self) -> Slider:
        return _slider(self["deal_size"].value())

    def _assumptions(self) -> Assumptions:
        cleaned = self.cleaned_data
        stages = [Stage(self.slugs[0])]
        for slug in self.slugs[1:]:
            percent = cleaned.get(f"rate-{slug}")
            rate = None if percent is None else percent / 100
            stages.append(Stage(slug, rate, bool(cleaned.get(f"several-{slug}"))))
        return Assumptions(cleaned["amount"], cleaned["deal_size"], tuple(stages))

    def _amount_typed_above(self, plan: Assumptions) -> Decimal | None:
        """What follows for the amount when a stage's number was typed, the highest one first."""
        cleaned = self.cleaned_data
        if plain(cleaned["amount"]) != cleaned["was_amount"]:
            return None
        for slug in reversed(self.slugs):
            number = cleaned.get(f"number-{slug}")
            if number and plain(number) != cleaned.get(f"was-{slug}"):
                amount = amount_of(plan, metric=slug, number=number)
                if amount:
                    return settled(amount).quantize(_CENT)
        return None

    def _add_stage(self, slug: str, below: str | None) -> None:
        metric = self.known.metrics[slug]
        self.fields[f"number-{slug}"] = amount_field(label=metric.name, required=False)
        self.fields[f"was-{slug}"] = forms.CharField(required=False, widget=forms.HiddenInput)
        if below is None:
            return
        names = {"above": metric.name, "below": self.known.metrics[below].name}
        self.fields[f"rate-{slug}"] = amount_field(
            label=_("Of %(above)s become %(below)s, in percent") % names, required=False
        )
        self.fields[f"several-{slug}"] = forms.BooleanField(
            label=_("More than one of %(below)s may come of one of %(above)s") % names,
            required=False,
        )

    def _fields_of(self, slug: str, place: int) -> StageFields:
        metrics, below = self.known.metrics, self.slugs[place - 1] if place else None
        rate = self[f"rate-{slug}"] if below else None
        default = self.known.defaults.rate(slug, below=below) if below else None
        return StageFields(
            metric=metrics[slug],
            below=metrics[below] if below else None,
            source=self.sources.get(slug),
            default=default,
            takes_word=rate is not None and self._takes_word(slug, rate, default),
            rate=rate,
            several=self[f"several-{slug}"] if below else None,
            number=self[f"number-{slug}"],
            was=self[f"was-{slug}"],
            slider=_slider(rate.value(), most=100) if rate else None,
        )

    def _takes_word(self, slug: str, rate: BoundField, default: Default | None) -> bool:
        """Whether more than one of one is, was or may be meant."""
        above_all = default is not None and default.figure > 1
        said = bool(self[f"several-{slug}"].value())
        return above_all or said or bool(rate.errors) or _as_float(rate.value()) > 100


def _number_shown(number: Decimal | None) -> str:
    """As a field shows it: with decimals only where they say something."""
    if number is None:
        return ""
    return plain(settled(number), places=2) if number < 100 else plain(numbers.whole_up(number))


def _slider(value: Any, *, most: int | None = None) -> Slider:
    at = _as_float(value)
    highest = at * _SLIDES_TO or 100.0
    if most is not None:
        highest = min(float(most), max(highest, 1.0))
    return Slider(step=f"{highest / 200:.6g}", highest=f"{highest:.6g}", value=f"{at:.6g}")


def _as_float(value: Any) -> float:
    try:
        return float(str(value or 0).replace(",", "."))
    except ValueError:
        return 0.0
