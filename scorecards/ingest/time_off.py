"""Days away stored set-wise, under the same rules as those entered by hand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from simple_history.utils import bulk_create_with_history

from accounts.actions.marks import mark_stale
from accounts.models import TimeOff, User
from scorecards.ingest.context import Import, too_long
from scorecards.ingest.histories import change, differences
from scorecards.ingest.outcomes import Outcome
from scorecards.parsing.rows import RejectedRow
from scorecards.parsing.time_off import ParsedTimeOff

_Changes = list[tuple[TimeOff, dict[str, Any]]]


def store_time_off(run: Import, batch: Sequence[ParsedTimeOff | RejectedRow]) -> Outcome:
    """The same days of the same person again are changed or left alone. Days that overlap others
    are rejected unless both are halves. Nobody is made a person for being away."""
    outcome = Outcome()
    named: list[tuple[User, ParsedTimeOff]] = []
    for parsed in batch:
        if isinstance(parsed, RejectedRow):
            outcome.rejected.append(parsed)
        elif person := run.book.find(parsed.rep_key, run.plan.mapping.rep_by):
            named.append((person, parsed))
        else:
            reason = run.book.reason(parsed.rep_key, run.plan.mapping.rep_by)
            outcome.rejected.append(run.rejected(parsed.line, "rep", reason))
    new, changes = _sorted_out(run, named, outcome)
    if not run.dry_run:
        change(changes, reason="import")
        if new:
            bulk_create_with_history(new, TimeOff, batch_size=500, default_change_reason="import")
        _mark((*new, *(off for off, _ in changes)))
    return outcome


def _sorted_out(
    run: Import, named: Sequence[tuple[User, ParsedTimeOff]], outcome: Outcome
) -> tuple[list[TimeOff], _Changes]:
    """What to create and what to change; counts and rejects into the outcome."""
    known: dict[int, list[TimeOff]] = defaultdict(list)
    people = {person.pk for person, _ in named}
    for off in TimeOff.objects.filter(user__in=people).order_by("pk").select_for_update():
        known[off.user_id].append(off)
    new: list[TimeOff] = []
    changes: _Changes = []
    for person, parsed in named:
        wanted = _wanted(run, parsed)
        same = next((off for off in known[person.pk] if _days(off) == _days(parsed)), None)
        if same and not same._state.adding:
            found = differences(same, wanted)
            changes += [(same, found)] if found else []
            outcome.unchanged += not found
        elif reason := _refused(parsed, known[person.pk]):
            outcome.rejected.append(run.rejected(parsed.line, *reason))
        else:
            off = TimeOff(user=person, starts_on=parsed.starts_on, ends_on=parsed.ends_on, **wanted)
            known[person.pk].append(off)
            new.append(off)
    outcome.created, outcome.updated = len(new), len(changes)
    return new, changes


def _wanted(run: Import, parsed: ParsedTimeOff) -> dict[str, Any]:
    """What the mapping reads besides the days."""
    mapped = run.plan.mapping.fields.keys() & {"half_days", "reason"}
    return {name: getattr(parsed, name) for name in sorted(mapped)}


def _days(off: TimeOff | ParsedTimeOff) -> tuple[object, object]:
    return off.starts_on, off.ends_on


def _refused(parsed: ParsedTimeOff, others: Iterable[TimeOff]) -> tuple[str, str] | None:
    if long := too_long({"reason": parsed.reason}, TimeOff):
        return long
    for off in others:
        apart = off.ends_on < parsed.starts_on or parsed.ends_on < off.starts_on
        if not apart and (_days(off) == _days(parsed) or not (off.half_days and parsed.half_days)):
            return "starts_on", f"away from {off.starts_on} to {off.ends_on} already"
    return None


def _mark(changed: Iterable[TimeOff]) -> None:
    reps: dict[tuple[Any, Any], list[int]] = defaultdict(list)
    for off in changed:
        reps[off.starts_on, off.ends_on].append(off.user_id)
    for (first, last), people in reps.items():
        mark_stale(reps=people, from_day=first, to_day=last)
