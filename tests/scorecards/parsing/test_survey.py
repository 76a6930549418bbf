"""The first reading: columns that are missing, questions, columns nobody reads."""

from pathlib import Path

import pytest

from scorecards.parsing.moments import DateFormat
from scorecards.parsing.toml_values import MappingError
from tests.scorecards.parsing.files import survey_of, text_file

DEALS = """
kind = "opportunities"
ignore = ["Notes"]
[columns]
external_id = "Id"
rep = "Owner"
stage = "Stage"
amount = "Amount"
closed_on = "Closed"
[stages]
won = ["Won"]
[[skip]]
column = "Id"
equals = "Total"
"""
HEADER = "Id;Owner;Stage;Amount;Closed;Notes;Extra\n"


def test_formats_are_decided_over_all_rows_that_count(tmp_path: Path) -> None:
    path = text_file(
        tmp_path,
        HEADER + "1;A;Won;1.234;1/2/2017;;\n2;A;Won;1,5;13/2/2017;;\nTotal;;;1.5;2/13/2017;;\n",
    )

    survey = survey_of(path, DEALS)

    assert survey.questions == ()
    assert survey.plan.dates == {"Closed": DateFormat("day-first")}
    assert survey.plan.marks == {"Amount": ","}
    assert survey.rows == 3
    assert survey.unused == ("Extra",)


def test_columns_that_read_two_ways_are_questions_that_name_the_setting(tmp_path: Path) -> None:
    path = text_file(tmp_path, HEADER + "1;A;Won;1.234;1/2/2017;;\n")

    survey = survey_of(path, DEALS)

    assert [str(question) for question in survey.questions] == [
        "column 'Closed': every date reads both as day/month and as month/day, for example "
        '1/2/2017; say in the mapping format = "day-first" or format = "month-first"',
        "column 'Amount': the mark in every number may stand for decimals or thousands, for "
        'example 1.234; say in the mapping decimal = "." or decimal = ","',
    ]


def test_the_mapping_answers_the_questions(tmp_path: Path) -> None:
    path = text_file(tmp_path, HEADER + "1;A;Won;1.234;1/2/2017;;\n")
    answers = '[file]\ndates = "month-first"\ndecimal = ","\n[columns]'

    survey = survey_of(path, DEALS.replace("[columns]", answers))

    assert survey.questions == ()
    assert survey.plan.dates == {"Closed": DateFormat("month-first")}
    assert survey.plan.marks == {"Amount": ","}


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("Id;owner;Stage;Amount;Closed", "no column 'Owner'; did you mean 'owner'?"),
        ("Id;Stage;Amount;Closed;Z", "no column 'Owner'; it has Id, Stage, Amount, Closed, Z"),
        ("Id;Owner;Owner;Stage;Amount;Closed", "'Owner' more than once: say 'Owner #1'"),
    ],
)
def test_a_column_that_is_not_there_or_there_twice_is_refused(
    tmp_path: Path, header: str, reason: str
) -> None:
    with pytest.raises(MappingError) as refused:
        survey_of(text_file(tmp_path, header + "\n"), DEALS)

    assert reason in refused.value.reason
