"""People, their teams and their managers, stored together; a second import changes nothing.

Empty cells leave what is known. Managers are added to their teams and never taken away, for a file
shows only part of an organisation.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from simple_history.utils import bulk_create_with_history

from accounts.actions.marks import mark_stale
from accounts.models import JobRole, Role, User
from scorecards.ingest.context import Import, too_long
from scorecards.ingest.histories import change, differences
from scorecards.ingest.memberships import FIRST_DAY, settle
from scorecards.ingest.outcomes import Outcome
from scorecards.ingest.people_book import NO_ADDRESS, is_new
from scorecards.ingest.teams import TeamTree
from scorecards.parsing.people import ParsedPerson
from scorecards.parsing.rows import RejectedRow

_LIMITED = ("name", "email", "external_id", "time_zone")


@dataclass(frozen=True)
class _Entry:
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


def store_people(run: Import, batch: Sequence[ParsedPerson | RejectedRow]) -> Outcome:
    outcome = Outcome()
    entries = _entries(run, batch, outcome)
    managers = _managers(run, entries)
    stored = {person.email for person in managers.values() if is_new(person)}
    new = {entry.person.email for entry in entries if is_new(entry.person)}
    outcome.created, outcome.new_people = len(new), len(stored - new)
    if run.dry_run:
        outcome.updated = sum(1 for e in entries if not is_new(e.person) and e.changes)
        outcome.unchanged = len(entries) - outcome.created - outcome.updated
        return outcome
    _store(entries, managers)
    touched = _settle(run, entries, managers)
    outcome.updated = sum(
        1
        for entry in entries
        if entry.person.email not in new and (entry.changes or entry.person.pk in touched)
    )
    outcome.unchanged = len(entries) - outcome.created - outcome.updated
    return outcome


def _entries(
    run: Import, batch: Sequence[ParsedPerson | RejectedRow], outcome: Outcome
) -> list[_Entry]:
    jobs = _job_roles(run, [parsed for parsed in batch if isinstance(parsed, ParsedPerson)])
    entries: dict[str, _Entry] = {}
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


def _entry(run: Import, parsed: ParsedPerson, jobs: dict[str, JobRole]) -> _Entry | RejectedRow:
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
    return _Entry(parsed, person, changes)


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


def _managers(run: Import, entries: Sequence[_Entry]) -> dict[str, User]:
    """By the name in the file. Who manages is no longer a rep, unless the file says so."""
    found: dict[str, User] = {}
    stated = {entry.person.email for entry in entries if entry.parsed.role}
    by_email = {entry.person.email: entry for entry in entries}
    for name in dict.fromkeys(entry.parsed.manager for entry in entries if entry.parsed.manager):
        if run.book.is_shared(name):
            continue
        person = run.book.find(name, "any") or run.book.newcomer(name=name)
        found[name] = person
        if person.email in stated or person.role != Role.REP:
            continue
        if is_new(person):
            person.role = Role.MANAGER
        elif person.email in by_email:
            by_email[person.email].changes["role"] = Role.MANAGER
        elif not run.dry_run:
            change([(person, {"role": Role.MANAGER})], reason="import")
    return found


def _store(entries: Sequence[_Entry], managers: dict[str, User]) -> None:
    people = {p.email: p for p in (*(e.person for e in entries), *managers.values())}
    new = [person for person in people.values() if is_new(person)]
    # Addresses the login knew: with the former one nobody may come in any more.
    EmailAddress.objects.filter(
        user__in=[e.person.pk for e in entries if not is_new(e.person) and "email" in e.changes]
    ).delete()
    change(
        [(e.person, dict(e.changes)) for e in entries if not is_new(e.person) and e.changes],
        reason="import",
    )
    if new:
        bulk_create_with_history(new, User, batch_size=500, default_change_reason="import")


def _settle(run: Import, entries: Sequence[_Entry], managers: dict[str, User]) -> set[int]:
    """Teams, managers, memberships and marks; the ids of those whose team is another now."""
    tree = TeamTree()
    teams = {entry.person.pk: tree.team(entry.path) for entry in entries if entry.path}
    tree.add_managers(
        (teams[entry.person.pk], managers[entry.parsed.manager])
        for entry in entries
        if entry.person.pk in teams and entry.parsed.manager in managers
    )
    people = {entry.person.pk: entry.person for entry in entries}
    moved = settle(people, teams, today=run.today)
    _mark(run, entries, moved)
    return set(moved)


def _mark(run: Import, entries: Iterable[_Entry], moved: dict[int, date]) -> None:
    """Each person is scored anew from the first day that counts otherwise now."""
    days: dict[date, list[int]] = defaultdict(list)
    for entry in entries:
        pk = entry.person.pk
        touched = [*_days_touched(run, entry), *([moved[pk]] if pk in moved else [])]
        if touched:
            days[min(touched)].append(pk)
    for day, reps in days.items():
        mark_stale(reps=reps, from_day=day, to_day=None)


def _days_touched(run: Import, entry: _Entry) -> Iterable[date]:
    """A job role has no dates: it holds for the periods that run today, and later ones."""
    today = run.today(entry.person)
    if {"joined_on", "left_on"} & entry.changes.keys():
        yield FIRST_DAY
    if {"job_role_id", "role"} & entry.changes.keys():
        yield today
    if "time_zone" in entry.changes:
        yield today - timedelta(days=1)
