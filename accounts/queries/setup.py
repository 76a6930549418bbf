"""The start page of the setup: what can be set up, and what is missing first."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.access import people_set_up_by, teams_steered_by
from accounts.models import Calendar, JobRole, Membership, Organisation, Role, User

_UNNAMED = Organisation._meta.get_field("name").get_default()


@dataclass(frozen=True)
class SetupState:
    """Counts of what this user may set up; None what is not theirs to set up."""

    people: int
    without_team: int
    teams: int
    teams_without_manager: int
    calendars: int | None
    job_roles: int | None
    organisation_named: bool


def setup_state(user: User, *, today: date) -> SetupState:
    mine = people_set_up_by(user, today=today)
    people = User.objects.employed_on(today).filter(pk__in=mine.values("pk"))
    teams = teams_steered_by(user)
    administers = user.role == Role.ADMIN
    stays = Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    return SetupState(
        people=people.count(),
        without_team=people.reps().exclude(pk__in=stays.values("user")).count(),
        teams=teams.count(),
        teams_without_manager=teams.filter(managers=None).count(),
        calendars=Calendar.objects.count() if administers else None,
        job_roles=JobRole.objects.count() if administers else None,
        organisation_named=Organisation.current().name != _UNNAMED,
    )
