"""What a page says when days that it shows or offers are closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from accounts.queries.many import among
from scorecards.access import closings_steered_by
from scorecards.models import Closing, FrozenDays
from scorecards.periods import Period, PeriodKind
from scorecards.queries.closings.members import closed_with


@dataclass(frozen=True)
class ClosedNote:
    """A standing closing that holds days of these people; `late_days` of theirs changed since.

    `may_open`: whether the reader may look into it and open it again.
    """

    closing: Closing
    late_days: int
    may_open: bool


def closed_notes(
    people: Collection[int], *, starts: date, ends: date, reader: User | None = None
) -> list[ClosedNote]:
    """The closings that hold some of these days (inclusive) of these people (ids); one query."""
    reps = among(people)
    held = FrozenDays.objects.filter(
        closing=OuterRef("pk"), rep_id__in=reps, from_day__lte=ends, to_day__gte=starts
    )
    theirs = Q(late_days__rep_id__in=reps, late_days__day__range=(starts, ends))
    rows = Closing.objects.standing().filter(Exists(held), starts_on__lte=ends, ends_on__gte=starts)
    own = closings_steered_by(reader) if reader else Closing.objects.none()
    found = rows.annotate(
        late=Count("late_days", filter=theirs), own=Exists(own.filter(pk=OuterRef("pk")))
    )
    ordered = found.select_related("scorecard", "closed_by").order_by("starts_on", "pk")
    return [ClosedNote(closing, closing.late, bool(closing.own)) for closing in ordered]


def closed_keys(periods: Sequence[Period], *, people: Collection[int]) -> frozenset[str]:
    """The keys of those of these periods that a standing closing holds for some of these people
    (ids); one query."""
    held = FrozenDays.objects.filter(closing=OuterRef("pk"), rep_id__in=among(people))
    rows = Closing.objects.standing().filter(
        Exists(held),
        starts_on__lte=max(period.ends for period in periods),
        ends_on__gte=min(period.ends for period in periods),
    )
    closings = list(rows.values_list("kind", "starts_on", "ends_on"))
    return frozenset(
        period.key
        for period in periods
        for kind, starts, ends in closings
        if starts <= period.ends <= ends and period.kind in closed_with(PeriodKind(kind))
    )
