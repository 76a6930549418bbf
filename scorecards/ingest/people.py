"""People, their teams and their managers, stored together; a second import changes nothing.

Empty cells leave what is known. Managers are added to their teams and never taken away, for a file
shows only part of an organisation.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from simple_history.utils import bulk_create_with_history

from accounts.actions.job_roles import keep_former_jobs
from accounts.actions.marks import mark_stale, whole_months
from accounts.models import Role, User
from scorecards.ingest.context import Import
from scorecards.ingest.histories import change
from scorecards.ingest.memberships import FIRST_DAY, settle
from scorecards.ingest.outcomes import Outcome
from scorecards.ingest.people_book import is_new
from scorecards.ingest.people_rows import Entry, entries_of
from scorecards.ingest.teams import TeamTree
from scorecards.parsing.people import ParsedPerson
from scorecards.parsing.rows import RejectedRow


def store_people(run: Import, batch: Sequence[ParsedPerson | RejectedRow]) -> Outcome:
    outcome = Outcome()
    entries = entries_of(run, batch, outcome)
    managers = _managers(run, entries)
    stored = {person.email for person in managers.values() if is_new(person)}
    new = {entry.person.email for entry in entries if is_new(entry.person)}
    outcome.created, outcome.new_people = len(new), len(stored - new)
    if run.dry_run:
        outcome.updated = sum(1 for e in entries if not is_new(e.person) and e.changes)
        outcome.unchanged = len(entries) - outcome.created - outcome.updated
        return outcome
    former = _former_jobs(run, entries)
    _store(entries, managers)
    keep_former_jobs(changes=former)
    touched = _settle(run, entries, managers, {person for person, _, _ in former})
    outcome.updated = sum(
        1
        for entry in entries
        if entry.person.email not in new and (entry.changes or entry.person.pk in touched)
    )
    outcome.unchanged = len(entries) - outcome.created - outcome.updated
    return outcome


def _managers(run: Import, entries: Sequence[Entry]) -> dict[str, User]:
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


def _store(entries: Sequence[Entry], managers: dict[str, User]) -> None:
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


def _former_jobs(run: Import, entries: Iterable[Entry]) -> list[tuple[int, int, date]]:
    """Who has another job role from today on, with the one until now."""
    return [
        (entry.person.pk, entry.person.job_role_id, run.today(entry.person))
        for entry in entries
        if not is_new(entry.person) and "job_role_id" in entry.changes and entry.person.job_role_id
    ]


def _settle(
    run: Import, entries: Sequence[Entry], managers: dict[str, User], promoted: set[int]
) -> set[int]:
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
    _mark(run, entries, moved, promoted)
    return set(moved)


def _mark(
    run: Import, entries: Iterable[Entry], moved: dict[int, date], promoted: set[int]
) -> None:
    """Each person is scored anew from the first day that counts otherwise now."""
    days: dict[date, list[int]] = defaultdict(list)
    for entry in entries:
        pk = entry.person.pk
        touched = [*_days_touched(run, entry, promoted)]
        if pk in moved:
            touched.append(whole_months(moved[pk], None)[0])
        if touched:
            days[min(touched)].append(pk)
    for day, reps in days.items():
        mark_stale(reps=reps, from_day=day, to_day=None)


def _days_touched(run: Import, entry: Entry, promoted: set[int]) -> Iterable[date]:
    """Another job role holds from today on; the first one a person gets, for the past too."""
    today = run.today(entry.person)
    if {"joined_on", "left_on"} & entry.changes.keys():
        yield FIRST_DAY
    if entry.person.pk in promoted:
        yield today
    elif "job_role_id" in entry.changes:
        yield FIRST_DAY
    if entry.changes.get("role") == Role.REP:
        yield FIRST_DAY
    if "time_zone" in entry.changes:
        yield today - timedelta(days=1)
