"""Change when teams work; whoever's working days move is scored anew (rules 14, 15)."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import Min, ProtectedError
from django.utils.translation import gettext as _

from accounts.actions.history import sign
from accounts.actions.marks import mark_stale, whole_months
from accounts.actions.refusals import Refused
from accounts.models import Calendar, ClosedDay, Membership, User
from accounts.queries.calendars import first_difference, working_days_by_team


@dataclass(frozen=True)
class CalendarDetails:
    """`weekdays`: the worked ones as digits, Monday 0; `country` empty: no public holidays."""

    name: str
    weekdays: str = "01234"
    country: str = ""
    region: str = ""
    is_default: bool = False


@transaction.atomic
def create_calendar(*, details: CalendarDetails, by: User | None, today: date) -> Calendar:
    """A new calendar; only as the default one does it change anybody's days."""
    return _stored(Calendar(), details, by=by, today=today)


@transaction.atomic
def edit_calendar(
    *, calendar: Calendar, details: CalendarDetails, by: User | None, today: date
) -> Calendar:
    """Change a calendar. Raises Refused when no calendar would be the default one."""
    calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    if calendar.is_default and not details.is_default:
        raise Refused(
            _("One calendar must be the default: make another one the default."), "is_default"
        )
    return _stored(calendar, details, by=by, today=today)


@transaction.atomic
def remove_calendar(*, calendar: Calendar) -> None:
    """Raises Refused for the default calendar and for one that a team names."""
    if calendar.is_default:
        raise Refused(_("The default calendar cannot be removed."))
    try:
        calendar.delete()
    except ProtectedError:
        raise Refused(_("Teams work by “%s”; give them another first.") % calendar.name) from None


@transaction.atomic
def close_day(*, calendar: Calendar, day: date, name: str) -> ClosedDay:
    """Nobody under the calendar works on that day. Raises Refused when it is closed already."""
    if calendar.closed_days.filter(day=day).exists():
        raise Refused(_("This day is on the list already."), "day")
    with _marking_that_day(day):
        return ClosedDay.objects.create(calendar=calendar, day=day, name=name)


@transaction.atomic
def reopen_day(*, closed_day: ClosedDay) -> None:
    with _marking_that_day(closed_day.day):
        closed_day.delete()


@contextmanager
def marking_moved_days(*, today: date) -> Iterator[None]:
    """Mark the people whose working days the block changes, from the first such day on.

    Looked at is every year since the first membership, to the next one: calendars have no
    dates, so what is stored stays what a rebuild would give.
    """
    first = Membership.objects.aggregate(first=Min("starts_on"))["first"] or today
    starts, ends = date(min(first, today).year, 1, 1), date(today.year + 1, 12, 31)
    with _marking(starts=starts, ends=ends, to_day=None):
        yield


@contextmanager
def _marking_that_day(day: date) -> Iterator[None]:
    with _marking(starts=day, ends=day, to_day=day):
        yield


@contextmanager
def _marking(*, starts: date, ends: date, to_day: date | None) -> Iterator[None]:
    years = range(starts.year, ends.year + 1)
    before = working_days_by_team(years=years)
    yield
    after = working_days_by_team(years=years)
    teams_by_day: dict[date, set[int | None]] = {}
    for team in before.keys() & after.keys():
        first = first_difference(before[team], after[team], starts=starts, ends=ends)
        if first:
            teams_by_day.setdefault(first, set()).add(team)
    for day, teams in teams_by_day.items():
        first, last = whole_months(day, to_day)
        mark_stale(reps=_people_of(teams), from_day=first, to_day=last)


def _people_of(teams: Collection[int | None]) -> set[int]:
    """Former members too: a day outside every membership lives by the nearest one."""
    members = Membership.objects.filter(team_id__in=[team for team in teams if team])
    people = set(members.values_list("user_id", flat=True))
    if None in teams:
        people.update(User.objects.filter(memberships=None).values_list("pk", flat=True))
    return people


def _stored(
    calendar: Calendar, details: CalendarDetails, *, by: User | None, today: date
) -> Calendar:
    with marking_moved_days(today=today):
        if details.is_default and not calendar.is_default:
            _no_longer_default(by=by)
        for field, value in asdict(details).items():
            setattr(calendar, field, value)
        sign(calendar, by)
        calendar.save()
    return calendar


def _no_longer_default(*, by: User | None) -> None:
    for former in Calendar.objects.select_for_update().filter(is_default=True):
        former.is_default = False
        sign(former, by)
        former.save(update_fields=["is_default"])
