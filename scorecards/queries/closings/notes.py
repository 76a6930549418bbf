"""What a page says when days that it shows are closed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from accounts.access import team_ids_below
from accounts.models import Membership, Team, User
from accounts.queries.many import among
from scorecards.access import closings_steered_by
from scorecards.models import Closing, FrozenDays


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


def people_in_team(team: Team, *, day: date) -> list[int]:
    """The ids of who was in the team or below it on a day."""
    stays = Membership.objects.on(day).filter(team__in=team_ids_below([team.pk]))
    return list(stays.values_list("user", flat=True).distinct())
