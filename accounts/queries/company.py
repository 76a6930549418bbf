"""The organisation, its calendars and teams, and its people's days, as rows of one statement."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from accounts.calendars import Absence, CalendarSpan, WorkCalendar, public_holidays
from accounts.models import Calendar, Organisation, User
from accounts.queries.gathered import Rows
from accounts.queries.job_roles import JobSpan, spans_of_jobs
from accounts.queries.working_time import WorkingTime, calendars_of_teams

_WHOLE, _HALF = Decimal(1), Decimal("0.5")

# The same for everybody.
COMPANY_ROWS = {
    "organisation": Rows(
        ("time_zone", "week_start", "fiscal_start_month"), "accounts_organisation"
    ),
    "calendars": Rows(
        ("id", "weekdays", "country", "region", "is_default", "name"), "accounts_calendar"
    ),
    "closed_days": Rows(("calendar_id", "day"), "accounts_closedday"),
    "teams": Rows(("id", "parent_id", "calendar_id"), "accounts_team"),
}
# Of each person, whose id comes first.
PERSONAL_ROWS = {
    "stays": Rows(
        ("user_id", "starts_on", "ends_on", "team_id"), "accounts_membership WHERE user_id {among}"
    ),
    "former_jobs": Rows(
        ("user_id", "ends_on", "job_role_id"), "accounts_formerjob WHERE user_id {among}"
    ),
    "time_off": Rows(
        ("user_id", "starts_on", "ends_on", "half_days"), "accounts_timeoff WHERE user_id {among}"
    ),
}


class Stay(NamedTuple):
    """A membership; no end while it lasts."""

    starts_on: date
    ends_on: date | None
    team_id: int


class _FormerJob(NamedTuple):
    ends_on: date
    job_role_id: int | None


@dataclass(frozen=True, eq=False)
class Company:
    """What holds for everybody. `parents` and `calendar_of` (the nearest one above) by team id."""

    time_zone: str
    week_start: int
    fiscal_start_month: int
    parents: Mapping[int, int | None]
    calendar_of: Mapping[int, int | None]
    default_calendar: int
    calendars: Sequence[Sequence[Any]]
    closed: Mapping[int, frozenset[date]]

    def work_calendars(self, years: range) -> dict[int, WorkCalendar]:
        """Every calendar by its id, with the public holidays of these years."""
        return {
            pk: WorkCalendar(
                weekdays=frozenset(int(digit) for digit in weekdays),
                closed=self.closed.get(pk, frozenset()) | _holidays(country, region, years),
            )
            for pk, weekdays, country, region, *_ in self.calendars
        }


@dataclass(frozen=True)
class PersonalDays:
    """Where these people were, what they were, and when they were away; by person id."""

    stays: Mapping[int, Sequence[Stay]]
    former_jobs: Mapping[int, Sequence[_FormerJob]]
    absences: Mapping[int, Sequence[Absence]]

    def jobs_of(self, person: User) -> list[JobSpan]:
        return spans_of_jobs(person, self.former_jobs.get(person.pk, ()))


class NoDefaults(Exception):
    """The rows that an installation has from its first use on are not there."""


def make_defaults() -> None:
    Organisation.current()
    Calendar.default()


def company_of(found: Mapping[str, str]) -> Company:
    """Raises NoDefaults when nobody has made them yet."""
    organisations = json.loads(found["organisation"])
    calendars = sorted(json.loads(found["calendars"]))
    # As in `Calendar.default`: where none is marked, the one of that name stands in.
    defaults = [row[0] for row in calendars if row[4]]
    defaults += [row[0] for row in calendars if row[5] == "Standard"]
    if not organisations or not defaults:
        raise NoDefaults
    closed: dict[int, set[date]] = defaultdict(set)
    for calendar, day in json.loads(found["closed_days"]):
        closed[calendar].add(date.fromisoformat(day))
    teams = {pk: (parent, own) for pk, parent, own in sorted(json.loads(found["teams"]))}
    (time_zone, week_start, fiscal_start_month) = organisations[0]
    return Company(
        time_zone=time_zone,
        week_start=week_start,
        fiscal_start_month=fiscal_start_month,
        parents={pk: parent for pk, (parent, _) in teams.items()},
        calendar_of=calendars_of_teams(teams),
        default_calendar=defaults[0],
        calendars=calendars,
        closed={pk: frozenset(days) for pk, days in closed.items()},
    )


def personal_days(found: Mapping[str, str]) -> PersonalDays:
    stays: dict[int, list[Stay]] = defaultdict(list)
    for person, first, last, team in sorted(json.loads(found["stays"]), key=_by_start):
        stays[person].append(Stay(date.fromisoformat(first), day_of(last), team))
    jobs: dict[int, list[_FormerJob]] = defaultdict(list)
    for person, last, job in sorted(json.loads(found["former_jobs"])):
        jobs[person].append(_FormerJob(date.fromisoformat(last), job))
    absences: dict[int, list[Absence]] = defaultdict(list)
    for person, first, last, half in sorted(json.loads(found["time_off"])):
        share = _HALF if half else _WHOLE
        absences[person].append(Absence(date.fromisoformat(first), date.fromisoformat(last), share))
    return PersonalDays(stays, jobs, absences)


def working_times(
    people: Sequence[User], *, company: Company, days: PersonalDays, years: range
) -> dict[int, WorkingTime]:
    """Working time of these people (by id) in these years."""
    calendars = company.work_calendars(years)
    default = company.default_calendar
    without_team = (CalendarSpan(date.min, None, calendars[default]),)
    return {
        person.pk: WorkingTime(
            spans=tuple(
                CalendarSpan(first, last, calendars[company.calendar_of.get(team) or default])
                for first, last, team in days.stays.get(person.pk, ())
            )
            or without_team,
            absences=tuple(days.absences.get(person.pk, ())),
            joined_on=person.joined_on,
            left_on=person.left_on,
        )
        for person in people
    }


def day_of(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _by_start(row: Sequence[str]) -> str:
    return row[1]


@lru_cache(maxsize=256)
def _holidays(country: str, region: str, years: range) -> frozenset[date]:
    return frozenset(public_holidays(country=country, region=region, years=years))
