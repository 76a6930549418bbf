"""What is still to be computed before a period closes, and once it is open again."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Min

from accounts.models import Role, StaleMark, User
from accounts.queries.many import among
from scorecards.models import Closing, FrozenDays, FrozenScore
from scorecards.periods import Period, PeriodKind
from scorecards.queries.closings.members import members_in
from scorecards.queries.scoring import expected_keys
from scorecards.queries.stored_scores import stored_keys


def waiting_marks(
    people: Sequence[User], period: Period, *, now: datetime
) -> dict[int, list[StaleMark]]:
    """By rep id what is to be computed first: stored marks, and one (not stored) for each rep
    who lacks a score in the period."""
    found: dict[int, list[StaleMark]] = defaultdict(list)
    ids = [person.pk for person in people]
    for mark in StaleMark.objects.filter(rep_id__in=among(ids)).order_by("pk"):
        found[mark.rep_id].append(mark)
    for rep in sorted(_unscored(people, period, now)):
        mark = StaleMark(
            rep_id=rep, from_day=period.starts, to_day=period.ends, facts_changed=False
        )
        found[rep].append(mark)
    return dict(found)


def reopened_marks(closing: Closing) -> list[StaleMark]:
    """One mark (not stored) for everybody whose figures the closing held, or kept away."""
    frozen = FrozenScore.objects.filter(closing=closing)
    first = frozen.aggregate(first=Min("starts_on"))["first"] or closing.starts_on
    period = Period(PeriodKind(closing.kind), closing.key, closing.starts_on, closing.ends_on)
    reps = {person.pk for person in members_in(closing.scorecard_id, period)}
    reps.update(FrozenDays.objects.filter(closing=closing).values_list("rep", flat=True))
    reps.update(frozen.values_list("rep", flat=True))
    return [
        StaleMark(
            rep_id=rep,
            from_day=min(first, closing.starts_on),
            to_day=closing.ends_on,
            facts_changed=True,
        )
        for rep in sorted(reps)
    ]


def _unscored(people: Sequence[User], period: Period, now: datetime) -> set[int]:
    reps = [person for person in people if person.role == Role.REP]
    ranges = {rep.pk: [(period.starts, period.ends)] for rep in reps}
    missing = expected_keys(reps, ranges=ranges, now=now) - stored_keys(ranges).keys()
    return {rep for rep, _, _ in missing}
