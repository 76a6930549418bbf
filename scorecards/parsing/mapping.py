"""What the columns of a file mean: the values that a mapping file is read into.

`mapping_files.py` reads them from TOML, `guesses.py` makes them from a header.
"""

import re
from collections.abc import Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from scorecards.parsing.amounts import DecimalMark
from scorecards.parsing.durations import DurationUnit
from scorecards.parsing.period_names import PeriodName
from scorecards.parsing.rows import FileOptions

Kind = Literal["opportunities", "activities", "people", "time_off", "quotas"]
RepBy = Literal["any", "email", "name", "external_id"]
Status = Literal["open", "won", "lost"]

STATUSES: tuple[Status, ...] = ("open", "won", "lost")

FIELDS: dict[Kind, tuple[str, ...]] = {
    "opportunities": (
        *("external_id", "rep", "name", "account", "stage", "status", "amount"),
        *("opened_on", "closed_on", "expected_close_on", "lost_reason", "lead_source"),
    ),
    "activities": (*("rep", "occurred_at", "time", "external_id", "note", "metric", "quantity"),),
    "people": (
        *("name", "email", "external_id", "role", "team", "manager", "job_role"),
        *("joined_on", "left_on", "time_zone"),
    ),
    "time_off": ("rep", "starts_on", "ends_on", "half_days", "reason"),
    "quotas": ("rep", "team", "metric", "period", "year", "amount", "starts_on"),
}
"""The fields a mapping of each kind may fill; the names are those of the API."""

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
DATE_FIELDS = (
    *("opened_on", "closed_on", "expected_close_on", "occurred_at"),
    *("joined_on", "left_on", "starts_on", "ends_on", "period"),
)


@dataclass(frozen=True)
class Field:
    """Where a value comes from: the first filled one of `columns`, or a template `{A}-{B}` that
    needs all its columns filled, or else the constant `otherwise`."""

    columns: tuple[str, ...] = ()
    template: str | None = None
    otherwise: str | None = None
    format: str | None = None
    decimal: DecimalMark | None = None
    duration: DurationUnit | None = None

    def template_columns(self) -> list[str]:
        return PLACEHOLDER.findall(self.template or "")


def with_constants(fields: Dict[str, Field], constants: Dict[str, str]) -> dict[str, Field]:
    """The fields, with a value for those that a row does not fill."""
    stated = {
        name: replace(fields.get(name, Field()), otherwise=value)
        for name, value in constants.items()
    }
    return {**fields, **stated}


@dataclass(frozen=True)
class Condition:
    """Holds when the column's text is one of `values` (case does not matter), or when it is filled
    or empty as `filled` says."""

    column: str
    values: frozenset[str] | None = None
    filled: bool | None = None
    optional: bool = False
    """A file without the column is taken all the same; the condition then never holds."""


@dataclass(frozen=True)
class FactRule:
    """One fact that a row gives when all conditions hold. An empty quantity is no fact when it is
    optional (sheets with one column per metric), and refused otherwise."""

    metric: Field
    quantity: Field
    when: tuple[Condition, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Stages:
    """Stage value in lower case → status and the stage's name with us ("": as in the file).
    `other`: what any stage not named here counts as; None refuses it."""

    known: Dict[str, tuple[Status, str]] = field(default_factory=dict)
    other: Status | None = None


@dataclass(frozen=True)
class Mapping:
    kind: Kind
    fields: Dict[str, Field]
    source: str | None = None
    file: FileOptions = field(default_factory=FileOptions)
    rep_by: RepBy = "any"
    team: tuple[Field, ...] = ()
    stages: Stages = Stages()
    statuses: Dict[str, Status] = field(default_factory=dict)
    facts: tuple[FactRule, ...] = ()
    wide: bool = False
    months: tuple[tuple[PeriodName, str], ...] = ()
    """Of quotas: the month, quarter or year that a column is about."""
    scale: Decimal = Decimal(1)
    replacements: Dict[str, Dict[str, str]] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    skip: tuple[Condition, ...] = ()

    def date_fields(self) -> Iterator[Field]:
        yield from (self.fields[name] for name in DATE_FIELDS if name in self.fields)

    def number_fields(self) -> Iterator[Field]:
        """Fields that hold numbers, durations among them: they may be written as `2,5`."""
        if "amount" in self.fields:
            yield self.fields["amount"]
        yield from (rule.quantity for rule in self.facts)
        yield from (Field(columns=(column,)) for _, column in self.months)

    def all_fields(self) -> Iterator[Field]:
        yield from self.fields.values()
        yield from self.team
        yield from (rule.metric for rule in self.facts)
        yield from self.number_fields()

    def columns_always_read(self) -> Iterator[str]:
        """Columns that nothing can stand in for: those of templates and conditions."""
        for source in self.all_fields():
            yield from source.template_columns()
        for rule in self.facts:
            yield from (condition.column for condition in rule.when)
        yield from (condition.column for condition in self.skip if not condition.optional)

    def columns_read(self) -> frozenset[str]:
        named = {column for source in self.all_fields() for column in source.columns}
        tested = {condition.column for condition in self.skip}
        return frozenset(named.union(tested, self.columns_always_read()))
