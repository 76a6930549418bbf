"""Which stages a chain may have, and a chain with one more or less."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from goals.planning.chain import Stage
from goals.queries.plans.defaults import DEAL, Defaults
from goals.queries.plans.groups import can_be_a_stage
from goals.queries.plans.terms import ScenarioTerms
from scorecards.models import Metric
from scorecards.scoring.rounding import settled

_STEP = Decimal("0.000001")


def is_stage(metric: Metric) -> bool:
    return metric.slug == DEAL or can_be_a_stage(metric)


def with_stage(terms: ScenarioTerms, slug: str, *, above: str, defaults: Defaults) -> ScenarioTerms:
    """One more stage above another; the rates beside it are the group's own ones, or unknown."""
    stages = list(terms.assumptions.stages)
    place = terms.slugs.index(above) + 1 if above in terms.slugs else len(stages)
    stages.insert(place, _with_default(Stage(slug), stages[place - 1], defaults))
    if place + 1 < len(stages):
        stages[place + 1] = _with_default(stages[place + 1], stages[place], defaults)
    return _with_stages(terms, stages)


def without_stage(terms: ScenarioTerms, slug: str) -> ScenarioTerms:
    """The chain without a stage: what is above it leads on with both rates at once."""
    stages = list(terms.assumptions.stages)
    place = terms.slugs.index(slug) if slug in terms.slugs[1:] else 0
    if not place:
        return terms
    gone = stages.pop(place)
    if place < len(stages):
        above = stages[place]
        both = None if above.rate is None or gone.rate is None else above.rate * gone.rate
        rate = None if both is None else settled(both).quantize(_STEP)
        stages[place] = replace(above, rate=rate, several=above.several or gone.several)
    return _with_stages(terms, stages)


def _with_default(stage: Stage, below: Stage, defaults: Defaults) -> Stage:
    default = defaults.rate(stage.metric, below=below.metric)
    return replace(stage, rate=default.figure if default else None)


def _with_stages(terms: ScenarioTerms, stages: Sequence[Stage]) -> ScenarioTerms:
    return replace(terms, assumptions=replace(terms.assumptions, stages=tuple(stages)))
