"""Rows of facts that are plainly right, read without the serializer.

Nearly all rows of a program are. The serializer takes ten times as long, because it can say what is
wrong with each field; it has the last word on every row that is not plain, and gives the same for
those that are (tests/scorecards/api/test_plain_facts.py).
"""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from scorecards.ingest.posted_facts import PostedFact
from scorecards.periods import FIRST_YEAR, LAST_YEAR

_NEEDED = {"rep", "metric", "quantity", "occurred_at"}
_KNOWN = _NEEDED | {"source", "external_id", "note"}
_NUMBER = re.compile(r"[0-9]{1,11}(?:\.[0-9]{1,4})?")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[-+][0-9]{2}:[0-9]{2})?"
)


def plain_fact(index: int, row: Any, *, source: str) -> PostedFact | None:
    """The fact, or None when the row needs a closer look. `source`: when the row says none."""
    if not isinstance(row, dict) or not row.keys() <= _KNOWN or not row.keys() >= _NEEDED:
        return None
    rep, external_id, note = row["rep"], row.get("external_id"), row.get("note")
    quantity, occurred_at = _number(row["quantity"]), _moment(row["occurred_at"])
    source = row.get("source", source)
    if (
        quantity is None
        or occurred_at is None
        or not (type(rep) is int or _is_plain(rep, 254))
        or not _is_plain(row["metric"], 60)
        or not _is_plain(source, 60)
        or not (external_id is None or _is_plain(external_id, 200))
        or not ("note" not in row or _is_plain(note, 500))
    ):
        return None
    return PostedFact(index, rep, row["metric"], quantity, occurred_at, source, external_id, note)


def _is_plain(text: Any, most: int) -> bool:
    """Text without anything to trim, to refuse or to replace. Spaces are the only white space that
    is printable."""
    return (
        isinstance(text, str)
        and 0 < len(text) <= most
        and text.isprintable()
        and text[0] != " "
        and text[-1] != " "
    )


def _number(value: Any) -> Decimal | None:
    if type(value) is int and 0 <= value < 10**11:
        return Decimal(value)
    return Decimal(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if FIRST_YEAR < moment.year < LAST_YEAR else None
