"""Inviting and editing people: who can log in, and which scores become stale."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from accounts.actions.marks import FAR_FUTURE
from accounts.actions.people import PersonDetails, edit_person, invite_person
from accounts.actions.refusals import Refused
from accounts.models import Role, Team, User
from tests.accounts.marks import marked
from tests.factories import SINCE, AdminFactory, JobRoleFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def details_of(person: User, **changes: Any) -> PersonDetails:
    known = PersonDetails(
        name=person.name, email=person.email, role=person.role, joined_on=person.joined_on
    )
    return replace(known, **changes)


def test_who_is_invited_cannot_log_in_before_choosing_a_password(team: Team, manager: User) -> None:
    person = invite_person(
        details=PersonDetails(name="Nia New", email="nia@Example.org"),
        team=team,
        by=manager,
        today=TODAY,
    )
    assert (person.email, person.role, person.has_usable_password()) == (
        "nia@example.org",
        Role.REP,
        False,
    )
    assert [stay.starts_on for stay in person.memberships.all()] == [TODAY]
    assert person.history.get().history_user == manager


def test_a_newcomer_is_in_the_team_from_the_joining_day(team: Team) -> None:
    details = PersonDetails(name="Nia", email="nia@example.org", joined_on=date(2026, 4, 1))
    person = invite_person(details=details, team=team, by=None, today=TODAY)
    assert person.memberships.get().starts_on == date(2026, 4, 1)
    assert marked() == {(person.pk, date(2026, 4, 1), FAR_FUTURE, False)}


@pytest.mark.parametrize(
    ("changes", "from_day"),
    [
        ({"left_on": date(2026, 3, 31)}, date(2026, 3, 31)),
        ({"joined_on": date(2019, 5, 1)}, date(2019, 5, 1)),
        ({"joined_on": date(2021, 5, 1)}, SINCE),
        ({"joined_on": None}, date.min),
        ({"time_zone": "Asia/Tokyo"}, date(2026, 3, 1)),
    ],
)
def test_scores_are_stale_from_the_first_day_touched(
    rep: User, changes: dict[str, Any], from_day: date
) -> None:
    edit_person(person=rep, details=details_of(rep, **changes), by=None, today=TODAY)
    assert marked() == {(rep.pk, from_day, FAR_FUTURE, False)}


def test_the_first_job_role_holds_for_the_past_too(rep: User) -> None:
    details = details_of(rep, job_role=JobRoleFactory())
    edit_person(person=rep, details=details, by=None, today=TODAY)
    assert marked() == {(rep.pk, date.min, FAR_FUTURE, False)}
    assert not rep.former_jobs.exists()


def test_another_job_role_holds_from_today_on(rep: User) -> None:
    rep.job_role = former = JobRoleFactory()
    rep.save(update_fields=["job_role"])
    details = details_of(rep, job_role=JobRoleFactory())

    edit_person(person=rep, details=details, by=None, today=TODAY)

    assert marked() == {(rep.pk, TODAY, FAR_FUTURE, False)}
    [kept] = rep.former_jobs.all()
    assert (kept.job_role, kept.ends_on) == (former, TODAY - timedelta(days=1))


def test_a_new_name_changes_no_score(rep: User) -> None:
    edited = edit_person(person=rep, details=details_of(rep, name="Rosa Ray"), by=None, today=TODAY)
    assert (edited.name, marked()) == ("Rosa Ray", set())


def test_with_the_former_address_nobody_comes_in(rep: User) -> None:
    EmailAddress.objects.create(user=rep, email=rep.email, primary=True, verified=True)
    details = details_of(rep, email="new@example.org")
    edit_person(person=rep, details=details, by=None, today=TODAY)
    assert not EmailAddress.objects.filter(user=rep).exists()


@pytest.mark.parametrize(
    ("changes", "field"), [({"role": Role.REP}, "role"), ({"is_active": False}, "is_active")]
)
def test_the_last_admin_stays_admin(
    admin_person: User, changes: dict[str, Any], field: str
) -> None:
    details = details_of(admin_person, **changes)
    with pytest.raises(Refused) as refused:
        edit_person(person=admin_person, details=details, by=admin_person, today=TODAY)
    assert refused.value.field == field


def test_one_of_two_admins_may_go(admin_person: User) -> None:
    AdminFactory()
    details = details_of(admin_person, role=Role.LEADER)
    assert edit_person(person=admin_person, details=details, by=None, today=TODAY).role == "leader"
