"""People, teams, managers and memberships out of a file."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from accounts.models import Membership, Role, StaleMark, Team, User
from scorecards.ingest.memberships import FIRST_DAY
from tests.factories import SINCE, AdminFactory, ManagerFactory, RepFactory
from tests.scorecards.ingest.imports import NOW, counts, imported, queries
from tests.scorecards.parsing.files import text_file

MAPPING = """
kind = "people"
[columns]
name = "Name"
email = "Mail"
external_id = "Id"
role = "Role"
team = ["Region", "Team"]
manager = "Boss"
job_role = "Job"
joined_on = "From"
left_on = "To"
"""
HEADER = "Name,Mail,Id,Role,Region,Team,Boss,Job,From,To\n"
ANN = HEADER + "Ann Lee,ann@example.com,u1,,West,Blue,Bo Boss,AE,2021-01-04,\n"
TODAY = NOW.date()

pytestmark = pytest.mark.django_db


def test_a_row_makes_the_person_the_teams_and_the_manager(tmp_path: Path) -> None:
    totals, _ = imported(text_file(tmp_path, ANN), MAPPING)

    assert counts(totals) == (1, 0, 0, 0)
    assert totals.new_people == 1
    ann = User.objects.get(email="ann@example.com")
    assert (ann.name, ann.external_id, ann.role, ann.joined_on) == (
        "Ann Lee",
        "u1",
        Role.REP,
        date(2021, 1, 4),
    )
    assert ann.job_role is not None
    assert ann.job_role.name == "AE"
    assert not ann.has_usable_password()
    membership = Membership.objects.get()
    assert (membership.user, membership.starts_on) == (ann, date(2021, 1, 4))
    assert [team.name for team in membership.team.ancestors(include_self=True)] == ["West", "Blue"]
    boss = membership.team.managers.get()
    assert (boss.name, boss.email, boss.role) == ("Bo Boss", "bo-boss@import.invalid", "manager")


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    imported(text_file(tmp_path, ANN), MAPPING)
    StaleMark.objects.all().delete()

    totals, _ = imported(text_file(tmp_path, ANN), MAPPING)

    assert counts(totals) == (0, 0, 1, 0)
    assert totals.new_people == 0
    assert (User.objects.count(), Team.objects.count(), Membership.objects.count()) == (2, 2, 1)
    assert not StaleMark.objects.exists()


def test_a_changed_team_moves_the_person_today(tmp_path: Path) -> None:
    imported(text_file(tmp_path, ANN), MAPPING)
    StaleMark.objects.all().delete()

    totals, _ = imported(text_file(tmp_path, ANN.replace("Blue", "Red")), MAPPING)

    assert counts(totals) == (0, 1, 0, 0)
    stays = Membership.objects.order_by("starts_on").values_list("team__name", "ends_on")
    assert list(stays) == [("Blue", TODAY - timedelta(days=1)), ("Red", None)]
    # The whole month: another calendar would spread its quota over other days.
    assert StaleMark.objects.get().from_day == TODAY.replace(day=1)


def test_somebody_who_moved_today_is_put_right_in_place(tmp_path: Path) -> None:
    for team in ("Blue", "Red", "Green"):
        imported(text_file(tmp_path, ANN.replace("Blue", team)), MAPPING)

    stays = Membership.objects.order_by("starts_on").values_list("team__name", flat=True)
    assert list(stays) == ["Blue", "Green"]


def test_changed_details_keep_their_history_and_empty_cells_change_nothing(tmp_path: Path) -> None:
    imported(text_file(tmp_path, ANN), MAPPING)
    left = HEADER + "Ann B. Lee,ann@example.com,,,,,,,,2026-02-27\n"

    totals, _ = imported(text_file(tmp_path, left), MAPPING)

    assert counts(totals) == (0, 1, 0, 0)
    ann = User.objects.get(email="ann@example.com")
    assert (ann.name, ann.external_id, ann.left_on) == ("Ann B. Lee", "u1", date(2026, 2, 27))
    assert [past.name for past in ann.history.order_by("history_id")] == ["Ann Lee", "Ann B. Lee"]


def test_people_without_a_joining_day_were_always_there(tmp_path: Path) -> None:
    imported(text_file(tmp_path, ANN.replace("2021-01-04", "")), MAPPING)

    assert User.objects.get(email="ann@example.com").joined_on is None
    assert Membership.objects.get().starts_on == FIRST_DAY


def test_a_person_made_by_an_import_gets_their_address_later(tmp_path: Path) -> None:
    imported(text_file(tmp_path, HEADER + "Ann Lee,,,,,Blue,,,,\n"), MAPPING)

    totals, _ = imported(text_file(tmp_path, ANN), MAPPING)

    assert counts(totals) == (0, 1, 0, 0)
    assert User.objects.filter(name="Ann Lee").values_list("email", flat=True).get() == (
        "ann@example.com"
    )


def test_a_namesake_with_another_address_is_another_person(tmp_path: Path) -> None:
    RepFactory(name="Ann Lee", email="other@example.com")

    totals, _ = imported(text_file(tmp_path, ANN), MAPPING)

    assert counts(totals) == (1, 0, 0, 0)


def test_managers_may_stand_anywhere_in_the_file(tmp_path: Path) -> None:
    rows = ANN + "Bo Boss,bo@example.com,u2,,West,Blue,,,,\n"

    totals, _ = imported(text_file(tmp_path, rows), MAPPING)

    assert counts(totals) == (2, 0, 0, 0)
    assert totals.new_people == 0
    assert User.objects.get(email="bo@example.com").role == Role.MANAGER
    assert counts(imported(text_file(tmp_path, rows), MAPPING)[0]) == (0, 0, 2, 0)


def test_a_rep_who_manages_becomes_a_manager_unless_the_file_says_otherwise(
    tmp_path: Path,
) -> None:
    bo = RepFactory(name="Bo Boss", email="bo@example.com")
    imported(text_file(tmp_path, ANN + "Bo Boss,bo@example.com,,rep,,,,,,\n"), MAPPING)
    bo.refresh_from_db()
    assert bo.role == Role.REP

    imported(text_file(tmp_path, ANN), MAPPING)

    bo.refresh_from_db()
    assert bo.role == Role.MANAGER


def test_a_single_team_name_means_that_team_wherever_it_is(tmp_path: Path) -> None:
    west = Team.objects.create(name="West")
    blue = Team.objects.create(name="Blue", parent=west)

    imported(text_file(tmp_path, HEADER + "Ann Lee,ann@example.com,,,,Blue,,,,\n"), MAPPING)

    assert Membership.objects.get().team == blue
    assert Team.objects.count() == 2


def test_a_manager_without_a_team_name_gives_the_team_theirs(tmp_path: Path) -> None:
    imported(text_file(tmp_path, HEADER + "Ann Lee,,,,,,Bo Boss,,,\n"), MAPPING)

    assert Membership.objects.get().team.name == "Bo Boss's team"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("Ann Lee,ann@example.com,,,,,,,,", "Name", "this person came before in this file"),
        ("Ada Admin,ada@example.org,,rep,,,,,,", "Role", "Ada Admin is an admin"),
        ("Twin,,,,,,,,,", "Name", "several people are called 'Twin'"),
        ("Mara,mara@example.org,u9,,,,,,,", "Id", "'u9' belongs to Nina Nine"),
        (f"{'x' * 121},,,,,,,,,", "Name", "longer than 120 characters"),
        ("Zed,,,,,,,,,2019-01-01", "To", "left before joining"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_alone(
    tmp_path: Path, row: str, column: str, reason: str
) -> None:
    AdminFactory(name="Ada Admin", email="ada@example.org")
    ManagerFactory(name="Mara", email="mara@example.org")
    RepFactory(name="Nina Nine", external_id="u9")
    RepFactory(name="Twin")
    RepFactory(name="Twin")
    RepFactory(name="Zed", joined_on=SINCE)

    totals, [rejected] = imported(text_file(tmp_path, f"{ANN}{row}\n"), MAPPING)

    assert counts(totals) == (1, 0, 0, 1)
    assert (rejected.line, rejected.column) == (3, column)
    assert reason in rejected.reason


def test_a_dry_run_stores_nothing(tmp_path: Path) -> None:
    totals, _ = imported(text_file(tmp_path, ANN), MAPPING, dry_run=True)

    assert counts(totals) == (1, 0, 0, 0)
    assert totals.new_people == 1
    assert (User.objects.count(), Team.objects.count()) == (0, 0)


def test_the_number_of_queries_does_not_grow_with_the_people(tmp_path: Path) -> None:
    def text(rows: int, batch: str) -> str:
        row = "{0}{1},{0}{1}@example.com,{0}{1},,West,Blue,Bo Boss,AE,2021-01-04,\n"
        return HEADER + "".join(row.format(batch, n) for n in range(rows))

    imported(text_file(tmp_path, ANN), MAPPING)

    assert queries(text_file(tmp_path, text(2, "a")), MAPPING) == queries(
        text_file(tmp_path, text(30, "b")), MAPPING
    )
