"""What a rep usually does in an hour of work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.models import Organisation, User
from accounts.queries.working_time import working_time_of
from scorecards.queries.tallies import tallies_of
from scorecards.scoring.lines import value_of
from scorecards.scoring.records import ONE, ZERO, ScoredLine
from scorecards.scoring.rounding import half_up

WEEKS = 12
_DAYS_A_WEEK = 5
_ALWAYS = (date.min, date.max)


@dataclass(frozen=True)
class UsualRate:
    """Units per working hour, and for people: `shown` units per "hour", "day" or "week"."""

    per_hour: Decimal
    shown: Decimal
    per: str


def usual_rates(
    rep: User, *, lines: Collection[ScoredLine], today: date, organisation: Organisation
) -> dict[str, UsualRate]:
    """By metric, the rep's rate over the last 12 weeks for those of the lines that grow daily.

    Today is not over and does not count. A metric never done, and every metric of a rep
    who had no working time, has no rate. A constant number of queries.
    """
    starts, ends = today - timedelta(weeks=WEEKS), today - timedelta(days=1)
    working = working_time_of([rep], starts=starts, ends=ends)[rep.pk]
    shares = working.shares(starts=starts, ends=ends, on_card=[_ALWAYS])
    days = sum((share.present for share in shares), ZERO)
    tallies = tallies_of([(rep.pk, starts, ends)])[0]
    hours = hours_a_day(organisation)
    rates = {}
    for line in lines:
        units = value_of(tallies[line.metric], line.aggregation) if line.metric in tallies else None
        if line.cumulative and units and days:
            rates[line.metric] = _rate(units / days, hours)
    return rates


def hours_a_day(organisation: Organisation) -> Decimal:
    """The length of a working day in hours."""
    opens = datetime.combine(date.min, organisation.work_starts)
    closes = datetime.combine(date.min, organisation.work_ends)
    return Decimal((closes - opens) // timedelta(seconds=1)) / 3600


def _rate(per_day: Decimal, hours: Decimal) -> UsualRate:
    """In the shortest span in which at least one unit is usual."""
    per_hour = per_day / hours
    if per_hour >= ONE:
        return UsualRate(per_hour, _for_people(per_hour), "hour")
    if per_day >= ONE:
        return UsualRate(per_hour, _for_people(per_day), "day")
    return UsualRate(per_hour, _for_people(per_day * _DAYS_A_WEEK), "week")


def _for_people(amount: Decimal) -> Decimal:
    return half_up(amount, places=0 if amount >= 10 else 1)
