"""Who was on a scorecard in a period, and on which of its days."""

from collections.abc import Collection
from datetime import date, timedelta

from accounts.models import User
from scorecards.models import Score
from scorecards.periods import Period, PeriodKind
from scorecards.queries.closed import DayRange
from scorecards.queries.terms import card_spans

# A week that ends in a period begins at most so much before it.
_BEFORE = timedelta(days=6)


def closed_with(kind: PeriodKind) -> list[PeriodKind]:
    """The lengths of the periods that are closed with one of this kind: all not longer."""
    lengths = list(PeriodKind)
    return lengths[: lengths.index(kind) + 1]


def members_in(scorecard_id: int, period: Period) -> dict[User, list[DayRange]]:
    """The days (inclusive) of everybody on the scorecard in the period, while employed.

    Somebody who left in the week that ends in the period is named too, without a day.
    """
    people = list(User.objects.order_by("pk"))
    spans = card_spans(people)
    found: dict[User, list[DayRange]] = {}
    for person in people:
        own = [(s.starts, s.ends) for s in spans[person.pk] if s.scorecard_id == scorecard_id]
        if _cut(own, person, period.starts - _BEFORE, period.ends):
            found[person] = _cut(own, person, period.starts, period.ends)
    return found


def scored_in(scorecard_id: int, period: Period) -> list[User]:
    """Everybody with a stored score in what closes with the period, whoever is on the scorecard
    now: somebody may have left it since, and their scores wait to be taken away."""
    scores = Score.objects.filter(
        scored_period__section__version__scorecard=scorecard_id,
        scored_period__section__period__in=closed_with(period.kind),
        scored_period__ends_on__range=(period.starts, period.ends),
    )
    return list(User.objects.filter(pk__in=scores.values("rep")).order_by("pk"))


def _cut(spans: Collection[DayRange], person: User, first: date, last: date) -> list[DayRange]:
    first = max(first, person.joined_on or date.min)
    last = min(last, person.left_on or date.max)
    cut = ((max(first, starts), min(last, ends)) for starts, ends in spans)
    return [(starts, ends) for starts, ends in cut if starts <= ends]
