"""The demo's plan: one year worked backwards in two ways, more won or more begun."""

from datetime import timedelta
from decimal import Decimal

from goals.actions.plans import add_scenario, make_plan
from goals.ingest.demo.setting import Setting
from goals.planning.chain import DEAL_SIZE, Assumptions, Stage
from goals.queries.plans.terms import ScenarioTerms, Source

_FOUR = Decimal("0.0001")
_MORE_WON = Decimal("1.15")


def add_plan(setting: Setting) -> None:
    """The demo manager's team: its own revenue quota of the year by its own last 12 months."""
    volume = _terms(setting)
    if volume is None:
        return
    plan = make_plan(
        name=f"{setting.team.name} {setting.year.key}",
        team=setting.team,
        metric=setting.metric("revenue"),
        starts_on=setting.year.starts,
        ends_on=setting.year.ends,
        terms=volume,
        by=setting.manager,
        now=setting.now,
    )
    add_scenario(plan=plan, terms=_more_won(volume), by=setting.manager)


def _terms(setting: Setting) -> ScenarioTerms | None:
    """None where the history is too short for rates."""
    first, last = setting.today - timedelta(days=365), setting.today - timedelta(days=1)
    reps = setting.members()
    won, brought = setting.won(first, last)
    begun = setting.begun(first, last)
    meetings, calls = (
        setting.logged(slug, reps, first, last) for slug in ("meetings_held", "calls")
    )
    if not all((won, brought, meetings, calls)) or begun < won or meetings < begun:
        return None
    size = round(brought / won, 2)
    stages = (
        Stage("deals_won"),
        Stage("opportunities_created", round(Decimal(won) / begun, 4)),
        Stage("meetings_held", round(Decimal(begun) / meetings, 4)),
        Stage("calls", round(meetings / calls, 4)),
    )
    samples = {
        DEAL_SIZE: Decimal(won),
        "opportunities_created": Decimal(begun),
        "meetings_held": meetings,
        "calls": calls,
    }
    amount = setting.owed(setting.team, setting.year) or Decimal(1_000_000)
    return ScenarioTerms(
        name="More calls",
        assumptions=Assumptions(amount, size, stages),
        sources={key: Source(typed=False, sample=sample) for key, sample in samples.items()},
    )


def _more_won(volume: ScenarioTerms) -> ScenarioTerms:
    rate = volume.assumptions.stages[1].rate or Decimal(1)
    better = min(Decimal(1), (rate * _MORE_WON).quantize(_FOUR))
    return ScenarioTerms(
        name="Better win rate",
        assumptions=volume.assumptions.with_rate("opportunities_created", better),
        sources={**volume.sources, "opportunities_created": Source(typed=True)},
    )
