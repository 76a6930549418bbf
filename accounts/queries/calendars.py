"""Calendars as the setup shows them, and which working days a change of them moves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays
from django.db.models import Count, Exists, OuterRef, QuerySet
from holidays.registry import COUNTRIES

from accounts.access import calendars_set_up_by
from accounts.calendars import WorkCalendar, public_holidays
from accounts.models import Calendar, User
from accounts.queries.working_time import calendar_of_team, work_calendars

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class FreeDay:
    """A day on which nobody under a calendar works; `closed_day_id` when it is an own one."""

    day: date
    name: str
    closed_day_id: int | None


def calendars_listed(user: User) -> QuerySet[Calendar]:
    """Every calendar with `teams`, how many name it, and `may_edit`, whether this user may."""
    mine = calendars_set_up_by(user).filter(pk=OuterRef("pk"))
    return Calendar.objects.annotate(
        teams=Count("team", distinct=True), may_edit=Exists(mine)
    ).order_by("-is_default", "name")


def free_days(calendar: Calendar, *, year: int) -> list[FreeDay]:
    """Public holidays and own closed days of a year, in their order (one query)."""
    public = public_holidays(country=calendar.country, region=calendar.region, years=[year])
    own = calendar.closed_days.filter(day__year=year)
    days = [FreeDay(day, name, None) for day, name in public.items() if day.year == year]
    days += [FreeDay(closed.day, closed.name, closed.pk) for closed in own]
    return sorted(days, key=lambda free: free.day)


@cache
def country_choices() -> Choices:
    """Code and name of every country whose public holidays are known."""
    known = holidays.list_supported_countries(include_aliases=False)
    names = {codes[1]: _words(codes[0]) for codes in COUNTRIES.values()}
    return sorted(((code, names[code]) for code in known), key=lambda choice: choice[1])


@cache
def region_choices(country: str) -> Choices:
    """Code and name of the regions of a country with holidays of their own; often none."""
    regions = holidays.list_supported_countries(include_aliases=False).get(country, [])
    if not regions:
        return []
    named = holidays.country_holidays(country).get_subdivision_aliases()
    return [(code, (named.get(code) or [code])[0]) for code in regions]


def working_days_by_team(*, years: range) -> Mapping[int | None, WorkCalendar]:
    """The calendar each team works by; under None that of people without a team."""
    default_id = Calendar.default().pk
    calendars = work_calendars(years=years)
    default = calendars[default_id]
    by_team: dict[int | None, WorkCalendar] = {None: default}
    for team, calendar in calendar_of_team().items():
        by_team[team] = calendars[calendar] if calendar else default
    return by_team


def first_difference(
    before: WorkCalendar, after: WorkCalendar, *, starts: date, ends: date
) -> date | None:
    """The first day, both ends included, that is worked by one calendar and not by the other."""
    if before == after:
        return None
    days = (starts + timedelta(days=n) for n in range((ends - starts).days + 1))
    return next((day for day in days if before.works(day) != after.works(day)), None)


def _words(class_name: str) -> str:
    """ "UnitedStates" becomes "United States"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", class_name)
