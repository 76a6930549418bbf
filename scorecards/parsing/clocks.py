"""Times of day and the zones written behind them."""

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo

from scorecards.parsing.rows import Cell, Refused, text_of

_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?([ap]\.?m\.?)?"
    r" ?\(?(z|utc|gmt|(?:gmt|utc)?[-+](?:[01]\d|2[0-3]):?[0-5]\d)?\)?",
    re.IGNORECASE,
)


def parse_clock(cell: Cell, *, column: str) -> time | Refused:
    """A time cell, or text such as `14:05`, `14:05:33`, `2:05 PM`."""
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell
    read = read_clock(cell) if isinstance(cell, str) else None
    return read[0] if read else Refused(column, f"{text_of(cell)!r} is not a time of day")


def read_clock(text: str) -> tuple[time, tzinfo | None] | None:
    """The time and the zone written behind it; None for text that is no time."""
    match = _TIME.fullmatch(text)
    at = _clock(match) if match else None
    return (at, _zone(match.group(6))) if match and at is not None else None


def _clock(match: re.Match[str]) -> time | None:
    hour, minute, second, fraction, half = match.groups()[:5]
    hours = int(hour)
    if half and not 1 <= hours <= 12:
        return None
    if half:
        hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
    try:
        return time(hours, int(minute), int(second or 0), int((fraction or "0")[:6].ljust(6, "0")))
    except ValueError:
        return None


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    offset = text.lower().removeprefix("gmt").removeprefix("utc").replace(":", "")
    if offset in ("", "z"):
        return UTC
    size = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))
    return timezone(-size if offset[0] == "-" else size)
