"""Moving between teams: dated, never two teams on one day, history kept (rule 22)."""

from datetime import date

import pytest

from accounts.actions.marks import FAR_FUTURE
from accounts.actions.memberships import cancel_move, move_person
from accounts.actions.refusals import Refused
from accounts.models import Membership, Team, User
from tests.accounts.marks import marked
from tests.factories import SINCE, MembershipFactory, RepFactory, TeamFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def stays(person: User) -> list[tuple[str, date, date | None]]:
    rows = person.memberships.order_by("starts_on")
    return [(stay.team.name, stay.starts_on, stay.ends_on) for stay in rows]


@pytest.fixture
def west(db: None) -> Team:
    return TeamFactory(name="West")


def test_the_former_membership_ends_the_day_before(
    rep: User, other_team: Team, manager: User
) -> None:
    move_person(person=rep, team=other_team, from_day=date(2026, 4, 1), by=manager)
    assert stays(rep) == [
        ("North", SINCE, date(2026, 3, 31)),
        ("South", date(2026, 4, 1), None),
    ]


def test_scores_are_stale_from_the_day_of_the_move(rep: User, other_team: Team) -> None:
    move_person(person=rep, team=other_team, from_day=date(2026, 4, 1), by=None)
    assert marked() == {(rep.pk, date(2026, 4, 1), FAR_FUTURE, False)}


def test_the_history_says_who_moved_the_person(rep: User, other_team: Team, manager: User) -> None:
    move_person(person=rep, team=other_team, from_day=date(2026, 4, 1), by=manager)
    ended = rep.memberships.get(team__name="North").history.first()
    assert (ended.history_user, ended.ends_on) == (manager, date(2026, 3, 31))


def test_a_move_before_a_planned_one_lasts_until_that(
    rep: User, other_team: Team, west: Team
) -> None:
    move_person(person=rep, team=other_team, from_day=date(2026, 6, 1), by=None)
    move_person(person=rep, team=west, from_day=date(2026, 5, 1), by=None)
    assert stays(rep) == [
        ("North", SINCE, date(2026, 4, 30)),
        ("West", date(2026, 5, 1), date(2026, 5, 31)),
        ("South", date(2026, 6, 1), None),
    ]


def test_a_move_in_the_past_touches_only_its_own_days(
    rep: User, other_team: Team, west: Team
) -> None:
    move_person(person=rep, team=other_team, from_day=date(2026, 2, 1), by=None)
    before = marked()
    move_person(person=rep, team=west, from_day=date(2025, 12, 1), by=None)
    assert marked() - before == {(rep.pk, date(2025, 12, 1), date(2026, 1, 31), False)}


def test_a_move_on_the_first_day_of_a_membership_replaces_it(rep: User, other_team: Team) -> None:
    move_person(person=rep, team=other_team, from_day=SINCE, by=None)
    assert stays(rep) == [("South", SINCE, None)]


def test_a_newcomer_joins_until_the_membership_already_planned(team: Team, west: Team) -> None:
    person = RepFactory()
    MembershipFactory(user=person, team=west, starts_on=date(2026, 5, 1))
    move_person(person=person, team=team, from_day=TODAY, by=None)
    assert stays(person) == [("North", TODAY, date(2026, 4, 30)), ("West", date(2026, 5, 1), None)]


def test_somebody_can_leave_every_team(rep: User) -> None:
    assert move_person(person=rep, team=None, from_day=TODAY, by=None) is None
    assert stays(rep) == [("North", SINCE, date(2026, 3, 1))]


def test_a_move_into_the_team_one_is_in_is_refused(rep: User, team: Team) -> None:
    with pytest.raises(Refused, match="Rosa Rep is in North on that day already"):
        move_person(person=rep, team=team, from_day=TODAY, by=None)
    assert marked() == set()


def test_who_is_in_no_team_cannot_leave_one() -> None:
    with pytest.raises(Refused, match="in no team"):
        move_person(person=RepFactory(), team=None, from_day=TODAY, by=None)


def test_whatever_the_order_of_moves_no_day_has_two_teams(
    rep: User, team: Team, other_team: Team, west: Team
) -> None:
    moves = [(west, 5), (other_team, 3), (team, 4), (west, 2), (other_team, 5), (west, 1)]
    for target, month in moves:
        move_person(person=rep, team=target, from_day=date(2026, month, 1), by=None)
    for day in (date(2026, month, d) for month in range(1, 13) for d in (1, 15, 28)):
        assert Membership.objects.filter(user=rep).on(day).count() == 1


def test_a_planned_move_can_be_taken_back(rep: User, other_team: Team) -> None:
    made = move_person(person=rep, team=other_team, from_day=date(2026, 4, 1), by=None)
    assert made is not None
    cancel_move(membership=made, by=None, today=TODAY)
    assert stays(rep) == [("North", SINCE, None)]


def test_a_move_that_has_begun_stays(rep: User, other_team: Team) -> None:
    made = move_person(person=rep, team=other_team, from_day=TODAY, by=None)
    assert made is not None
    with pytest.raises(Refused, match="part of the history"):
        cancel_move(membership=made, by=None, today=TODAY)
