"""A scored line as plain JSON, and back: what is kept with a score to explain it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from scorecards.scoring.records import (
    Aggregation,
    Direction,
    Gate,
    LineState,
    QuotaMonth,
    ScoredLine,
    Spread,
    TargetPart,
    TargetSource,
)

_AMOUNTS = ("actual", "target", "full_target", "start_gate", "stop_gate", "total")
_DECIMALS = (*_AMOUNTS, "weight", "unit_worth", "attainment", "points")
_WORDS = ("metric", "name", "unit", "aggregation", "direction", "state", "held_by_gate")

_FIGURES = ("actual", "attainment", "points", "held_by_gate", "total", "facts")
_PLACES = (
    ', "actual": "%s", "attainment": "%s", "points": "%s", "held_by_gate": "%s", "total": "%s",'
    ' "facts": %d}'
)


def line_record(line: ScoredLine) -> dict[str, Any]:
    """The line as plain JSON: decimals as strings, so that nothing is lost on the way."""
    record: dict[str, Any] = {name: _text(getattr(line, name)) for name in _DECIMALS}
    record |= {name: str(getattr(line, name)) for name in _WORDS}
    record["parts"] = [_part_record(part) for part in line.parts]
    record["weekday_profile"] = line.weekday_profile and [str(n) for n in line.weekday_profile]
    if line.spread:  # only then: the records of other lines stay what they were
        record["spread"] = [[days, str(weight)] for days, weight in line.spread]
    return record | {"prorated": line.prorated, "facts": line.facts}


def line_template(line: ScoredLine) -> str:
    """The record as JSON text with places for the figures of a line that counts:
    actual, attainment, points, gate, total and facts, in that order."""
    fixed = {name: kept for name, kept in line_record(line).items() if name not in _FIGURES}
    text = json.dumps(fixed | {"state": LineState.COUNTS.value})
    return text.removesuffix("}").replace("%", "%%") + _PLACES


def line_from_record(record: Mapping[str, Any]) -> ScoredLine:
    """The line that was recorded; keys that this version does not know are ignored."""
    values: dict[str, Any] = {name: _number(record[name]) for name in _DECIMALS}
    values |= {name: record[name] for name in ("metric", "name", "unit", "prorated", "facts")}
    return ScoredLine(
        **values,
        aggregation=Aggregation(record["aggregation"]),
        direction=Direction(record["direction"]),
        state=LineState(record["state"]),
        held_by_gate=Gate(record["held_by_gate"]),
        parts=tuple(_part_from_record(part) for part in record["parts"]),
        weekday_profile=_profile(record["weekday_profile"]),
        spread=_spread(record.get("spread", ())),
    )


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _part_record(part: TargetPart) -> dict[str, Any]:
    numbers = {name: str(getattr(part, name)) for name in ("amount", "share", "days")}
    record: dict[str, Any] = {"source": str(part.source), "label": part.label} | numbers
    return record | {"quota": _month_record(part.quota)} if part.quota else record


def _part_from_record(record: Mapping[str, Any]) -> TargetPart:
    return TargetPart(
        source=TargetSource(record["source"]),
        label=record["label"],
        amount=Decimal(record["amount"]),
        share=Decimal(record["share"]),
        days=Decimal(record["days"]),
        quota=_month_from_record(record["quota"]) if "quota" in record else None,
    )


def _month_record(quota: QuotaMonth) -> dict[str, Any]:
    return {
        "month": quota.month.isoformat(),
        "ramp_share": str(quota.ramp_share),
        "tenure_month": quota.tenure_month,
        "month_days": str(quota.month_days),
        "every_day": quota.every_day,
    }


def _month_from_record(record: Mapping[str, Any]) -> QuotaMonth:
    return QuotaMonth(
        month=date.fromisoformat(record["month"]),
        ramp_share=Decimal(record["ramp_share"]),
        tenure_month=record["tenure_month"],
        month_days=Decimal(record["month_days"]),
        every_day=record["every_day"],
    )


def _spread(runs: Sequence[Sequence[Any]]) -> Spread:
    return tuple((days, Decimal(weight)) for days, weight in runs)


def _profile(numbers: Sequence[str] | None) -> tuple[Decimal, ...] | None:
    return None if numbers is None else tuple(Decimal(number) for number in numbers)
