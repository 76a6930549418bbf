"""Rows of activity logs and activity sheets: one row → no, one or several facts.

External ids make a second import of the same file change nothing. A fact of a rule that names its
metric gets `<id>:<metric>`, one whose metric is a column of the file gets the id as it stands.
Without a column for the id it is derived:

- from the rep, the day and the time in sheets with one column per metric, so that a corrected
  number updates;
- from everything that the mapping reads of the row otherwise, so that a corrected row is a new one;

and, where the same values come again within the file, from how many times they came before.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scorecards.parsing.mapping import FactRule, Mapping
from scorecards.parsing.moments import Moment
from scorecards.parsing.plans import Plan
from scorecards.parsing.reading import RowReader, holds, is_skipped, replaced
from scorecards.parsing.rows import RejectedRow, Row, text_of
from scorecards.parsing.seen import Seen, Times


class ParsedFact(NamedTuple):
    """`occurred_at` when the file or its mapping says the zone; else `day` and perhaps the time
    `at` are the rep's own."""

    line: int
    external_id: str
    rep_key: str
    metric: str
    quantity: Decimal
    day: date
    at: time | None
    occurred_at: datetime | None
    note: str


def parse_activities(
    rows: Iterable[Row | RejectedRow], plan: Plan
) -> Iterator[list[ParsedFact] | RejectedRow]:
    """The facts of each row that the mapping does not skip, in the order of the file. A row with
    one fact that cannot be understood is rejected as a whole."""
    times, seen = Times(), Seen()
    columns = sorted(plan.mapping.columns_read())
    for row in rows:
        if isinstance(row, RejectedRow):
            yield row
        elif not is_skipped(row, plan.mapping):
            yield _facts(RowReader(row, plan), columns, times, seen)


def _facts(
    reader: RowReader, columns: list[str], times: Times, seen: Seen
) -> list[ParsedFact] | RejectedRow:
    rep_key = reader.text("rep", needed=True)
    moment = _moment(reader)
    note = reader.text("note")
    found = list(_quantities(reader))
    row_id = reader.new_id(seen)
    if moment is None or reader.refusals:
        return reader.rejected()
    row_id = row_id or _derived(reader, columns, (rep_key, moment), times)
    return [
        ParsedFact(
            line=reader.row.line,
            external_id=f"{row_id}{suffix}",
            rep_key=rep_key,
            metric=metric,
            quantity=quantity,
            day=moment.day,
            at=moment.at,
            occurred_at=moment.aware(),
            note=note,
        )
        for metric, quantity, suffix in found
    ]


def _moment(reader: RowReader) -> Moment | None:
    """Day and time together, in the zone written in the file or else named in the mapping."""
    moment, clock = reader.moment("occurred_at"), reader.clock("time")
    if moment is None:
        if not reader.refusals:
            reader.refuse(reader.column_of("occurred_at"), "is empty")
        return None
    zone = reader.plan.mapping.file.time_zone
    if clock is None and (moment.zone or not zone):
        return moment
    return Moment(moment.day, clock or moment.at, moment.zone or (ZoneInfo(zone) if zone else None))


def _quantities(reader: RowReader) -> Iterator[tuple[str, Decimal, str]]:
    """Metric, quantity and the end of the external id of every fact that the row gives."""
    seen: dict[str, int] = {}
    own_id_given = False
    for rule in reader.plan.mapping.facts:
        metric = reader.text_from(rule.metric, needed=True)
        seen[metric] = seen.get(metric, 0) + 1
        if rule.when and not _applies(rule, reader):
            continue
        quantity = reader.number_from(rule.quantity)
        if quantity is not None:
            # The row's own id goes to its first fact whose metric stands in a column.
            gets_it = bool(rule.metric.columns) and not own_id_given
            own_id_given = own_id_given or gets_it
            yield metric, quantity, "" if gets_it else _suffix(metric, seen[metric])
        elif not rule.optional and not reader.refusals:
            reader.refuse(
                next(iter(rule.quantity.columns), ""), f"the quantity of {metric} is empty"
            )


def _applies(rule: FactRule, reader: RowReader) -> bool:
    return all(holds(condition, reader.row, reader.plan.mapping) for condition in rule.when)


def _suffix(metric: str, time_seen: int) -> str:
    return f":{metric}" if time_seen == 1 else f":{metric}-{time_seen}"


def _derived(reader: RowReader, columns: list[str], key: tuple[str, Moment], times: Times) -> str:
    mapping: Mapping = reader.plan.mapping
    rep_key, moment = key
    if mapping.wide:
        parts = [rep_key.casefold(), str(moment.day), str(moment.at or "")]
    else:
        parts = [text_of(replaced(reader.row, column, mapping)) for column in columns]
    digest = sha256("\x1f".join(parts).encode()).digest()[:12]
    return f"{digest.hex()}-{times.of(digest)}"
