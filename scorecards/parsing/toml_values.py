"""Checked readers of single TOML values: each takes the value and the key to blame."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from scorecards.parsing.amounts import MARKS, DecimalMark
from scorecards.parsing.durations import UNITS, DurationUnit
from scorecards.parsing.moments import ORDERS

T = TypeVar("T")


class MappingError(Exception):
    """The mapping does not say what it must; `key` is the place in the mapping file."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}" if key else reason)
        self.key = key
        self.reason = reason


def known(table: dict[str, Any], names: Iterable[str], key: str) -> None:
    names = tuple(names)
    for name in table:
        if name in names:
            continue
        close = get_close_matches(name, names, n=1)
        hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(names)}"
        raise MappingError(f"{key}.{name}".lstrip("."), f"not known; {hint}")


def optional(table: dict[str, Any], name: str, key: str, read: Callable[[Any, str], T]) -> T | None:
    return read(table[name], f"{key}.{name}".lstrip(".")) if name in table else None


def one_of(value: Any, choices: tuple[T, ...], key: str) -> T:
    for choice in choices:
        if value == choice and type(value) is type(choice):
            return choice
    raise MappingError(key, f"write one of {', '.join(map(str, choices))}")


def table(value: Any, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MappingError(key, "write a table")
    return value


def items(value: Any) -> list[Any]:
    """A list, or the one value that may stand for a list of one."""
    return value if isinstance(value, list) else [value]


def text(value: Any, key: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise MappingError(key, "write a text in quotation marks")
    return value


def texts(value: Any, key: str) -> list[str]:
    return [text(part, key) for part in items(value)]


def constant(value: Any, key: str) -> str:
    """A fixed value: text may be empty, numbers are taken as they are written."""
    if isinstance(value, str):
        return value
    return str(number(value, key))


def number(value: Any, key: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MappingError(key, "write a number")
    return Decimal(str(value))


def flag(value: Any, key: str) -> bool:
    if not isinstance(value, bool):
        raise MappingError(key, "write true or false")
    return value


def positive(value: Any, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise MappingError(key, "write a whole number from 1 on")
    return value


def zone(value: Any, key: str) -> str:
    try:
        return ZoneInfo(text(value, key)).key
    except (KeyError, ValueError, OSError) as error:
        raise MappingError(key, f"{value} is no time zone such as Europe/Berlin") from error


def delimiter(value: Any, key: str) -> str:
    if not isinstance(value, str) or len(value) != 1 or value in '\r\n"':
        raise MappingError(key, "write one character")
    return value


def date_format(value: Any, key: str) -> str:
    """`day-first`, `month-first`, or a pattern such as `%d/%m/%Y`."""
    if isinstance(value, str) and "%" in value:
        return value
    return one_of(value, ORDERS, key)


def decimal_mark(value: Any, key: str) -> DecimalMark:
    return one_of(value, MARKS, key)


def duration_unit(value: Any, key: str) -> DurationUnit:
    return one_of(value, UNITS, key)
