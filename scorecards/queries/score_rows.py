"""Scores for programs: many reps' standings, a page at a time."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Least

from accounts.access import team_ids_below
from accounts.models import Membership, Organisation, Team, User
from scorecards.models import Score
from scorecards.queries.standings import Standing, shown_on, standings_of


def scores_on(
    people: QuerySet[User, Any], *, day: date, team: Team | None = None
) -> QuerySet[Score]:
    """Scores of these people in the periods shown for the day.

    Where periods of a scorecard's former and newer version overlap, the newer one's. With
    `team`: of those who were in it or below it on that day, or on their last day that counts.
    """
    holding = shown_on(people, day=day)
    newer = Score.objects.filter(
        holding,
        rep=OuterRef("rep"),
        scored_period__section__kind=OuterRef("scored_period__section__kind"),
        scored_period__section__version__scorecard=OuterRef(
            "scored_period__section__version__scorecard"
        ),
        scored_period__starts_on__gt=OuterRef("scored_period__starts_on"),
    )
    scores = Score.objects.filter(holding, ~Exists(newer), rep__in=people.values("pk"))
    return scores if team is None else _in_team(scores, team, day)


def standings_of_page(
    scores: Sequence[Score], *, organisation: Organisation, now: datetime
) -> list[Standing]:
    """The standings of these scores, in their order (3 queries)."""
    people = User.objects.filter(pk__in={score.rep_id for score in scores})
    rows = Score.objects.filter(pk__in=[score.pk for score in scores]).order_by("pk")
    return standings_of(rows, people, organisation=organisation, now=now)


def _in_team(scores: QuerySet[Score], team: Team, day: date) -> QuerySet[Score]:
    last = OuterRef("last_day")
    inside = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=last),
        user=OuterRef("rep"),
        team__in=team_ids_below([team.pk]),
        starts_on__lte=last,
    )
    return scores.annotate(last_day=Least(F("counted_to"), Value(day))).filter(Exists(inside))
