"""A believable year of logged activities: weekday and seasonal shape, skill, ramp, chance."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from scorecards.ingest.demo.people import AE, AM, SDR, DemoRep
from scorecards.models import Activity, Metric

# job role → metric → a typical whole working day
_A_DAY: dict[str, dict[str, float]] = {
    SDR: {
        "calls": 54,
        "emails": 29,
        "social_touches": 6,
        "call_backs": 1.5,
        "new_leads": 2,
        "qualified_leads": 0.75,
    },
    AE: {"calls": 15, "emails": 18, "meetings_held": 1.75, "proposals": 0.95},
    AM: {"calls": 8.5, "emails": 14, "meetings_held": 1.95, "customers_renewed": 0.125},
}
# metric → (made from, its share): what happens on a call
_OUTCOMES = {"connects": ("calls", 0.26), "positive_calls": ("connects", 0.36)}
_BOOKED = {SDR: 0.21, AE: 0.16, AM: 0.1}
_MINUTES_A_CONNECT = 4.1
_WEEKDAYS = (1.04, 1.1, 1.09, 1.0, 0.76)
_MONTHS = (0.93, 0.98, 1.1, 0.97, 1.0, 1.09, 0.92, 0.82, 1.08, 1.03, 1.05, 0.86)


def activities_of(
    rep: DemoRep, *, metrics: dict[str, Metric], first_day: date, now: datetime
) -> Iterator[Activity]:
    """Every fact of one rep, oldest first, up to now."""
    zone = ZoneInfo(rep.user.time_zone)
    local = now.astimezone(zone)
    day = max(first_day, rep.joined_on)
    last = min(local.date(), rep.left_on or local.date())
    while day <= last:
        if day.weekday() < 5 and not _is_away(rep, day):
            for hour, share in ((11, 0.55), (16, 0.45)):
                at = datetime.combine(day, time(hour, rep.random.randrange(60)), tzinfo=zone)
                counts = _counts(rep, day, share)
                if at <= now:
                    yield from _rows(rep, metrics, counts, at)
        day += timedelta(days=1)


def _rows(
    rep: DemoRep, metrics: dict[str, Metric], counts: dict[str, float], at: datetime
) -> Iterator[Activity]:
    for slug, quantity in counts.items():
        if quantity > 0:
            yield Activity(  # by ids: to tie 170,000 rows to objects takes an eighth of the time
                rep_id=rep.user.pk,
                metric_id=metrics[slug].pk,
                quantity=quantity,
                occurred_at=at,
                day=at.date(),
                entered_by_id=rep.user.pk,
            )


def _counts(rep: DemoRep, day: date, share: float) -> dict[str, float]:
    random = rep.random
    drive = rep.skill * _tenure(rep, day) * _WEEKDAYS[day.weekday()] * _MONTHS[day.month - 1]
    drive *= random.gauss(1, 0.12)
    counts: dict[str, float] = {
        slug: _whole(random, typical * share * drive) for slug, typical in _A_DAY[rep.job].items()
    }
    for slug, (made_from, rate) in _OUTCOMES.items():
        counts[slug] = _of(random, int(counts[made_from]), rate * (0.6 + 0.4 * rep.skill))
    counts["meetings_booked"] = _of(random, int(counts["positive_calls"]), _BOOKED[rep.job])
    counts["talk_minutes"] = round(counts["connects"] * _MINUTES_A_CONNECT * random.gauss(1, 0.2))
    return counts


def _tenure(rep: DemoRep, day: date) -> float:
    """Newcomers find their feet within about four months."""
    return min(1.0, 0.35 + 0.65 * (day - rep.joined_on).days / 120)


def _is_away(rep: DemoRep, day: date) -> bool:
    return any(first <= day <= last for first, last in rep.away)


def _whole(random: Random, mean: float) -> int:
    """A whole number around the mean: its fraction decides the last one."""
    spread = max(0.0, random.gauss(mean, (mean * 0.6) ** 0.5))
    return int(spread) + (random.random() < spread % 1)


def _of(random: Random, number: int, rate: float) -> int:
    return sum(random.random() < rate for _ in range(number))
