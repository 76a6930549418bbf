"""Rows of deals.

A deal that is won or lost needs the day it closed; for a deal still open, the column of the closing
day tells when it is expected to close (as in Salesforce), unless another column says so. A lost
deal keeps its amount, 0 included: it is no revenue. An empty amount stays unknown (None).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scorecards.parsing.mapping import STATUSES, Mapping, Status
from scorecards.parsing.plans import Plan
from scorecards.parsing.reading import RowReader, is_skipped
from scorecards.parsing.rows import RejectedRow, Row
from scorecards.parsing.seen import Seen


@dataclass(frozen=True)
class ParsedOpportunity:
    line: int
    external_id: str
    rep_key: str
    name: str
    account: str
    stage: str
    status: Status
    amount: Decimal | None
    opened_on: date | None
    closed_on: date | None
    expected_close_on: date | None
    lost_reason: str
    lead_source: str


def parse_opportunities(
    rows: Iterable[Row | RejectedRow], plan: Plan
) -> Iterator[ParsedOpportunity | RejectedRow]:
    """One value for each row that the mapping does not skip, in the order of the file."""
    seen = Seen()
    for row in rows:
        if isinstance(row, RejectedRow):
            yield row
        elif not is_skipped(row, plan.mapping):
            yield _opportunity(RowReader(row, plan), seen)


def _opportunity(reader: RowReader, seen: Seen) -> ParsedOpportunity | RejectedRow:
    status, stage = _standing(reader)
    closed_on, expected_close_on = reader.day("closed_on"), reader.day("expected_close_on")
    if status == "open":
        closed_on, expected_close_on = None, expected_close_on or closed_on
    parsed = ParsedOpportunity(
        line=reader.row.line,
        external_id=reader.new_id(seen, needed=True),
        rep_key=reader.text("rep", needed=True),
        name=reader.text("name"),
        account=reader.text("account"),
        stage=stage,
        status=status,
        amount=reader.amount("amount"),
        opened_on=reader.day("opened_on"),
        closed_on=closed_on,
        expected_close_on=expected_close_on,
        lost_reason=reader.text("lost_reason"),
        lead_source=reader.text("lead_source"),
    )
    if not reader.refusals:
        _check_days(reader, parsed)
    return reader.rejected() if reader.refusals else parsed


def _standing(reader: RowReader) -> tuple[Status, str]:
    """Status and stage; open with the text as it stands when it is refused."""
    mapping = reader.plan.mapping
    stage = reader.text("stage", needed="status" not in mapping.fields)
    if "status" in mapping.fields:
        return _status(reader, mapping), stage
    known = mapping.stages.known.get(stage.casefold())
    if known:
        return known[0], known[1] or stage
    if mapping.stages.other is None and stage:
        reader.refuse(reader.column_of("stage"), f"the stage {stage!r} is not in the mapping")
    return mapping.stages.other or "open", stage


def _status(reader: RowReader, mapping: Mapping) -> Status:
    text = reader.text("status", needed=True)
    words = mapping.statuses or {status: status for status in STATUSES}
    if text and text.casefold() not in words:
        reader.refuse(reader.column_of("status"), f"the status {text!r} is not in the mapping")
    return words.get(text.casefold(), "open")


def _check_days(reader: RowReader, parsed: ParsedOpportunity) -> None:
    if parsed.status == "open":
        return
    if parsed.closed_on is None:
        reader.refuse(
            reader.column_of("closed_on"), f"a {parsed.status} deal needs its closing day"
        )
    elif parsed.opened_on and parsed.closed_on < parsed.opened_on:
        reason = f"closed on {parsed.closed_on}, before it was opened on {parsed.opened_on}"
        reader.refuse(reader.column_of("closed_on"), reason)
