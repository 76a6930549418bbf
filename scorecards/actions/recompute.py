"""Work off stale marks: totals, then scores, in one transaction a batch.

Facts are the truth; everything here can be killed at any moment and done again. A batch
locks its reps (others skip them), so that no older total overwrites a newer one, reads
their marks, computes, and deletes exactly the marks it read.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.actions.live import announce
from accounts.models import Membership, Role, StaleMark, Team, User
from scorecards.actions.late_days import note_late_days
from scorecards.actions.scores import store_scores
from scorecards.actions.totals import rebuild_totals
from scorecards.queries.closed import frozen_ranges, open_days
from scorecards.queries.scoring import DayRange, compute_scores

# On SQLite a batch holds the only write lock: people who log wait for it.
REPS_A_BATCH = 100


def work_off_marks(
    *, now: datetime, reps_a_batch: int = REPS_A_BATCH, bulk: bool | None = None
) -> int:
    """Work until no unclaimed mark is left; how many reps were re-scored, once per batch.

    `bulk`: False takes only marks that cannot wait, True only those that can, None all.
    """
    worked = 0
    if not _waiting(bulk).exists():  # a sweep that finds nothing takes no write lock
        return worked
    while batch := work_off_batch(now=now, reps=reps_a_batch, bulk=bulk):
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
    """One claim to one commit; how many reps it re-scored (0: nothing left to claim)."""
    people = _claimed(reps, bulk)
    if not people:
        return 0
    marks = list(_waiting(bulk).filter(rep__in=people))
    recompute(people, marks=marks, now=now)
    StaleMark.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return len(people)


def recompute(people: Sequence[User], *, marks: Iterable[StaleMark], now: datetime) -> None:
    """Rebuild what the marks name. The caller holds the lock of the people.

    Only reps are scored; who became a manager keeps the scores they had.
    """
    marks = list(marks)
    facts = [mark for mark in marks if mark.facts_changed]
    frozen = frozen_ranges([person.pk for person in people])
    changed = dict(merged(facts))
    reported = rebuild_totals(
        [
            (rep, *days)
            for rep, found in changed.items()
            for days in open_days(found, frozen=frozen.get(rep, ()))
        ]
    )
    note_late_days(changed, frozen=frozen, now=now)
    later = [_until_now(mark) for mark in facts if mark.rep_id in reported]
    reps = {person.pk: person for person in people if person.role == Role.REP}
    ranges = dict(merged(mark for mark in (*marks, *later) if mark.rep_id in reps))
    computed = compute_scores(list(reps.values()), ranges=ranges, now=now)
    store_scores(computed, ranges=ranges, now=now)
    announce(names=_names_of(people))


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
        .order_by("pk")
        .select_for_update(skip_locked=True, no_key=True)[:limit]
    )


def _names_of(people: Sequence[User]) -> list[str]:
    """The names that open pages of these reps and of all teams above them listen to."""
    parents = dict(Team.objects.without_tree_fields().values_list("pk", "parent_id"))
    teams: set[int] = set()
    for team in Membership.objects.filter(user__in=people, ends_on=None).values_list(
        "team", flat=True
    ):
        above: int | None = team
        while above is not None and above not in teams:
            teams.add(above)
            above = parents[above]
    return [f"rep-{person.pk}" for person in people] + [f"team-{team}" for team in teams]


def _day_after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)
