"""A scenario as one plain value: what is stored, typed, worked out and compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from goals.models import Scenario
from goals.planning.chain import DEAL_SIZE, Assumptions, Stage
from goals.queries.plans.defaults import USUAL_RAMP, Default, Defaults

RAMP = "ramp"


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: typed, or the group's own months with so many in the sample."""

    typed: bool
    sample: Decimal | None = None


@dataclass(frozen=True)
class ScenarioTerms:
    """All that a scenario says; `sources` by DEAL_SIZE and the stages' metrics (slugs)."""

    name: str
    assumptions: Assumptions
    sources: Mapping[str, Source] = field(default_factory=dict)
    ramp: tuple[Decimal, ...] = USUAL_RAMP

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(stage.metric for stage in self.assumptions.stages)


def terms_of(scenario: Scenario) -> ScenarioTerms:
    """What the scenario says, as stored."""
    stored: Mapping[str, Any] = scenario.sources
    sources = {key: _source(said) for key, said in stored.items() if key != RAMP}
    ramp = stored.get(RAMP)
    return ScenarioTerms(
        name=scenario.name,
        assumptions=Assumptions(
            scenario.amount, scenario.deal_size, tuple(map(_stage, scenario.stages))
        ),
        sources=sources,
        ramp=USUAL_RAMP if ramp is None else tuple(Decimal(share) for share in ramp),
    )


def stages_written(terms: ScenarioTerms) -> list[dict[str, Any]]:
    """The stages as the scenario keeps them."""
    return [
        {
            "metric": stage.metric,
            "rate": None if stage.rate is None else f"{stage.rate:f}",
            **({"several": True} if stage.several else {}),
        }
        for stage in terms.assumptions.stages
    ]


def sources_written(terms: ScenarioTerms) -> dict[str, Any]:
    """Where its figures come from, and the ramp, as the scenario keeps them."""
    said: dict[str, Any] = {
        key: {"typed": source.typed, "sample": _sample_written(source.sample)}
        for key, source in terms.sources.items()
    }
    return said | {RAMP: [f"{share:f}" for share in terms.ramp]}


def sourced(
    assumptions: Assumptions,
    *,
    money: str,
    defaults: Defaults,
    stored: ScenarioTerms | None = None,
) -> dict[str, Source]:
    """Which figures are the group's own and which were typed.

    A figure that equals what the group's months say is taken from them; one that was taken from
    earlier months and did not change since keeps that source.
    """
    deal = assumptions.stages[0].metric
    size = defaults.deal_size(money, deal=deal)
    found = {DEAL_SIZE: _told(DEAL_SIZE, assumptions.deal_size, size, stored)}
    for below, stage in pairs_of(assumptions):
        default = defaults.rate(stage.metric, below=below.metric)
        if stage.rate is not None:
            found[stage.metric] = _told(stage.metric, stage.rate, default, stored)
    return found


def pairs_of(assumptions: Assumptions) -> list[tuple[Stage, Stage]]:
    """Each stage above the deal with the one below it, which comes first."""
    return list(zip(assumptions.stages[:-1], assumptions.stages[1:], strict=True))


def _told(
    key: str, figure: Decimal, default: Default | None, stored: ScenarioTerms | None
) -> Source:
    if default is not None and default.figure == figure:
        return Source(typed=False, sample=default.sample)
    if stored is not None and _figure_of(stored, key) == figure and key in stored.sources:
        return stored.sources[key]
    return Source(typed=True)


def _figure_of(terms: ScenarioTerms, key: str) -> Decimal | None:
    if key == DEAL_SIZE:
        return terms.assumptions.deal_size
    return next((s.rate for s in terms.assumptions.stages if s.metric == key), None)


def _stage(written: Mapping[str, Any]) -> Stage:
    rate = written.get("rate")
    several = bool(written.get("several"))
    return Stage(written["metric"], None if rate is None else Decimal(str(rate)), several)


def _source(said: Mapping[str, Any]) -> Source:
    sample = said.get("sample")
    typed = bool(said.get("typed", True))
    return Source(typed, None if sample is None else Decimal(str(sample)))


def _sample_written(sample: Decimal | None) -> str | None:
    return None if sample is None else f"{sample.normalize():f}"
