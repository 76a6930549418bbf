"""Rows of people → the persons they are about, and what changes about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import JobRole, Role, User
from scorecards.ingest.context import Import, too_long
from scorecards.ingest.histories import differences
from scorecards.ingest.outcomes import Outcome
from scorecards.ingest.people_book import NO_ADDRESS, is_new
from scorecards.parsing.people import ParsedPerson
from scorecards.parsing.rows import RejectedRow

_LIMITED = ("name", "email", "external_id", "time_zone")


@dataclass(frozen=True)
class Entry:
    """A row with the person it is about, who is not stored yet when new, and what changes."""

    parsed: ParsedPerson
    person: User
    changes: dict[str, Any]

    @property
    def path(self) -> tuple[str, ...]:
        """The person's team, or one named after a manager without a team."""
        if self.parsed.team or not self.parsed.manager:
            return self.parsed.team
        return (f"{self.parsed.manager}'s team",)


def entries_of(
    run: Import, batch: Sequence[ParsedPerson | RejectedRow], outcome: Outcome
) -> list[Entry]:
    jobs = _job_roles(run, [parsed for parsed in batch if isinstance(parsed, ParsedPerson)])
    entries: dict[str, Entry] = {}
    for parsed in batch:
        entry = parsed if isinstance(parsed, RejectedRow) else _entry(run, parsed, jobs)
        if isinstance(entry, RejectedRow):
            outcome.rejected.append(entry)
        elif entry.person.email in entries:
            outcome.rejected.append(
                run.rejected(entry.parsed.line, "name", "this person came before in this file")
            )
        else:
            entries[entry.person.email] = entry
    return list(entries.values())


def _job_roles(run: Import, batch: Sequence[ParsedPerson]) -> dict[str, JobRole]:
    known = {job.name.casefold(): job for job in JobRole.objects.all()}
    for name in dict.fromkeys(parsed.job_role for parsed in batch):
        if name and len(name) <= 80 and name.casefold() not in known:
            job = JobRole(name=name)
            if not run.dry_run:
                job.save(force_insert=True)
            known[name.casefold()] = job
    return known


def _entry(run: Import, parsed: ParsedPerson, jobs: dict[str, JobRole]) -> Entry | RejectedRow:
    if reason := _refused(run, parsed, jobs):
        return run.rejected(parsed.line, *reason)
    person = _found(run, parsed)
    wanted = _wanted(parsed, jobs)
    if person is None:
        person = run.book.newcomer(
            name=parsed.name or parsed.email.partition("@")[0],
            email=parsed.email,
            external_id=parsed.external_id,
        )
    joined = wanted.get("joined_on", person.joined_on)
    left = wanted.get("left_on", person.left_on)
    if joined and left and left < joined:
        return run.rejected(parsed.line, "left_on", "left before joining")
    changes = differences(person, wanted)
    if is_new(person):
        for name, value in changes.items():
            setattr(person, name, value)
    return Entry(parsed, person, changes)


def _refused(run: Import, parsed: ParsedPerson, jobs: dict[str, JobRole]) -> tuple[str, str] | None:
    """The field that makes the row impossible, and why."""
    if long := too_long({name: getattr(parsed, name) for name in _LIMITED}, User):
        return long
    if parsed.job_role and parsed.job_role.casefold() not in jobs:
        return "job_role", "longer than 80 characters"
    if any(len(name) > 120 for name in (*parsed.team, f"{parsed.manager}'s team")):
        return "manager", "team names have at most 120 characters"
    if not parsed.email and not parsed.external_id and run.book.is_shared(parsed.name):
        return "name", run.book.reason(parsed.name, "name")
    owner = run.book.find(parsed.external_id, "external_id") if parsed.external_id else None
    found = run.book.find(parsed.email, "email") if parsed.email else None
    person = found or owner
    if person and person.role == Role.ADMIN and parsed.role not in ("", Role.ADMIN):
        return "role", f"{person.name} is an admin: take that away in the setup"
    if owner and found and owner is not found:
        return "external_id", f"{parsed.external_id!r} belongs to {owner.name}"
    return None


def _found(run: Import, parsed: ParsedPerson) -> User | None:
    """By e-mail, by external id, by name; whoever has an address is no namesake without one."""
    for key, by in ((parsed.email, "email"), (parsed.external_id, "external_id")):
        if key and (person := run.book.find(key, by)):  # type: ignore[arg-type]
            return person
    person = run.book.find(parsed.name, "name") if parsed.name else None
    if person and parsed.email and not person.email.endswith(f"@{NO_ADDRESS}"):
        return None
    return person


def _wanted(parsed: ParsedPerson, jobs: dict[str, JobRole]) -> dict[str, Any]:
    names = ("name", "email", "external_id", "role", "joined_on", "left_on", "time_zone")
    wanted = {name: getattr(parsed, name) for name in names}
    job = jobs.get(parsed.job_role.casefold())
    wanted["job_role_id"] = job.pk if job else None
    return {name: value for name, value in wanted.items() if value}
