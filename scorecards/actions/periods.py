"""Open the periods that have begun: nobody has to log first to have a score of zero."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet

from accounts.actions.marks import mark_stale
from accounts.models import Organisation, StaleMark, User
from scorecards.models import Score, ScoredPeriod
from scorecards.queries.scoring import expected_keys, local_day

_A_DAY = timedelta(days=1)


@transaction.atomic
def open_periods(*, now: datetime) -> int:
    """Mark every rep who lacks a score in a period since the last one begun; how many were marked.

    A rep whose last score is older (no worker ran for some days) is marked from there on.
    """
    organisation = Organisation.current()
    people = list(_unmarked_reps())
    today = {person.pk: local_day(person, organisation, now) for person in people}
    since = _last_begun(before=min(today.values(), default=now.date()))
    expected = expected_keys(
        people, ranges={rep: [(since, day)] for rep, day in today.items()}, now=now
    )
    stored = Score.objects.filter(scored_period__ends_on__gte=since)
    missing = expected - set(
        stored.values_list("rep_id", "scored_period__section_id", "scored_period__key")
    )
    reps = {rep for rep, _, _ in missing}
    last = dict(
        Score.objects.filter(rep__in=reps)
        .values_list("rep")
        .annotate(last=Max("scored_period__starts_on"))
    )
    stretches = defaultdict(list)  # nearly always one: everybody at once is work that may wait
    for rep in reps:
        stretches[min(last.get(rep, since) + _A_DAY, since), today[rep]].append(rep)
    for (first, until), found in stretches.items():
        mark_stale(reps=found, from_day=first, to_day=until)
    return len(reps)


def _last_begun(*, before: date) -> date:
    """When the last periods that were opened began: whoever left since then is due, not today."""
    begun = ScoredPeriod.objects.filter(starts_on__lte=before)
    return begun.aggregate(last=Max("starts_on"))["last"] or before


def _unmarked_reps() -> QuerySet[User]:
    return User.objects.reps().exclude(pk__in=StaleMark.objects.values("rep"))
