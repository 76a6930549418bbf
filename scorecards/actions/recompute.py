"""Work off stale marks: totals, then scores, in one transaction a batch.

Facts are the truth; everything here can be killed at any moment and done again. A batch
locks its reps (others skip them), so that no older total overwrites a newer one, takes away
their marks and computes; if it does not come to its commit, the marks are there again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.actions.live import announce
from accounts.actions.taken_marks import take_marks
from accounts.models import Role, StaleMark, User
from scorecards.actions.late_days import note_late_days
from scorecards.actions.scores import store_scores
from scorecards.actions.totals import rebuild_totals
from scorecards.queries.closed import open_days
from scorecards.queries.holding import holding_of
from scorecards.queries.scoring import DayRange, compute_scores

# On SQLite a batch holds the only write lock: people who log wait for it.
REPS_A_BATCH = {"postgresql": 500, "sqlite": 100}
# All that is asked of a person; others, like their passwords, are left where they are.
_SCORED_BY = ("role", "job_role", "time_zone", "joined_on", "left_on")


def work_off_marks(
    *, now: datetime, reps_a_batch: int | None = None, bulk: bool | None = None
) -> int:
    """Work until no unclaimed mark is left; how many reps were re-scored, once per batch.

    `bulk`: False takes only marks that cannot wait, True only those that can, None all.
    """
    worked = 0
    if not _waiting(bulk).exists():  # a sweep that finds nothing takes no write lock
        return worked
    reps = reps_a_batch or REPS_A_BATCH[connection.vendor]
    while batch := work_off_batch(now=now, reps=reps, bulk=bulk):
        worked += batch
    return worked


def mark_everything(people: Sequence[User], *, days: DayRange) -> None:
    """Have the totals and scores of these people rebuilt from the facts of these days."""
    StaleMark.objects.bulk_create(
        (
            StaleMark(rep=rep, from_day=days[0], to_day=days[1], facts_changed=True, bulk=True)
            for rep in people
        ),
        batch_size=1000,
    )


@transaction.atomic
def work_off_batch(*, now: datetime, reps: int, bulk: bool | None = None) -> int:
    """One claim to one commit; how many reps it claimed (0: nothing left to claim)."""
    people = _claimed(reps, bulk)
    if not people:
        return 0
    marks = take_marks(reps=[person.pk for person in people], bulk=bulk)
    # Another worker may have finished with somebody between our question and our lock.
    marked = {mark.rep_id for mark in marks}
    recompute([person for person in people if person.pk in marked], marks=marks, now=now)
    return len(people)


def recompute(people: Sequence[User], *, marks: Iterable[StaleMark], now: datetime) -> None:
    """Rebuild what the marks name. The caller holds the lock of the people.

    Only reps are scored; who became a manager keeps the scores they had.
    """
    marks = list(marks)
    facts = [mark for mark in marks if mark.facts_changed]
    holding = holding_of(people)
    changed = dict(merged(facts))
    reported = rebuild_totals(
        [
            (rep, *days)
            for rep, found in changed.items()
            for days in open_days(found, frozen=holding.frozen.get(rep, ()))
        ],
        latest=holding.shared.latest,
    )
    note_late_days(changed, frozen=holding.frozen, now=now)
    later = [_until_now(mark) for mark in facts if mark.rep_id in reported]
    reps = {person.pk: person for person in people if person.role == Role.REP}
    ranges = dict(merged(mark for mark in (*marks, *later) if mark.rep_id in reps))
    computed = compute_scores(list(reps.values()), ranges=ranges, now=now, holding=holding)
    store_scores(computed, ranges=ranges, now=now)
    announce(
        names=[f"rep-{person.pk}" for person in people]
        # The open pages of all teams above them listen, too.
        + [f"team-{team}" for team in holding.teams_of(people)]
    )


def merged(marks: Iterable[StaleMark]) -> Iterable[tuple[int, list[DayRange]]]:
    """Per rep id the marked days as ranges that neither overlap nor touch."""
    by_rep: dict[int, list[DayRange]] = defaultdict(list)
    for rep, first, last in sorted((m.rep_id, m.from_day, m.to_day) for m in marks):
        ranges = by_rep[rep]
        if ranges and first <= _day_after(ranges[-1][1]):
            ranges[-1] = (ranges[-1][0], max(ranges[-1][1], last))
            continue
        ranges.append((first, last))
    return by_rep.items()


def _until_now(mark: StaleMark) -> StaleMark:
    return StaleMark(
        rep_id=mark.rep_id, from_day=mark.from_day, to_day=date.max, facts_changed=False
    )


def _waiting(bulk: bool | None) -> QuerySet[StaleMark]:
    marks = StaleMark.objects.all()
    return marks if bulk is None else marks.filter(bulk=bulk)


def _claimed(limit: int, bulk: bool | None) -> list[User]:
    marked = _waiting(bulk).filter(rep=OuterRef("pk"))
    return list(
        User.objects.filter(Exists(marked))
        .only(*_SCORED_BY)
        .order_by("pk")
        .select_for_update(skip_locked=True, no_key=True)[:limit]
    )


def _day_after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)
