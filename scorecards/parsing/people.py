"""Rows of people: who they are, which team they are in, who manages it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from scorecards.parsing.plans import Plan
from scorecards.parsing.reading import RowReader, is_skipped
from scorecards.parsing.rows import RejectedRow, Row

ROLES = ("rep", "manager", "leader", "admin")


@dataclass(frozen=True)
class ParsedPerson:
    """`team` names the teams from the top down to the person's own; texts are "" when unknown."""

    line: int
    name: str
    email: str
    external_id: str
    role: str
    team: tuple[str, ...]
    manager: str
    job_role: str
    joined_on: date | None
    left_on: date | None
    time_zone: str


def parse_people(
    rows: Iterable[Row | RejectedRow], plan: Plan
) -> Iterator[ParsedPerson | RejectedRow]:
    """One value for each row that the mapping does not skip, in the order of the file."""
    for row in rows:
        if isinstance(row, RejectedRow):
            yield row
        elif not is_skipped(row, plan.mapping):
            yield _person(RowReader(row, plan))


def _person(reader: RowReader) -> ParsedPerson | RejectedRow:
    parsed = ParsedPerson(
        line=reader.row.line,
        name=reader.text("name"),
        email=reader.text("email").lower(),
        external_id=reader.text("external_id"),
        role=reader.text("role").lower(),
        team=tuple(part for field in reader.plan.mapping.team if (part := reader.text_from(field))),
        manager=reader.text("manager"),
        job_role=reader.text("job_role"),
        joined_on=reader.day("joined_on"),
        left_on=reader.day("left_on"),
        time_zone=reader.text("time_zone"),
    )
    _check(reader, parsed)
    return reader.rejected() if reader.refusals else parsed


def _check(reader: RowReader, parsed: ParsedPerson) -> None:
    if not parsed.name and not parsed.email:
        reader.refuse(reader.column_of("name"), "neither name nor e-mail is filled")
    if parsed.email and not _is_address(parsed.email):
        reader.refuse(reader.column_of("email"), f"{parsed.email!r} is not an e-mail address")
    if parsed.role and parsed.role not in ROLES:
        reader.refuse(reader.column_of("role"), f"the role is none of {', '.join(ROLES)}")
    if parsed.time_zone and not _is_zone(parsed.time_zone):
        reader.refuse(reader.column_of("time_zone"), f"{parsed.time_zone!r} is no time zone")
    if parsed.joined_on and parsed.left_on and parsed.left_on < parsed.joined_on:
        reader.refuse(reader.column_of("left_on"), "left before joining")


def _is_address(text: str) -> bool:
    local, _, domain = text.rpartition("@")
    return bool(local) and "." in domain.strip(".") and not set(text) & set(" <>,;\"'()")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
