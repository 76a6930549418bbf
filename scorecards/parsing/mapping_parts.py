"""The parts of a mapping file: fields, conditions, stages and facts."""

from collections.abc import Iterable
from typing import Any

from scorecards.parsing import toml_values as toml
from scorecards.parsing.mapping import STATUSES, Condition, FactRule, Field, Stages, Status
from scorecards.parsing.toml_values import MappingError

_FIELD = ("column", "template", "value", "format", "decimal", "duration", "by")
_TESTS = ("equals", "in", "not_empty", "empty")


def field(value: Any, key: str) -> Field:
    if isinstance(value, str):
        return Field(template=value) if "{" in value else Field(columns=(value,))
    table = toml.table(value, key)
    toml.known(table, _FIELD, key)
    if not {"column", "template", "value"} & set(table):
        raise MappingError(key, "name a column, a template or a value")
    return Field(
        columns=tuple(toml.texts(table.get("column", []), f"{key}.column")),
        template=toml.optional(table, "template", key, toml.text),
        otherwise=toml.optional(table, "value", key, toml.constant),
        format=toml.optional(table, "format", key, toml.date_format),
        decimal=toml.optional(table, "decimal", key, toml.decimal_mark),
        duration=toml.optional(table, "duration", key, toml.duration_unit),
    )


def stages(table: dict[str, Any]) -> Stages:
    toml.known(table, (*STATUSES, "other", "names"), "stages")
    names = toml.table(table.get("names", {}), "stages.names")
    known: dict[str, tuple[Status, str]] = {}
    for status in STATUSES:
        for value in toml.texts(table.get(status, []), f"stages.{status}"):
            known[value.casefold()] = (status, toml.text(names.get(value, value), "stages.names"))
    other = table.get("other")
    return Stages(known, None if other is None else toml.one_of(other, STATUSES, "stages.other"))


def statuses(table: dict[str, Any]) -> dict[str, Status]:
    toml.known(table, STATUSES, "statuses")
    return {
        value.casefold(): status
        for status in STATUSES
        for value in toml.texts(table.get(status, []), f"statuses.{status}")
    }


def facts(value: Any) -> Iterable[FactRule]:
    for number, rule in enumerate(toml.items(value), start=1):
        key = f"facts {number}"
        table = toml.table(rule, key)
        toml.known(table, ("metric", "quantity", "when"), key)
        if "metric" not in table:
            raise MappingError(f"{key}.metric", "name a metric")
        yield FactRule(
            metric=_metric(table["metric"], f"{key}.metric"),
            quantity=_quantity(table.get("quantity", 1), f"{key}.quantity"),
            when=conditions(table.get("when", []), f"{key}.when"),
        )


def wide(table: dict[str, Any]) -> Iterable[FactRule]:
    for metric, value in table.items():
        quantity = field(value, f"metrics.{metric}")
        yield FactRule(Field(otherwise=metric), quantity, optional=True)


def _metric(value: Any, key: str) -> Field:
    return Field(otherwise=value) if isinstance(value, str) else field(value, key)


def _quantity(value: Any, key: str) -> Field:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Field(otherwise=str(value))
    return field(value, key)


def conditions(value: Any, key: str) -> tuple[Condition, ...]:
    return tuple(_condition(toml.table(part, key), key) for part in toml.items(value))


def _condition(table: dict[str, Any], key: str) -> Condition:
    toml.known(table, ("column", "optional", *_TESTS), key)
    column = toml.text(table.get("column"), f"{key}.column")
    optional = toml.flag(table.get("optional", False), f"{key}.optional")
    tests = [name for name in _TESTS if name in table]
    if len(tests) != 1:
        raise MappingError(key, "say exactly one of equals, in, not_empty, empty")
    if tests[0] in ("equals", "in"):
        values = [toml.constant(part, f"{key}.{tests[0]}") for part in toml.items(table[tests[0]])]
        folded = frozenset(text.casefold() for text in values)
        return Condition(column, values=folded, optional=optional)
    if not toml.flag(table[tests[0]], f"{key}.{tests[0]}"):
        raise MappingError(f"{key}.{tests[0]}", "write true, or leave it out")
    return Condition(column, filled=tests[0] == "not_empty", optional=optional)
