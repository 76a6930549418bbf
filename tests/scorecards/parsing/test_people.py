from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scorecards.parsing.people import ParsedPerson, parse_people
from tests.scorecards.parsing.files import parsed, text_file

HEADER = "Name,Mail,Role,Region,Team,Boss,Zone,From,To\n"
MAPPING = """
kind = "people"
[columns]
name = "Name"
email = "Mail"
role = "Role"
team = ["Region", "Team"]
manager = "Boss"
time_zone = "Zone"
joined_on = "From"
left_on = "To"
"""


def people(folder: Path, rows: str) -> list[Any]:
    return parsed(text_file(folder, HEADER + rows), MAPPING, parse_people)


def test_a_person_with_team_and_manager(tmp_path: Path) -> None:
    row = "Ann Lee,Ann@Example.com,Rep,West,Blue,Bo,Europe/Berlin,2021-01-01,\n"

    assert people(tmp_path, row) == [
        ParsedPerson(
            line=2,
            name="Ann Lee",
            email="ann@example.com",
            external_id="",
            role="rep",
            team=("West", "Blue"),
            manager="Bo",
            job_role="",
            joined_on=date(2021, 1, 1),
            left_on=None,
            time_zone="Europe/Berlin",
        )
    ]


def test_an_empty_level_of_the_teams_is_left_out(tmp_path: Path) -> None:
    [person] = people(tmp_path, "Ann,,,,Blue,,,,\n")

    assert person.team == ("Blue",)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",,rep,,,,,,", "Name", "neither name nor e-mail is filled"),
        ("Ann,ann.example.com,,,,,,,", "Mail", "'ann.example.com' is not an e-mail address"),
        ("Ann,a b@example.com,,,,,,,", "Mail", "'a b@example.com' is not an e-mail address"),
        ("Ann,,boss,,,,,,", "Role", "the role is none of rep, manager, leader, admin"),
        ("Ann,,,,,,Mars/Base,,", "Zone", "'Mars/Base' is no time zone"),
        ("Ann,,,,,,,2021-02-01,2021-01-01", "To", "left before joining"),
    ],
)
def test_a_row_that_cannot_be_says_why(tmp_path: Path, row: str, column: str, reason: str) -> None:
    [rejected] = people(tmp_path, row + "\n")

    assert (rejected.line, rejected.column, rejected.reason) == (2, column, reason)
