"""Which periods the timetable closes now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
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
    ends = _ends_of_scored(periods)
    return [
        DueClosing(card, period)
        for period in periods
        for card in cards
        if (card.pk, period.key) not in closed
        and any(period.starts <= end <= period.ends for end in ends[card.pk])
    ]


def _periods_over(organisation: Organisation, today: date) -> Iterable[Period]:
    if not organisation.closes or organisation.closes_from is None:
        return
    own = _own_calendar(since=min(organisation.closes_from, today), today=today)
    for period in periods_between(
        starts=organisation.closes_from,
        ends=today - _A_DAY,
        kind=PeriodKind(organisation.closes),
        rules=period_rules(organisation),
    ):
        if _days_between(period.ends, today, own) >= organisation.closes_after_days:
            yield period


def _own_calendar(*, since: date, today: date) -> tuple[CalendarSpan, ...]:
    calendars = work_calendars(years=range(since.year, today.year + 1))
    return (CalendarSpan(date.min, None, calendars[Calendar.default().pk]),)


def _days_between(ends: date, today: date, own: tuple[CalendarSpan, ...]) -> int:
    """Whole working days of the organisation's own calendar between an end and today."""
    return int(working_days(starts=ends + _A_DAY, ends=today - _A_DAY, spans=own))


def _ends_of_scored(periods: Sequence[Period]) -> dict[int, set[date]]:
    """By scorecard id the last days of what is scored in these periods (earliest first)."""
    scored = ScoredPeriod.objects.filter(ends_on__range=(periods[0].starts, periods[-1].ends))
    found: dict[int, set[date]] = defaultdict(set)
    for card, end in scored.values_list("section__version__scorecard", "ends_on").distinct():
        found[card].add(end)
    return found
