"""Rows of quotas: one amount and its period, or one column per month, quarter or year."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scorecards.parsing.mapping import Field
from scorecards.parsing.period_names import PeriodName, read_period_name
from scorecards.parsing.plans import Plan
from scorecards.parsing.reading import RowReader, is_skipped
from scorecards.parsing.rows import RejectedRow, Row

_CLEARS = frozenset(("-", "–", "—", "clear"))


@dataclass(frozen=True)
class ParsedQuota:
    """What a rep, or where `rep_key` is "" a team, owes of a metric in a period.

    `team` names the teams from the top down; `amount` None clears; `column` is where it stands.
    """

    line: int
    rep_key: str
    team: tuple[str, ...]
    metric: str
    period: PeriodName
    amount: Decimal | None
    starts_on: date | None
    column: str


def parse_quotas(
    rows: Iterable[Row | RejectedRow], plan: Plan
) -> Iterator[list[ParsedQuota] | RejectedRow]:
    """The quotas of each row: one for every amount that is filled."""
    for row in rows:
        if isinstance(row, RejectedRow):
            yield row
        elif not is_skipped(row, plan.mapping):
            yield _quotas(RowReader(row, plan))


def _quotas(reader: RowReader) -> list[ParsedQuota] | RejectedRow:
    rep_key = reader.text("rep")
    team = () if rep_key else _team(reader)
    if not rep_key and not team:
        reader.refuse(_owner_column(reader), "names nobody: neither a rep nor a team")
    metric, starts_on = reader.text("metric", needed=True), reader.day("starts_on")
    year = _year(reader)
    found = [
        ParsedQuota(
            *(reader.row.line, rep_key, team, metric, period),
            *(amount, starts_on, next(iter(field.columns), "")),
        )
        for period, field in _periods(reader, year)
        for amount in _amounts(reader, field)
    ]
    return reader.rejected() if reader.refusals else found


def _team(reader: RowReader) -> tuple[str, ...]:
    parts = (reader.text_from(field) for field in reader.plan.mapping.team)
    return tuple(part for part in parts if part)


def _periods(reader: RowReader, year: PeriodName | None) -> Iterator[tuple[PeriodName, Field]]:
    mapping = reader.plan.mapping
    for name, column in mapping.months:
        yield name.within(year), Field((column,))
    if "amount" in mapping.fields and (period := _period(reader, year)):
        yield period, mapping.fields["amount"]


def _period(reader: RowReader, year: PeriodName | None) -> PeriodName | None:
    """The period of a long row: its month or quarter, else the year itself."""
    text = reader.text("period")
    if not text and year:
        return year
    field = reader.plan.mapping.fields.get("period")
    form = reader.plan.dates.get(reader.column_of("period"))
    if not text:
        reader.refuse(reader.column_of("period"), "is empty")
    elif field and not (form and form.pattern) and (name := read_period_name(text)):
        return name.within(year)
    elif day := reader.day("period"):
        return PeriodName("month", day.month, day.year)
    return None


def _year(reader: RowReader) -> PeriodName | None:
    text = reader.text("year")
    name = read_period_name(text) if text else None
    if text and (name is None or name.kind != "year"):
        reader.refuse(reader.column_of("year"), f"{text!r} is no year such as 2026 or FY2026")
    return name


def _amounts(reader: RowReader, field: Field) -> Iterator[Decimal | None]:
    """The amount, if the cell is filled; None when it says that the quota is to go."""
    text = reader.text_from(field)
    if text.casefold() in _CLEARS:
        yield None
        return
    amount = reader.number_from(field)
    if amount is not None and amount < 0:
        reader.refuse(next(iter(field.columns), ""), "a quota cannot be below zero")
    elif amount is not None:
        yield amount * reader.plan.mapping.scale


def _owner_column(reader: RowReader) -> str:
    if column := reader.column_of("rep"):
        return column
    return next((column for field in reader.plan.mapping.team for column in field.columns), "")
