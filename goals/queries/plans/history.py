"""Who changed a scenario, and what it said before."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from goals.models import Scenario

_LATEST = 20


@dataclass(frozen=True)
class ScenarioChange:
    """What the scenario said from then on; `by` is "" where nobody is known."""

    at: datetime
    by: str
    name: str
    amount: Decimal
    deal_size: Decimal
    rates: tuple[tuple[str, Decimal], ...]
    is_chosen: bool


def changes_of(scenario: Scenario) -> list[ScenarioChange]:
    """The latest first (one query)."""
    rows = scenario.history.select_related("history_user").order_by("-history_date", "-history_id")
    return [_change(row) for row in rows[:_LATEST]]


def _change(row: Any) -> ScenarioChange:
    return ScenarioChange(
        at=row.history_date,
        by=row.history_user.name if row.history_user else "",
        name=row.name,
        amount=row.amount,
        deal_size=row.deal_size,
        rates=tuple(
            (stage["metric"], Decimal(stage["rate"])) for stage in row.stages if stage.get("rate")
        ),
        is_chosen=row.is_chosen,
    )
