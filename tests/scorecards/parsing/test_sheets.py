"""Text tables in every shape that people save them in."""

from pathlib import Path

import pytest

from scorecards.parsing.rows import FileError, FileOptions, RejectedRow, Row
from scorecards.parsing.sheets import open_sheet
from tests.scorecards.parsing.files import cells_of, text_file

TABLE = "Agent,Größe\r\nJosé,5 €\r\nZoë,7 €\r\n"
CELLS = [["José", "5 €"], ["Zoë", "7 €"]]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"],
)
def test_the_encoding_is_decided_from_the_bytes(tmp_path: Path, encoding: str) -> None:
    path = text_file(tmp_path, TABLE, encoding)

    assert open_sheet(path).header == ("Agent", "Größe")
    assert cells_of(path) == CELLS


def test_an_encoding_late_in_the_file_counts(tmp_path: Path) -> None:
    text = "name\n" + "Anna\n" * 50_000 + "José\n"

    assert cells_of(text_file(tmp_path, text, "cp1252"))[-1] == ["José"]


def test_an_encoding_can_be_named(tmp_path: Path) -> None:
    path = text_file(tmp_path, "name,team\nŁukasz,A\n", "cp1250")

    rows = list(open_sheet(path, FileOptions(encoding="cp1250")).rows())

    assert rows == [Row(2, {"name": "Łukasz", "team": "A"})]


@pytest.mark.parametrize(
    ("encoding", "reason"), [("klingon", "not known"), ("utf-8", "not written in utf-8")]
)
def test_a_wrong_named_encoding_is_refused(tmp_path: Path, encoding: str, reason: str) -> None:
    path = text_file(tmp_path, "name,team\nJosé,A\n", "cp1252")

    with pytest.raises(FileError, match=reason):
        open_sheet(path, FileOptions(encoding=encoding))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="neither UTF-8, UTF-16 nor Windows-1252"):
        open_sheet(text_file(tmp_path, b"name,team\n\x81\x8d\x8f,\xff\n"))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_decided_from_the_content(tmp_path: Path, mark: str) -> None:
    text = f"name{mark}amount{mark}note\nAnna{mark}5{mark}a\nBen{mark}6{mark}b\n"

    assert cells_of(text_file(tmp_path, text)) == [["Anna", "5", "a"], ["Ben", "6", "b"]]


def test_decimal_commas_do_not_make_a_comma_file(tmp_path: Path) -> None:
    path = text_file(tmp_path, "name;amount\nAnna;1,5\nBen;2,5\n")

    assert cells_of(path) == [["Anna", "1,5"], ["Ben", "2,5"]]


def test_the_line_that_spreadsheets_write_about_the_delimiter_is_obeyed(tmp_path: Path) -> None:
    path = text_file(tmp_path, "sep=;\nname;a,b,c\nAnna;1,2,3\n")

    sheet = open_sheet(path)

    assert sheet.header == ("name", "a,b,c")
    assert list(sheet.rows()) == [Row(3, {"name": "Anna", "a,b,c": "1,2,3"})]


def test_a_single_column_is_a_table(tmp_path: Path) -> None:
    assert cells_of(text_file(tmp_path, "name\nAnna\nBen\n")) == [["Anna"], ["Ben"]]


def test_quoted_cells_may_hold_line_ends_and_lines_are_still_counted(tmp_path: Path) -> None:
    path = text_file(tmp_path, 'name,note\nAnna,"one\ntwo"\n\nBen,"said ""hi"", left"\n')

    assert list(open_sheet(path).rows()) == [
        Row(2, {"name": "Anna", "note": "one\ntwo"}),
        Row(5, {"name": "Ben", "note": 'said "hi", left'}),
    ]


def test_the_header_can_stand_further_down(tmp_path: Path) -> None:
    path = text_file(tmp_path, "Report of May,\n\nname,amount\nAnna,5\n")

    sheet = open_sheet(path, FileOptions(header_line=3))

    assert list(sheet.rows()) == [Row(4, {"name": "Anna", "amount": "5"})]


def test_columns_named_twice_or_not_at_all_get_names_of_their_own(tmp_path: Path) -> None:
    sheet = open_sheet(text_file(tmp_path, "Name,,Name,Id\na,b,c,d\n"))

    assert sheet.header == ("Name #1", "column 2", "Name #2", "Id")
    assert sheet.repeated == {"Name"}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("Ben", "only 1 cells, the header 2"),
        ("Ben,6,7", "3 cells, the header 2"),
        ("Ben,6\0", "NUL"),
        ('"Ben"x,6', "quotation marks do not match"),
    ],
)
def test_a_bad_row_is_rejected_and_the_others_are_read(
    tmp_path: Path, bad: str, reason: str
) -> None:
    path = text_file(tmp_path, f"name,amount\nAnna,5\n{bad}\nCleo,7\n")

    first, second, third = open_sheet(path).rows()

    assert first == Row(2, {"name": "Anna", "amount": "5"})
    assert isinstance(second, RejectedRow)
    assert (second.line, reason in second.reason) == (3, True)
    assert third == Row(4, {"name": "Cleo", "amount": "7"})


def test_short_rows_can_be_allowed_and_empty_cells_too_many_do_no_harm(tmp_path: Path) -> None:
    path = text_file(tmp_path, "name,amount\nAnna\nBen,6,,\n")

    rows = list(open_sheet(path, FileOptions(short_rows="pad")).rows())

    assert rows == [
        Row(2, {"name": "Anna", "amount": None}),
        Row(3, {"name": "Ben", "amount": "6"}),
    ]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", None, "the file is empty"),
        (b"\n , \n\n", None, "there is no header"),
        (b"\xef\xbb\xbf", None, "there is no header"),
        (b"<html><table>", None, "web page"),
        (b"\xd0\xcf\x11\xe0rest", None, "old .xls"),
        (b"PKrest", None, "workbook cannot be read"),
        (b"na\0me,amount\nAnna,5\n", 1, "NUL"),
        (b"x" * 1_000_002, 1, "longer than a million characters"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(
    tmp_path: Path, content: bytes, line: int | None, reason: str
) -> None:
    with pytest.raises(FileError, match=reason) as refused:
        open_sheet(text_file(tmp_path, content))

    assert refused.value.line == line


def test_a_quotation_mark_that_is_never_closed_is_no_table(tmp_path: Path) -> None:
    sheet = open_sheet(text_file(tmp_path, 'name,amount\nAnna,5\n"Ben,6\n' + "Cleo,7\n" * 9))

    with pytest.raises(FileError, match="never closed") as refused:
        list(sheet.rows())

    assert refused.value.line == 3


def test_a_header_without_rows_is_an_empty_table(tmp_path: Path) -> None:
    assert cells_of(text_file(tmp_path, "name,amount\n")) == []


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be opened: No such file"):
        open_sheet(tmp_path / "none.csv")
