"""Mapping files in TOML → `Mapping`. docs/importing.md explains them by example.

Every error names the key that is to blame, as it is written in the file.
"""

import tomllib
from collections.abc import Mapping as Dict
from pathlib import Path
from typing import Any, get_args

from scorecards.parsing import mapping_parts as parts
from scorecards.parsing import toml_values as toml
from scorecards.parsing.mapping import (
    FIELDS,
    FactRule,
    Field,
    Kind,
    Mapping,
    RepBy,
    with_constants,
)
from scorecards.parsing.period_names import PeriodName, read_period_name
from scorecards.parsing.rows import FileOptions
from scorecards.parsing.toml_values import MappingError

_TOP = (
    *("kind", "source", "file", "columns", "stages", "statuses", "facts", "metrics"),
    *("months", "scale", "replace", "ignore", "skip"),
)
_FILE = (
    *("encoding", "delimiter", "sheet", "header_line", "short_rows"),
    *("time_zone", "dates", "decimal"),
)
_NEEDED: dict[Kind, tuple[tuple[str, ...], ...]] = {
    "opportunities": (("external_id",), ("rep",), ("stage", "status")),
    "activities": (("rep",), ("occurred_at",)),
    "people": (("name", "email"),),
    "time_off": (("rep",), ("starts_on",)),
    "quotas": (("metric",),),
}


def load_mapping(path: Path, constants: Dict[str, str] | None = None) -> Mapping:
    """Raises MappingError, also when the file cannot be opened."""
    try:
        return read_mapping(path.read_text(encoding="utf-8"), constants)
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError("", f"the mapping {path.name} cannot be read: {error}") from error


def read_mapping(text: str, constants: Dict[str, str] | None = None) -> Mapping:
    """`constants`: fields and what they are where a row does not say it. Raises MappingError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError("", f"the mapping is not valid TOML: {error}") from error
    toml.known(table, _TOP, "")
    kind = toml.one_of(table.get("kind"), tuple(FIELDS), "kind")
    columns = dict(toml.table(table.get("columns", {}), "columns"))
    toml.known(columns, FIELDS[kind], "columns")
    team = columns.pop("team", [])
    fields = {name: parts.field(value, f"columns.{name}") for name, value in columns.items()}
    fields = with_constants(fields, constants or {})
    mapping = Mapping(
        kind=kind,
        source=toml.optional(table, "source", "", toml.text),
        file=_file(toml.table(table.get("file", {}), "file")),
        fields=fields,
        rep_by=_rep_by(columns.get("rep")),
        team=tuple(parts.field(part, "columns.team") for part in toml.items(team)),
        stages=parts.stages(toml.table(table.get("stages", {}), "stages")),
        statuses=parts.statuses(toml.table(table.get("statuses", {}), "statuses")),
        facts=(
            *parts.facts(table.get("facts", [])),
            *parts.wide(toml.table(table.get("metrics", {}), "metrics")),
            *plain_fact(fields),
        ),
        wide="metrics" in table,
        months=_months(toml.table(table.get("months", {}), "months")),
        scale=toml.number(table.get("scale", 1), "scale"),
        replacements=_replacements(toml.table(table.get("replace", {}), "replace")),
        ignore=frozenset(toml.texts(table.get("ignore", []), "ignore")),
        skip=parts.conditions(table.get("skip", []), "skip"),
    )
    check_complete(mapping)
    return mapping


def plain_fact(fields: Dict[str, Field]) -> tuple[FactRule, ...]:
    """The fact of a sheet that names its metric in a column; the quantity is 1 when not said."""
    if "metric" not in fields:
        return ()
    return (FactRule(fields["metric"], fields.get("quantity", Field(otherwise="1"))),)


def check_complete(mapping: Mapping) -> None:
    """Raises MappingError when the kind needs a field that the mapping leaves out."""
    for names in _NEEDED[mapping.kind]:
        if not any(name in mapping.fields for name in names):
            raise MappingError(f"columns.{names[0]}", f"{mapping.kind} need {' or '.join(names)}")
    if mapping.kind == "activities" and not mapping.facts:
        raise MappingError("facts", "say which facts a row gives: [[facts]], [metrics] or metric")
    if mapping.kind == "quotas":
        _check_quotas(mapping)


def _check_quotas(mapping: Mapping) -> None:
    """A row names who owes, how much, and when."""
    fields = mapping.fields.keys()
    if "rep" not in fields and not mapping.team:
        raise MappingError("columns.rep", "quotas need rep or team")
    if bool(mapping.months) == ("amount" in fields):
        raise MappingError("months", "name a column for each month, or one amount and its period")
    if "amount" in fields and not {"period", "year"} & fields:
        raise MappingError("columns.period", "amounts need period or year")
    bare = [column for name, column in mapping.months if name.year is None]
    if bare and "year" not in fields:
        raise MappingError("columns.year", f"say the year of {', '.join(bare)}")


def _file(table: dict[str, Any]) -> FileOptions:
    toml.known(table, _FILE, "file")
    return FileOptions(
        encoding=toml.optional(table, "encoding", "file", toml.text),
        delimiter=toml.optional(table, "delimiter", "file", toml.delimiter),
        sheet=toml.optional(table, "sheet", "file", toml.text),
        header_line=toml.optional(table, "header_line", "file", toml.positive),
        short_rows=toml.one_of(
            table.get("short_rows", "reject"), ("reject", "pad"), "file.short_rows"
        ),
        time_zone=toml.optional(table, "time_zone", "file", toml.zone),
        dates=toml.optional(table, "dates", "file", toml.date_format),
        decimal=toml.optional(table, "decimal", "file", toml.decimal_mark),
    )


def _rep_by(rep: Any) -> RepBy:
    by = rep.get("by", "any") if isinstance(rep, dict) else "any"
    return toml.one_of(by, get_args(RepBy), "columns.rep.by")


def _months(table: dict[str, Any]) -> tuple[tuple[PeriodName, str], ...]:
    return tuple((_month(key), toml.text(table[key], f"months.{key}")) for key in table)


def _month(key: str) -> PeriodName:
    if name := read_period_name(key):
        return name
    raise MappingError(f"months.{key}", "write the month as 2026-01, a quarter as 2026-Q1")


def _replacements(table: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {
        column: {
            old: toml.constant(new, f"replace.{column}")
            for old, new in toml.table(t, column).items()
        }
        for column, t in table.items()
    }
