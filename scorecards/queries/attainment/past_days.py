"""What people did in the weeks or months up to today, for the chances ahead (rule 19)."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from operator import itemgetter

import numpy as np
from django.db import connection
from django.db.models import Case, DateField, Exists, Min, OuterRef, Subquery, Value, When

from accounts.calendars import WorkCalendar
from accounts.models import Membership, Role, User
from accounts.queries.many import among
from accounts.queries.working_time import WorkingTime, working_time_of
from scorecards.models import DailyTotal, Metric
from scorecards.periods import Period
from scorecards.scoring.daily_rates import Floats, Past, past_of

_A_DAY = timedelta(days=1)
Unit = tuple[str, date, date]
"""A metric (slug) and a range of days, both included."""


@dataclass(frozen=True)
class Workdays:
    """The present share of each person (row) on each day (column) from `starts` on."""

    starts: date
    present: Floats

    def between(self, first: date, last: date) -> Floats:
        """Each one's present working days between two days, both included; 0 for none."""
        return self._before[:, self._column(last + _A_DAY)] - self._before[:, self._column(first)]

    def _column(self, day: date) -> int:
        return min(max((day - self.starts).days, 0), self.present.shape[1])

    @cached_property
    def _before(self) -> Floats:
        none = np.zeros((len(self.present), 1))
        return np.concatenate([none, np.cumsum(self.present, axis=1)], axis=1)


Sums = Mapping[Unit, tuple[list[int], Floats]]
"""By unit: reps, and a row for each: the sum, that of the squared day totals, the busy days."""


def pools_of(reps: Collection[int], *, today: date) -> dict[int, int]:
    """These people and the reps of their teams, each with the number of the team. 1 query.

    Who is in no team has a number for themselves.
    """
    theirs = Membership.objects.on(today).filter(user__in=among(reps))
    stays = Membership.objects.on(today).filter(team__in=theirs.values("team"))
    numbers: dict[int, int] = {}
    pools: dict[int, int] = {}
    for user, team, role in stays.values_list("user_id", "team_id", "user__role"):
        if role == Role.REP or user in reps:
            pools[user] = numbers.setdefault(team, len(numbers))
    alone = sorted(set(reps) - set(pools))
    return pools | {rep: len(numbers) + place for place, rep in enumerate(alone)}


def workdays_of(reps: Sequence[int], *, starts: date, ends: date) -> Workdays:
    """In the order given; days off, and days before joining or after leaving, are 0."""
    people = User.objects.filter(pk__in=among(reps)).only("pk", "joined_on", "left_on")
    times = working_time_of(list(people), starts=starts, ends=ends)
    calendars: dict[int, Floats] = {}
    rows = [_present(times[rep], starts, ends, calendars) for rep in reps]
    return Workdays(starts, np.array(rows).reshape(len(reps), -1))


def first_days(metrics: Collection[str], *, starts: date) -> dict[str, date]:
    """From when on each metric is known: the day of its first fact, at the earliest `starts`.

    One without any fact is left out. 1 query; where the past is longer it reads few rows.
    """
    totals = DailyTotal.objects.filter(metric=OuterRef("pk")).order_by()
    first = totals.values("metric").annotate(first=Min("day")).values("first")
    known = Metric.objects.filter(slug__in=metrics).annotate(
        first=Case(
            When(Exists(totals.filter(day__lt=starts)), then=Value(starts)),
            default=Subquery(first),
            output_field=DateField(),
        )
    )
    return {slug: day for slug, day in known.values_list("slug", "first") if day is not None}


def sums_of(reps: Collection[int], units: Sequence[Unit]) -> Sums:
    """What these people did in each of the units. 1 query."""
    found: dict[Unit, tuple[list[int], Floats]] = {}
    places = json.dumps(
        [[n, slug, a.isoformat(), b.isoformat()] for n, (slug, a, b) in enumerate(units)]
    )
    with connection.cursor() as cursor:
        cursor.execute(_SUMS[connection.vendor], [places, json.dumps(sorted(reps))])
        for place, rows in groupby(cursor.fetchall(), key=itemgetter(0)):
            of_unit = list(rows)
            sums = np.array([row[2:] for row in of_unit], dtype=np.float64)
            found[units[place]] = [row[1] for row in of_unit], sums
    return found


def past_of_people(
    pools: Mapping[int, int],
    *,
    metric: str,
    units: Sequence[Period],
    workdays: Workdays,
    sums: Sums,
    since: date,
    until: date,
) -> Past:
    """The history of the people in `pools`, in their order, in the days since and until then."""
    cuts = [(max(unit.starts, since), min(unit.ends, until)) for unit in units]
    days = np.array([workdays.between(*cut) if cut[0] <= cut[1] else
                     np.zeros(len(pools)) for cut in cuts]).T  # fmt: skip
    amounts, row = np.zeros((*days.shape, 3)), {rep: place for place, rep in enumerate(pools)}
    for column, unit in enumerate(units):
        if found := sums.get(unit_of(metric, unit, until)):
            reps, amounts_of_unit = found
            amounts[[row[rep] for rep in reps], column] = amounts_of_unit
    # Without a working day a unit says nothing, whatever was booked in it.
    amounts = np.where((days > 0)[:, :, None], amounts, 0)
    return past_of(
        days=days,
        totals=amounts[:, :, 0],
        squares=amounts[:, :, 1],
        busy=np.minimum(amounts[:, :, 2], days),
        pool=np.fromiter(pools.values(), dtype=np.intp),
    )


def unit_of(metric: str, unit: Period, until: date) -> Unit:
    """The unit as far as it is over."""
    return metric, unit.starts, min(unit.ends, until)


def _present(time: WorkingTime, starts: date, ends: date, calendars: dict[int, Floats]) -> Floats:
    """One person's share of each day; a calendar holds until the next one begins."""
    length = (ends - starts).days + 1
    shares = np.zeros(length)
    for place, span in enumerate(time.spans):
        first = 0 if place == 0 else min(max((span.starts - starts).days, 0), length)
        shares[first:] = _works(span.calendar, starts, length, calendars)[first:]
    for absence in time.absences:
        first = max((absence.starts - starts).days, 0)
        last = max((absence.ends - starts).days + 1, 0)
        shares[first:last] -= float(absence.share)
    if time.joined_on is not None:
        shares[: max((time.joined_on - starts).days, 0)] = 0
    if time.left_on is not None:
        shares[max((time.left_on - starts).days + 1, 0) :] = 0
    return shares.clip(0)


def _works(
    calendar: WorkCalendar, starts: date, length: int, calendars: dict[int, Floats]
) -> Floats:
    known = calendars.get(id(calendar))
    if known is None:
        days = (starts + timedelta(days=n) for n in range(length))
        known = np.fromiter((calendar.works(day) for day in days), dtype=np.float64)
        calendars[id(calendar)] = known
    return known


_POSTGRESQL = """
    WITH units AS MATERIALIZED (  -- or else the dates would be read anew for every row
        SELECT (v->>0)::int AS number, v->>1 AS slug, (v->>2)::date AS first,
            (v->>3)::date AS last
        FROM jsonb_array_elements(%s::jsonb) AS v
    ), amounts AS (
        SELECT daily.rep_id, units.number,
            (CASE WHEN metric.aggregation = 'count' THEN daily.facts
             ELSE daily.total END)::float8 AS amount
        FROM units
        JOIN scorecards_metric metric ON metric.slug = units.slug
        JOIN scorecards_dailytotal daily
          ON daily.metric_id = metric.id AND daily.day BETWEEN units.first AND units.last
        WHERE daily.rep_id IN (SELECT v::bigint FROM jsonb_array_elements_text(%s::jsonb) AS v)
    )
    SELECT number, rep_id, SUM(amount), SUM(amount * amount), SUM((amount <> 0)::int)
    FROM amounts GROUP BY number, rep_id ORDER BY number
"""

_SQLITE = """
    WITH units AS (
        SELECT json_extract(value, '$[0]') AS number, json_extract(value, '$[1]') AS slug,
            json_extract(value, '$[2]') AS first, json_extract(value, '$[3]') AS last
        FROM json_each(%s)
    ), amounts AS (
        SELECT daily.rep_id, units.number,
            CASE WHEN metric.aggregation = 'count' THEN daily.facts ELSE daily.total END AS amount
        FROM units
        CROSS JOIN scorecards_metric metric ON metric.slug = units.slug
        CROSS JOIN json_each(%s) person
        CROSS JOIN scorecards_dailytotal daily
          ON daily.rep_id = person.value AND daily.metric_id = metric.id
         AND daily.day BETWEEN units.first AND units.last
    )
    SELECT number, rep_id, SUM(amount), SUM(amount * amount), SUM(amount <> 0)
    FROM amounts GROUP BY number, rep_id ORDER BY number
"""

_SUMS = {"postgresql": _POSTGRESQL, "sqlite": _SQLITE}
