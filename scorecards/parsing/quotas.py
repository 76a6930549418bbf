"""Rows of targets: one column per month, scaled (3 in a file of thousands is 3,000)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scorecards.parsing.mapping import Field
from scorecards.parsing.plans import Plan
from scorecards.parsing.reading import RowReader, is_skipped
from scorecards.parsing.rows import RejectedRow, Row


@dataclass(frozen=True)
class ParsedQuota:
    """What a rep owes of a metric in the month that starts on `month`."""

    line: int
    rep_key: str
    metric: str
    month: date
    amount: Decimal


def parse_quotas(
    rows: Iterable[Row | RejectedRow], plan: Plan
) -> Iterator[list[ParsedQuota] | RejectedRow]:
    """The quotas of each row: one for every month column that is filled."""
    for row in rows:
        if isinstance(row, RejectedRow):
            yield row
        elif not is_skipped(row, plan.mapping):
            yield _quotas(RowReader(row, plan))


def _quotas(reader: RowReader) -> list[ParsedQuota] | RejectedRow:
    mapping = reader.plan.mapping
    rep_key, metric = reader.text("rep", needed=True), reader.text("metric", needed=True)
    amounts = [(month, reader.number_from(Field((column,)))) for month, column in mapping.months]
    if reader.refusals:
        return reader.rejected()
    return [
        ParsedQuota(reader.row.line, rep_key, metric, month, amount * mapping.scale)
        for month, amount in amounts
        if amount is not None
    ]
