"""Which periods the timetable closes now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.calendars import CalendarSpan, working_days
from accounts.models import Calendar, Organisation
from accounts.queries.working_time import work_calendars
from scorecards.models import Closing, Scorecard, ScoredPeriod
from scorecards.periods import Period, PeriodKind, periods_between
from scorecards.queries.terms import period_rules

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DueClosing:
    scorecard: Scorecard
    period: Period


def due_closings(*, now: datetime) -> list[DueClosing]:
    """What the organisation's timetable asks for and was never closed, earliest first.

    A period that somebody opened again stays open until a person closes it.
    """
    organisation = Organisation.current()
    periods = list(_periods_over(organisation, organisation.day_of(now)))
    if not periods:
        return []
    closed = set(
        Closing.objects.filter(kind=organisation.closes).values_list("scorecard_id", "key")
    )
    cards = Scorecard.objects.filter(versions__published_at__isnull=False).distinct()
    return [
        DueClosing(card, period)
        for period in periods
        for card in cards
        if (card.pk, period.key) not in closed and _is_scored(card, period)
    ]


def working_days_after(ends: date, *, today: date) -> int:
    """Whole working days of the organisation's own calendar between an end and today."""
    calendar = work_calendars(years=range(ends.year, today.year + 1))[Calendar.default().pk]
    spans = (CalendarSpan(date.min, None, calendar),)
    return int(working_days(starts=ends + _A_DAY, ends=today - _A_DAY, spans=spans))


def _periods_over(organisation: Organisation, today: date) -> Iterable[Period]:
    if not organisation.closes or organisation.closes_from is None:
        return
    for period in periods_between(
        starts=organisation.closes_from,
        ends=today - _A_DAY,
        kind=PeriodKind(organisation.closes),
        rules=period_rules(organisation),
    ):
        if working_days_after(period.ends, today=today) >= organisation.closes_after_days:
            yield period


def _is_scored(card: Scorecard, period: Period) -> bool:
    scored = ScoredPeriod.objects.filter(section__version__scorecard=card)
    return scored.filter(ends_on__range=(period.starts, period.ends)).exists()
