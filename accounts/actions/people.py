"""Invite and edit people; say what their former scores lose by it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.history import sign
from accounts.actions.job_roles import keep_former_jobs
from accounts.actions.marks import mark_stale
from accounts.actions.memberships import move_person
from accounts.actions.refusals import Refused
from accounts.models import JobRole, Role, Team, User


@dataclass(frozen=True)
class PersonDetails:
    """What is known of a person; empty `time_zone` means the organisation's."""

    name: str
    email: str
    role: str = Role.REP
    job_role: JobRole | None = None
    time_zone: str = ""
    external_id: str | None = None
    joined_on: date | None = None
    left_on: date | None = None
    is_active: bool = True


@transaction.atomic
def invite_person(
    *, details: PersonDetails, team: Team | None, by: User | None, today: date
) -> User:
    """Make a person who cannot log in before choosing a password.

    In the team, if any, from the day they joined (unknown: from today).
    """
    person = User(**asdict(details) | {"job_role": details.job_role})
    person.email = User.objects.normalize_email(details.email)
    person.set_unusable_password()
    sign(person, by)
    person.save(force_insert=True)
    starts_on = details.joined_on or today
    if team:
        move_person(person=person, team=team, from_day=starts_on, by=by)
    else:
        mark_stale(reps=[person.pk], from_day=starts_on, to_day=None)
    return person


@transaction.atomic
def edit_person(*, person: User, details: PersonDetails, by: User | None, today: date) -> User:
    """Change a person. Raises Refused when no admin could log in any more.

    Scores are computed anew from the first day the change touches. Another job
    role holds from today on; the first one a person gets holds for the past as well.
    """
    person = (
        User.objects.select_for_update(of=("self",)).select_related("job_role").get(pk=person.pk)
    )
    before = _details_of(person)
    _refuse_to_lose_the_last_admin(before, details)
    changed = [
        field for field in asdict(details) if getattr(before, field) != getattr(details, field)
    ]
    if not changed:
        return person
    if "job_role" in changed and before.job_role:
        keep_former_jobs(changes=[(person.pk, before.job_role.pk, today)])
    for field in changed:
        setattr(person, field, getattr(details, field))
    sign(person, by)
    person.save(update_fields=changed)
    if "email" in changed:
        # Addresses the login knew: with the former one nobody may come in any more.
        EmailAddress.objects.filter(user=person).delete()
    days = list(_first_days_touched(before, details, today))
    if days:
        mark_stale(reps=[person.pk], from_day=min(days), to_day=None)
    return person


def _details_of(person: User) -> PersonDetails:
    return PersonDetails(
        name=person.name,
        email=person.email,
        role=person.role,
        job_role=person.job_role,
        time_zone=person.time_zone,
        external_id=person.external_id,
        joined_on=person.joined_on,
        left_on=person.left_on,
        is_active=person.is_active,
    )


def _refuse_to_lose_the_last_admin(before: PersonDetails, after: PersonDetails) -> None:
    if not _administers(before) or _administers(after):
        return
    admins = User.objects.select_for_update().filter(role=Role.ADMIN, is_active=True)
    if len(admins) > 1:
        return
    field = "role" if after.role != Role.ADMIN else "is_active"
    raise Refused(_("There must be one admin who may log in."), field)


def _administers(details: PersonDetails) -> bool:
    return details.role == Role.ADMIN and details.is_active


def _first_days_touched(before: PersonDetails, after: PersonDetails, today: date) -> Iterable[date]:
    if before.joined_on != after.joined_on:
        # The ramp counts from the joining day, so that later days are touched too.
        yield min(before.joined_on or date.min, after.joined_on or date.min)
    if before.left_on != after.left_on:
        yield min(before.left_on or date.max, after.left_on or date.max)
    if before.job_role != after.job_role:
        yield today if before.job_role else date.min
    if before.role != after.role and after.role == Role.REP:
        yield date.min  # nobody else is scored: what changed meanwhile was not
    if before.time_zone != after.time_zone:
        yield today - timedelta(days=1)
